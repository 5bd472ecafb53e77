import pytest
from PIL import Image as Picture

from tests.trainer.mura_tree import healthy_tree
from trainer.__main__ import main
from trainer.data import cache
from trainer.data.mura_lists import read_lists
from trainer.doctor import published
from trainer.doctor.check import State
from trainer.doctor.examine import examine
from trainer.doctor.lists import count
from trainer.doctor.report import print_examination


@pytest.fixture
def tree(tmp_path):
    return healthy_tree(tmp_path / "MURA-v1.1")


@pytest.fixture
def look(tree, tmp_path):
    """Examine the tree against the counts that it had when it was whole."""
    whole = {part: read_lists(tree.root, part) for part in ("train", "valid")}
    counted = {part: count(lists) for part, lists in whole.items()}
    patients = {part: len({s.patient for s in lists.labels}) for part, lists in whole.items()}

    def run(folder=None):
        return examine(folder or tree.root, tmp_path, counted, patients)

    run.counted = counted
    return run


def state_of(examination, title):
    return next(check for check in examination.checks if check.title.startswith(title))


def bad(examination):
    return {check.title for check in examination.checks if check.state is State.BAD}


def test_the_published_table_adds_up_to_the_published_totals():
    train = published.total(published.PUBLISHED["train"])
    valid = published.total(published.PUBLISHED["valid"])
    assert train[:2] == (8_280, 5_177)
    assert valid[:2] == (661, 538)
    assert sum(train[2:]) == 36_808
    assert sum(valid[2:]) == 3_197
    # with the hidden test part, the paper's 14,863 studies, 40,561 images, 12,173 patients
    assert sum(train[:2]) + sum(valid[:2]) + 207 == 14_863
    assert sum(train[2:]) + sum(valid[2:]) + 556 == 40_561
    assert sum(published.PATIENTS.values()) + 206 == 12_173


def test_a_whole_copy_is_sound_and_its_hidden_files_are_only_mentioned(look):
    examination = look()
    assert examination.sound
    hidden = state_of(examination, "Hidden files")
    assert hidden.state is State.NOTE
    assert "._image1.png" in hidden.detail
    assert [c.title for c in examination.checks if c.state is State.NOTE] == [hidden.title]


def test_kinds_and_sizes_are_counted(look, tree):
    kinds = state_of(look(), "Kinds").detail
    for kind in ("8-bit grey", "8-bit RGB", "8-bit RGBA"):
        assert kind in kinds
    assert "44" in state_of(look(), "Sizes").detail


def test_missing_files_are_counted_and_named(look, tree):
    for file in tree.images["valid"][:2]:
        (tree.root / file).unlink()
    examination = look()
    assert bad(examination) == {"Missing files"}
    missing = state_of(examination, "Missing files")
    assert missing.detail.startswith("2 of ")
    assert tree.images["valid"][0] in missing.detail
    assert missing.remedy


@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_files_that_cannot_be_decoded_are_named_with_the_reason(look, tree, content):
    (tree.root / tree.images["train"][1]).write_bytes(content)
    examination = look()
    assert bad(examination) == {"Files that cannot be decoded"}
    assert tree.images["train"][1] in state_of(examination, "Files that cannot").detail


def test_a_file_that_was_cut_short_does_not_pass_for_its_header(look, tree):
    path = tree.root / tree.images["train"][1]
    path.write_bytes(path.read_bytes()[:-400])
    assert bad(look()) == {"Files that cannot be decoded"}


def test_files_that_no_list_names_are_mentioned(look, tree):
    (tree.root / "train" / "XR_WRIST" / "more.png").write_bytes(b"x")
    extra = state_of(look(), "Files that no list")
    assert extra.state is State.NOTE
    assert "train/XR_WRIST/more.png" in extra.detail


def test_a_label_that_contradicts_its_folder_is_named(look, tree):
    place = next(iter(tree.labels["train"]))
    tree.labels["train"][place] ^= True
    tree.write_lists()
    examination = look()
    assert "Label against folder name" in bad(examination)
    assert place.removeprefix("train/XR_").split("/")[1] in state_of(examination, "Label").detail


def test_a_patient_in_both_parts_is_named(look, tree):
    tree.add("valid", "WRIST", 1, 7, abnormal=False)
    tree.write_lists()
    examination = look()
    assert "Patients in both parts" in bad(examination)
    assert "patient00001" in state_of(examination, "Patients in both parts").detail


def test_a_study_too_many_is_told_by_the_counts(look, tree, capsys):
    tree.add("train", "HUMERUS", 99, 1, abnormal=True)
    tree.write_lists()
    examination = look()
    assert bad(examination) == {"Counts against the published table", "Patients"}
    assert "train humerus" in state_of(examination, "Counts").detail
    print_examination(examination, look.counted)
    assert "Not fit for training" in capsys.readouterr().out


def test_lists_that_contradict_each_other_are_told_and_the_rest_goes_on(look, tree):
    path = tree.root / "train_image_paths.csv"
    lines = path.read_text().split()
    path.write_text("\n".join([*lines, lines[-1]]))
    examination = look()
    assert "Image list against study list" in bad(examination)
    assert state_of(examination, "Missing files").state is State.GOOD


def test_a_picture_with_colour_in_it_is_mentioned(look, tree):
    Picture.new("RGB", (60, 44), (200, 30, 30)).save(tree.root / tree.images["train"][1])
    assert state_of(look(), "Colour").state is State.NOTE


def test_a_disk_without_room_for_the_squares_is_bad(look, monkeypatch):
    monkeypatch.setattr(cache, "SPARE_BYTES", 1 << 60)
    assert bad(look()) == {"Room for 448-pixel squares"}


def test_the_command_finds_a_renamed_copy_one_level_deeper_and_says_what_is_not_mura(
    tree, tmp_path, capsys, monkeypatch
):
    tree.root.rename(tmp_path / "bones")
    monkeypatch.setenv("COLUMNS", "200")
    assert main(["doctor", "--data", str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert f"In {tmp_path / 'bones'}" in printed
    assert "2,134 + 1,326" in printed  # what a wrist should hold


def test_the_command_passes_a_copy_that_holds_what_was_published(look, tree, capsys, monkeypatch):
    whole = look()
    monkeypatch.setattr("trainer.__main__.examine", lambda folder, runs: whole)
    assert main(["doctor", "--data", str(tree.root)]) == 0
    assert "Sound." in capsys.readouterr().out


@pytest.mark.parametrize("names", [("train.csv", "valid.csv"), ()])
def test_the_command_refuses_the_first_version_and_what_is_no_data_set(
    tmp_path, capsys, monkeypatch, names
):
    monkeypatch.setenv("COLUMNS", "200")
    for name in names:
        (tmp_path / name).write_text("")
    assert main(["doctor", "--data", str(tmp_path)]) == 1
    assert ("withdrawn" in capsys.readouterr().out) == bool(names)


def test_nothing_in_the_data_set_is_changed(look, tree):
    def state():
        return {(path, path.stat().st_mtime_ns) for path in tree.root.rglob("*")}

    before = state()
    look()
    assert state() == before
