"""From what an analyzer answers to what a reader is told."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mura_desktop.domain.grey import Window
from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.judging import judge
from mura_desktop.domain.score_texts import ScoreTexts
from mura_desktop.domain.study import Header, Image, Region, RegionSource, Study
from mura_desktop.domain.verdict import (
    BundleInfo,
    Estimate,
    ImageScore,
    ImageVerdict,
    NoVerdict,
    OperatingPoint,
    OperatingPoints,
    Verdict,
    in_words,
)

MEASURED = Estimate(0.9, 0.8, 1.0)
POINTS = OperatingPoints(
    OperatingPoint("high sensitivity", 0.2, MEASURED, MEASURED, "cards"),
    OperatingPoint("high specificity", 0.7, MEASURED, MEASURED, "cards"),
)
INFO = BundleInfo("cards", "1", "0" * 64, "abnormality", POINTS, "CPU", None, "")
WRIST = Region("WRIST", RegionSource.HEADER)
SPOT = Heatmap(np.ones((1, 1), np.float32), (4.0, 4.0), (0.0, 0.0), "spot")


class Answers:
    """An analyzer that gives its answers in turn."""

    info = INFO

    def __init__(self, *answers):
        self._answers = iter(answers)

    def analyze(self, image):
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return ImageScore(answer, SPOT, WRIST) if isinstance(answer, float) else answer


def study_of(count):
    pixels = np.zeros((4, 4), np.uint8)
    image = Image(Path("a.png"), pixels, Header("1"), (Window(128.0, 256.0),), region=WRIST)
    return Study("1", (image,) * count)


def judged(*answers):
    return judge(study_of(len(answers)), Answers(*answers))


@pytest.mark.parametrize(
    ("probability", "verdict"),
    [
        (0.0, Verdict.NOT_SUSPECTED),
        (0.19, Verdict.NOT_SUSPECTED),
        (0.2, Verdict.UNCERTAIN),
        (0.69, Verdict.UNCERTAIN),
        (0.7, Verdict.SUSPECTED),
        (1.0, Verdict.SUSPECTED),
    ],
)
def test_two_operating_points_cut_the_scores_into_three_words(probability, verdict):
    assert judged(probability).verdict is verdict


def test_a_studys_score_is_the_mean_of_its_images():
    assert judged(0.9, 0.1, 0.2).probability == pytest.approx(0.4)


def test_not_suspected_becomes_uncertain_where_an_image_was_not_looked_at():
    result = judged(0.1, NoVerdict("Out of scope."))

    assert result.verdict is Verdict.UNCERTAIN
    assert result.reason == "1 of 2 images not judged."


def test_a_study_is_never_not_suspected_while_one_of_its_images_is_suspected():
    result = judged(0.8, *[0.05] * 6)

    assert result.probability < POINTS.sensitive.threshold
    assert result.verdict is Verdict.UNCERTAIN
    assert result.reason == "1 of 7 images suspected."


def test_a_suspected_image_and_one_that_was_not_looked_at_are_both_told():
    result = judged(0.8, *[0.01] * 5, NoVerdict("Out of scope."))

    assert result.verdict is Verdict.UNCERTAIN
    assert result.reason == "1 of 7 images suspected. 1 of 7 images not judged."


def test_an_uncertain_image_does_not_raise_a_study_above_its_mean():
    result = judged(0.3, 0.01, 0.01)

    assert (result.verdict, result.reason) == (Verdict.NOT_SUSPECTED, None)


def test_suspected_stays_suspected_where_an_image_was_not_looked_at():
    assert judged(0.9, NoVerdict("Out of scope.")).verdict is Verdict.SUSPECTED


def test_a_study_of_refused_images_has_no_verdict_but_their_reasons():
    result = judged(NoVerdict("In colour."), NoVerdict("Blank."), NoVerdict("In colour."))

    assert (result.verdict, result.probability) == (None, None)
    assert result.reason == "In colour. Blank."


def test_an_analyzer_that_breaks_on_one_image_goes_on_with_the_others():
    first, second = judged(RuntimeError("out of paper"), 0.9).images

    assert first == NoVerdict(
        "Judging this image failed (RuntimeError: out of paper).", WRIST, failed=True
    )
    assert isinstance(second, ImageVerdict)


def test_a_cancelled_judgement_is_no_judgement():
    given = []

    result = judge(
        study_of(3),
        Answers(0.1, 0.1, 0.1),
        judged=lambda index, judgement: given.append(index),
        cancelled=lambda: len(given) == 2,
    )

    assert result is None
    assert given == [0, 1]


def test_a_reader_is_told_the_bundles_own_word():
    assert in_words(Verdict.SUSPECTED, "abnormality") == "Abnormality suspected"
    assert in_words(Verdict.NOT_SUSPECTED, "fracture") == "Fracture not suspected"
    assert in_words(None, "fracture") == "No verdict"


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.0, "< 0.01"),
        (0.004, "< 0.01"),
        (0.0436, "0.044"),
        (0.0999, "0.10"),
        (0.874, "0.87"),
        (0.9951, "> 0.99"),
        (1.0, "> 0.99"),
    ],
)
def test_a_score_is_never_written_as_a_certainty(probability, text):
    assert ScoreTexts().score(probability) == text


@pytest.mark.parametrize("score", [0.0, 0.5, 1.0])
def test_without_measured_thresholds_every_score_is_uncertain_and_the_reason_is_told(score):
    analyzer = Answers(score)
    analyzer.info = replace(INFO, operating_points=None)
    verdict = judge(study_of(1), analyzer)
    assert verdict.images[0].verdict is verdict.verdict is Verdict.UNCERTAIN
    assert "never measured" in verdict.reason
    assert "not calibrated" in analyzer.info.about_scores
