"""The bundle that ships: it opens, judges, and its card tells the truth."""

import json
import os
import re
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from sklearn.metrics import roc_auc_score

from mura_desktop import paths
from mura_desktop.domain.judging import judge
from mura_desktop.domain.study import group_into_studies
from mura_desktop.domain.verdict import ImageScore, NoVerdict
from mura_desktop.imaging.reading import load
from mura_desktop.inference.analyzer import load_analyzer
from mura_desktop.inference.scope import EXCHANGED
from trainer.data.fracatlas import read_fracatlas
from trainer.data.split import split_by_blocks
from trainer.evaluation.predict import contains
from trainer.evaluation.scope import ANNOTATED
from trainer.evaluation.strangers import KINDS
from trainer.evaluation.varied import VARIATIONS
from trainer.recipe import read_recipe

DATA = Path(os.environ.get("MURA_DESKTOP_DATA", "../shared/data")) / "fracatlas"
RECIPE = Path(__file__).parents[1] / "trainer" / "recipes" / "fracatlas.yaml"


@pytest.fixture(scope="module")
def analyzer():
    return load_analyzer(paths.default_bundle(), "cpu")


def test_the_shipped_bundle_refuses_in_the_words_that_are_written_down_and_says_what_helps():
    config = json.loads((paths.default_bundle() / "config.json").read_text())
    exchanged, drawn = (check["reason"] for check in config["scope_checks"])
    assert (exchanged, drawn) == (EXCHANGED, ANNOTATED)
    assert "Photometric Interpretation" in exchanged, "inverting on screen does not help"
    assert "jewellery" in drawn, "no drawing is claimed where there may be none"


def test_the_shipped_bundle_judges_the_sample_study(analyzer):
    (study,) = group_into_studies(load([paths.sample_study()]))
    verdict = judge(study, analyzer)
    assert study.header.synthetic
    assert verdict.verdict is not None
    assert all(isinstance(each.score, ImageScore) for each in verdict.images)


@pytest.mark.parametrize("kind", ["CT and MR slices of pydicom", "photograph", "chest (phantom)"])
def test_the_shipped_bundle_gives_no_number_to_a_stranger_without_a_header(
    analyzer, tmp_path, kind
):
    picture = KINDS[kind](np.random.default_rng(2024))
    PIL.Image.fromarray(picture).save(tmp_path / "stranger.png")
    (image,) = load([tmp_path / "stranger.png"])
    found = analyzer.analyze(image)
    assert isinstance(found, NoVerdict)
    assert found.reason


def test_the_shipped_bundle_is_small_and_all_may_read_it():
    files = list(paths.default_bundle().iterdir())
    assert {file.name for file in files} == {"model.safetensors", "config.json", "README.md"}
    assert sum(file.stat().st_size for file in files) < 40e6


def test_the_card_names_data_licence_and_limits(analyzer):
    card = analyzer.info.card
    for words in ("FracAtlas", "CC BY 4.0", "Apache License 2.0", "Not a medical device", "MURA"):
        assert words in card


def test_card_and_settings_tell_the_same_figures(analyzer):
    config = json.loads((paths.default_bundle() / "config.json").read_text())
    for point in config["operating_points"].values():
        assert f"{point['threshold']:.3f}" in analyzer.info.card
        assert f"{point['sensitivity']['value']:.3f}" in analyzer.info.card
    assert f"{config['localisation']['value']:.3f}" in analyzer.info.card


@pytest.mark.skipif(
    not DATA.is_dir(),
    reason="FracAtlas is not here: name the local data folder with MURA_DESKTOP_DATA",
)
def test_the_card_is_borne_out_by_images_that_were_never_trained_on(analyzer):
    """A stratified sample of the validation part; bounds are the card's intervals, widened."""
    examples = read_fracatlas(DATA)
    recipe = read_recipe(RECIPE)
    split = split_by_blocks(examples, recipe.dataset.validation, recipe.dataset.seed)
    validation = [examples[i] for i in split.validation]
    chosen = [e for e in validation if e.positive][::2] + [e for e in validation if not e.positive][
        ::8
    ]
    scores, labels, hits = [], [], []
    for example in chosen:
        (image,) = load([example.path])
        found = analyzer.analyze(image)
        if not isinstance(found, ImageScore):
            continue
        scores.append(found.probability)
        labels.append(example.positive)
        peak = found.heatmap.peak(image.rows, image.columns)
        hits += [any(contains(box, *peak) for box in example.boxes)] if example.boxes else []
    assert len(scores) >= 0.95 * len(chosen)
    low, high = interval_on_card(analyzer.info.card, "all images", column=3)
    assert low - 0.05 <= roc_auc_score(labels, scores) <= high + 0.05
    localisation = analyzer.info.localisation
    assert localisation.low - 0.1 <= np.mean(hits) <= localisation.high + 0.1


@pytest.mark.skipif(
    not DATA.is_dir(),
    reason="FracAtlas is not here: name the local data folder with MURA_DESKTOP_DATA",
)
def test_the_shipped_bundle_judges_radiographs_that_are_only_changed(analyzer, tmp_path):
    examples = read_fracatlas(DATA)
    recipe = read_recipe(RECIPE)
    split = split_by_blocks(examples, recipe.dataset.validation, recipe.dataset.seed)
    chosen = [examples[i].path for i in split.validation[5::60]]
    pictures = [image.rendered() for image in load(chosen)]
    for number, vary in enumerate(VARIATIONS.values()):
        for i, picture in enumerate(pictures[number % 3 :: 3]):
            changed = vary(picture, pictures[i], np.random.default_rng([number, i]))
            PIL.Image.fromarray(changed).save(tmp_path / f"{number}-{i}.png")
    found = [analyzer.analyze(image) for image in load([tmp_path])]
    assert sum(isinstance(each, NoVerdict) for each in found) <= 0.15 * len(found)


def interval_on_card(card: str, row: str, column: int) -> tuple[float, float]:
    cells = next(line for line in card.splitlines() if line.startswith(f"| {row} |")).split("|")
    low, high = re.search(r"\(([\d.]+) to ([\d.]+)\)", cells[column + 1]).groups()
    return float(low), float(high)
