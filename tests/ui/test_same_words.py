"""What is said of a judged and of a refused image is said in the same words wherever it is read."""

import csv
import io
from pathlib import Path

import pytest

from mura_desktop.domain.verdict import NoVerdict
from mura_desktop.ui.saving.report import report_document

REASON = "The picture is unlike the radiographs that the network was trained on."


@pytest.fixture
def said(window, session, files, image_of, network, qtbot, is_judged):
    """Judges two images, of these scores, in window and list, and collects the words by place."""

    def collect(first, second):
        files.contents["study"] = [image_of("limb"), image_of("chest", instance=2)]
        network.scores.update(limb=first, chest=second)
        session.open([Path("study")])
        qtbot.waitUntil(is_judged)
        listed = window.records.judge([Path("study")])
        with qtbot.waitSignal(listed.run.ended):
            pass
        opened, pane = session.studies[0], window.verdict
        item = window.thumbnails.topLevelItem(0)
        cards, tips = [], []
        for row, image in enumerate(opened.study.images):
            session.select(image)
            cards.append(pane.image_card.text)
            tips.append(item.child(row).toolTip(0))
        return {
            "window": (pane.study_card.text, *cards),
            "list of open studies": (item.toolTip(0), *tips),
            "line": [listed._table.index(0, column).data() for column in (4, 5, 6)],
            "report": report_document(opened.verdict, opened.info).toPlainText().split("\n"),
            "table": list(csv.DictReader(io.StringIO(listed.results.as_csv()))),
        }

    return collect


def test_a_refused_image_beside_one_that_is_not_suspected(said):
    words = said(0.05, NoVerdict(REASON))
    study, limb, chest = words["window"]
    why = "1 of 2 images not judged."
    assert study.split("\n") == ["Fracture uncertain", "Score 0.050", why]
    assert limb.split("\n") == ["Fracture not suspected", "Score 0.050"]
    assert chest.split("\n") == ["No verdict", REASON]
    looks = ("Fracture uncertain", "Fracture not suspected", "No verdict")
    for tip, look in zip(words["list of open studies"], looks, strict=True):
        assert tip.partition("</p>")[0].endswith(f": {look}")
    assert words["line"] == ["Fracture uncertain", "0.050", why]
    for line in ("Fracture uncertain · score 0.050", why, "2. No verdict", REASON):
        assert line in words["report"]
    assert "1. Fracture not suspected · score 0.050" in words["report"]
    first, second = words["table"]
    for row in (first, second):
        assert (row["study_verdict"], row["study_score"]) == ("uncertain", "0.05")
        assert row["study_reason"] == why
    assert (first["verdict"], first["score"], first["reason"]) == ("not suspected", "0.05", "")
    assert (second["verdict"], second["score"], second["reason"]) == ("", "", REASON)


def test_images_that_were_all_refused_or_could_not_be_judged(said):
    failure = NoVerdict("Out of luck.", failed=True)
    words = said(failure, NoVerdict(REASON))
    assert [card.split("\n")[0] for card in words["window"]] == [
        "Judging failed",
        "Judging failed",
        "No verdict",
    ]
    assert words["line"] == ["Judging failed", "", f"Out of luck. {REASON}"]
    for line in ("Judging failed", "1. Judging failed", "2. No verdict"):
        assert line in words["report"]
    assert [row["study_verdict"] for row in words["table"]] == ["", ""]
    assert [row["reason"] for row in words["table"]] == ["Out of luck.", REASON]
