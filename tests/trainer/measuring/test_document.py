import json

import pytest
from PIL import Image as Picture

from mura_desktop.domain.verdict import DISCLAIMER
from tests.trainer.measuring.tables import scored_table
from trainer.measuring import resampling
from trainer.measuring.document import Heading, write_report

HEADING = Heading(
    "bones", "abnormality", "one fold.", "Cross-fitted.", "python -m trainer evaluate"
)


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    monkeypatch.setattr(resampling, "DRAWS", 50)


def test_a_report_holds_both_levels_every_figure_and_pictures_that_exist(tmp_path):
    figures = write_report(scored_table(), HEADING, tmp_path / "report")
    text = (tmp_path / "report" / "report.md").read_text()
    assert DISCLAIMER in text
    assert text.index("## By study") < text.index("## By image")
    for level in figures.values():
        for group in level.values():
            assert f"{group.scores['AUROC'].value:.3f}" in text
            assert f"{group.points['even odds'].estimates['kappa'].value:.3f}" in text
    pictures = [line.split("(")[1].rstrip(")") for line in text.splitlines() if line[:2] == "!["]
    assert len(pictures) == 6
    for picture in pictures:
        with Picture.open(tmp_path / "report" / picture) as opened:
            assert min(opened.size) > 300


def test_figures_are_strict_json_and_agree_with_the_report(tmp_path):
    one_class = scored_table()
    one_class = one_class.take(one_class.labels.nonzero()[0])
    write_report(one_class, HEADING, tmp_path)

    def refuse(constant):
        raise AssertionError(constant)

    found = json.loads((tmp_path / "figures.json").read_text(), parse_constant=refuse)
    assert found["study"]["all"]["scores"]["AUROC"]["value"] is None
    assert "| – |" in (tmp_path / "report.md").read_text()


def test_the_historical_interval_comes_only_when_asked_for(tmp_path):
    write_report(scored_table(), HEADING, tmp_path)
    assert "historical" not in (tmp_path / "report.md").read_text()
    write_report(scored_table(), HEADING, tmp_path, official_interval=True)
    assert "historical" in (tmp_path / "report.md").read_text()
