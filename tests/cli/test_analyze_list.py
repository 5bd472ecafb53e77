"""A list of many studies: as a table, and going on where it was broken off."""

import csv
import json
import shutil

import pytest

from mura_desktop import paths
from mura_desktop.cli import main
from mura_desktop.domain.results import CSV_COLUMNS
from mura_desktop.domain.verdict import DISCLAIMER
from mura_desktop.records.folder import DATABASE


@pytest.fixture(autouse=True)
def own_records(monkeypatch, tmp_path):
    """Records of the test's own."""
    monkeypatch.setattr(paths, "records", lambda: tmp_path / "records")


@pytest.fixture
def studies(radiograph):
    """A folder of four studies, one of which holds no image."""
    for number, brightness in enumerate((20, 120, 230)):
        folder = radiograph(f"list/{number}/a.png", brightness).parents[1]
    (folder / "3").mkdir()
    (folder / "3" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    return folder


def lines_of(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_has_a_line_for_each_image_and_each_file_that_failed(studies, analyzer, tmp_path):
    target = tmp_path / "list.csv"

    assert main([str(studies), "--csv", str(target)], lambda bundle, device: analyzer) == 1

    lines = lines_of(target)
    assert tuple(lines[0]) == CSV_COLUMNS
    assert [each["verdict"] for each in lines] == ["not suspected", "uncertain", "suspected", ""]
    assert [each["study_verdict"] for each in lines[:3]] == [each["verdict"] for each in lines[:3]]
    assert lines[3]["path"].endswith("broken.png")
    assert lines[3]["reason"]
    assert lines[0]["peak_row"].isdigit()
    assert lines[0]["region_source"] == "network"
    thresholds = [(each["not_suspected_below"], each["suspected_from"]) for each in lines]
    assert all(0.0 < float(low) < float(high) < 1.0 for low, high in thresholds[:3])
    assert thresholds[3] == ("", ""), "no number where there is no verdict"
    assert {each["statement"] for each in lines} == {DISCLAIMER}
    assert {each["bundle_sha256"] for each in lines} == {"ab" * 32}


def test_an_earlier_table_is_replaced_and_another_file_is_not(studies, analyzer, tmp_path):
    target = tmp_path / "list.csv"
    for _ in range(2):
        assert main([str(studies), "--csv", str(target)], lambda bundle, device: analyzer) == 1
    target.write_text("name,address\n")
    assert main([str(studies), "--csv", str(target)], lambda bundle, device: analyzer) == 2
    assert target.read_text() == "name,address\n"


def test_a_name_is_no_formula_to_a_spreadsheet(radiograph, analyzer, tmp_path, monkeypatch):
    path = radiograph("=cmd.png", 120)
    monkeypatch.chdir(path.parent)
    target = tmp_path / "list.csv"
    main(["=cmd.png", "--csv", str(target)], lambda bundle, device: analyzer)
    assert lines_of(target)[0]["path"] == "'=cmd.png"


class Killed(BaseException):
    """What nothing in the program catches."""


def test_a_list_that_was_broken_off_goes_on_and_says_the_same(studies, analyzer, tmp_path):
    whole, resumed = tmp_path / "whole.json", tmp_path / "resumed.json"
    main([str(studies), "--json", str(whole)], lambda bundle, device: analyzer)
    analyzer.alive.clear()

    class Broken(type(analyzer)):
        def analyze(self, image):
            if len(analyzer.alive) == 2:
                raise Killed
            analyzer.alive.append(1)
            return super().analyze(image)

    call = [str(studies), "--json", str(resumed), "--resume"]
    with pytest.raises(Killed):
        main(call, lambda bundle, device: Broken())
    assert not resumed.exists()
    analyzer.alive.clear()

    main(call, lambda bundle, device: analyzer)

    assert len(analyzer.alive) == 1  # of three: two were judged before
    assert json.loads(resumed.read_text()) == json.loads(whole.read_text())
    main(call, lambda bundle, device: analyzer)
    assert len(analyzer.alive) == 4  # a complete list leaves nothing behind


def test_results_that_cannot_be_written_in_the_end_are_printed_and_kept(
    studies, analyzer, tmp_path, capsys
):
    place = tmp_path / "share"
    place.mkdir()
    call = [str(studies), "--json", str(place / "list.json"), "--resume"]

    class Unmounting(type(analyzer)):
        def analyze(self, image):
            shutil.rmtree(place, ignore_errors=True)
            return super().analyze(image)

    assert main(call, lambda bundle, device: Unmounting()) == 1
    said = capsys.readouterr()
    assert "Fracture suspected" in said.out
    assert "Nothing could be written there" in said.err

    place.mkdir()
    main(call, lambda bundle, device: analyzer)
    assert analyzer.alive == []  # nothing is judged twice
    assert len(json.loads((place / "list.json").read_text())["studies"]) == 3


def test_a_damaged_log_that_was_set_aside_is_told(studies, analyzer, tmp_path, capsys):
    records = tmp_path / "records"
    records.mkdir()
    (records / DATABASE).write_text("garbage")
    main([str(studies), "--resume"], lambda bundle, device: analyzer)
    (aside,) = records.glob("*damaged*")
    assert aside.read_text() == "garbage"
    assert f"The old one is {aside}." in capsys.readouterr().err
