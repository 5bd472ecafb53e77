"""Scores and thresholds as a reader sees them: no number contradicts its word."""

import numpy as np
import pytest

from mura_desktop.domain.score_texts import ScoreTexts

SHIPPED = (0.04383, 0.23198)


@pytest.mark.parametrize(
    ("score", "written", "limits"),
    [
        (0.2258, "0.226", ["0.044", "0.232"]),
        (0.0436, "0.0436", ["0.0438", "0.2320"]),
        (0.23198, "0.23", ["0.044", "0.23"]),
        (0.87, "0.87", ["0.044", "0.23"]),
    ],
)
def test_a_score_that_does_not_reach_a_threshold_is_written_below_it(score, written, limits):
    texts = ScoreTexts.apart([score], SHIPPED)
    assert texts.score(score) == written
    assert [texts.threshold(each) for each in SHIPPED] == limits


def shown(text: str) -> tuple[float, float]:
    """The least and the highest number that a text may stand for."""
    number = float(text.lstrip("<> "))
    return (number if text[0] != "<" else 0.0), (number if text[0] != ">" else 1.0)


def test_no_score_seems_to_reach_what_it_does_not_nor_to_fall_short_of_what_it_does():
    random = np.random.default_rng(7)
    for _ in range(3000):
        scale = 10.0 ** random.integers(-6, 1)
        threshold = float(random.choice([random.random(), scale * 0.01, 1.0 - scale * 0.01]))
        score = float(np.clip(threshold + random.normal() * scale * 0.01, 0.0, 1.0))
        texts = ScoreTexts.apart([score], [threshold])
        lowest, highest = shown(texts.score(score))
        if score < threshold:
            assert highest <= float(texts.threshold(threshold))
            assert texts.score(score) != texts.threshold(threshold)
        elif texts.score(score)[0] != ">":
            assert highest >= float(texts.threshold(threshold)), (score, threshold)
        else:
            assert lowest >= float(texts.threshold(threshold)) or threshold == 1.0


def test_the_scores_of_a_study_and_its_thresholds_are_all_told_alike():
    texts = ScoreTexts.apart([0.2258, 0.5], SHIPPED)
    assert texts.score(0.5) == "0.500"


@pytest.mark.parametrize(("score", "written"), [(0.0, "< 0.01"), (1.0, "> 0.99")])
def test_thresholds_at_the_ends_ask_for_no_more_digits(score, written):
    assert ScoreTexts.apart([score], [0.0, 1.0]).score(score) == written
