import re
from collections import defaultdict

import numpy as np
import pytest
from PIL import Image as Picture

from trainer.__main__ import main
from trainer.data.as_mura import convert_fracatlas, region_of
from trainer.data.fracatlas import read_fracatlas
from trainer.data.mura import read_mura
from trainer.data.mura_lists import PARTS, read_lists
from trainer.data.public_validation import read_public_validation
from trainer.data.split import split_by_blocks
from trainer.doctor.check import State
from trainer.doctor.examine import examine


@pytest.fixture(scope="module")
def converted(fracatlas, tmp_path_factory):
    out = tmp_path_factory.mktemp("converted") / "as-mura"
    assert main(["convert-fracatlas", "--data", str(fracatlas), "--out", str(out)]) == 0
    return out


def test_what_is_made_is_sound_but_for_the_counts_of_mura(converted, tmp_path):
    examination = examine(converted, tmp_path)
    bad = {check.title for check in examination.checks if check.state is State.BAD}
    assert bad == {"Counts against the published table", "Patients"}


def test_the_public_validation_part_is_the_part_that_fracatlas_validates_on(converted, fracatlas):
    examples = read_fracatlas(fracatlas)
    split = split_by_blocks(examples, 0.2, 0)
    public = read_public_validation(converted)
    assert len(public) == len(split.validation)
    assert sum(e.positive for e in public) == sum(examples[i].positive for i in split.validation)


def test_only_near_duplicates_of_another_patient_s_images_are_left_out(converted, fracatlas):
    split = split_by_blocks(read_fracatlas(fracatlas), 0.2, 0)
    kept = len(read_mura(converted)) + len(split.excluded)
    assert kept + len(split.validation) == 240 - (not split.excluded)


def test_a_study_holds_at_most_three_images_of_one_label(converted):
    for part in PARTS:
        lists = read_lists(converted, part)
        views = defaultdict(int)
        for image in lists.images:
            views[image.study] += 1
        assert set(views.values()) <= {1, 2, 3}
        for study, abnormal in lists.labels.items():
            assert study.study.endswith("_positive") == abnormal


def test_pictures_stay_what_they_are(converted, fracatlas):
    originals = defaultdict(list)
    for example in read_fracatlas(fracatlas):
        pixels = np.asarray(Picture.open(example.path))
        originals[pixels.tobytes()].append(example.positive)
    for example in read_mura(converted):
        pixels = np.asarray(Picture.open(example.path))
        assert example.positive in originals[pixels.tobytes()]


def test_large_pictures_are_reduced_to_mura_s_size(tmp_path):
    (tmp_path / "images").mkdir()
    (tmp_path / "boxes.json").write_text("{}")
    (tmp_path / "labels.csv").write_text(
        "image_id,fractured,hand,leg,hip,shoulder,hardware,dup_group,width,height\n"
        "IMG0000001.png,0,1,0,0,0,0,1,600,1000\n"
    )
    Picture.new("L", (600, 1000), 90).save(tmp_path / "images" / "IMG0000001.png")
    convert_fracatlas(tmp_path, tmp_path / "out")
    (made,) = (tmp_path / "out").rglob("*.png")
    with Picture.open(made) as picture:
        assert picture.size == (307, 512)


@pytest.mark.parametrize(
    ("regions", "views", "expected"),
    [
        ("hand", "frontal", "HAND"),
        ("hand", "lateral", "WRIST"),
        ("hand", "lateral oblique", "FINGER"),
        ("hand shoulder", "frontal", "HUMERUS"),
        ("shoulder", "frontal", "SHOULDER"),
        ("hip", "frontal", "SHOULDER"),
        ("leg hip", "lateral", "HUMERUS"),
        ("leg", "frontal", "FOREARM"),
        ("leg", "frontal lateral", "ELBOW"),
    ],
)
def test_every_body_part_has_a_region_to_stand_in_for(regions, views, expected):
    assert region_of(frozenset(regions.split()), frozenset(views.split())) == expected


def test_the_notice_says_what_it_is_and_whose(converted):
    notice = (converted / "NOTICE.txt").read_text()
    assert "This is not MURA" in notice
    assert "CC BY 4.0" in notice


def test_a_folder_that_is_there_is_not_written_over(converted, fracatlas, capsys):
    before = (converted / "train_image_paths.csv").read_bytes()
    assert main(["convert-fracatlas", "--data", str(fracatlas), "--out", str(converted)]) == 2
    assert "name a new folder with --out" in capsys.readouterr().err
    assert (converted / "train_image_paths.csv").read_bytes() == before


def test_lists_are_written_as_mura_s_are(converted):
    first = (converted / "train_labeled_studies.csv").read_text().split()[0]
    assert re.fullmatch(
        r"MURA-v1\.1/train/XR_[A-Z]+/patient\d{5}/study\d_(positive/,1|negative/,0)", first
    )
