"""Files that could not be read, against the studies that may lack them."""

from pathlib import Path

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.gaps import Gaps

HERE = Path("/data/case")


def gap(path, **known):
    refused = UnreadableFile(path, "The file is cut short.", "Copy it again.")
    for name, value in known.items():
        setattr(refused, name, value)
    return refused


def test_a_file_that_names_its_study_counts_once_and_against_it_alone():
    refused = gap(HERE / "2.dcm", study_key="a")
    gaps = Gaps([refused, refused])
    assert gaps.missing("a", [HERE / "1.dcm"]).startswith("1 image of this study could not be read")
    assert gaps.missing("b", [HERE / "3.dcm"]) == ""


def test_a_file_of_an_unknown_study_counts_against_the_studies_in_its_folder_not_below():
    gaps = Gaps([gap(HERE / "2.dcm", folder=HERE)])
    assert "1 file in the same folder or archive" in gaps.missing("a", [HERE / "1.dcm"])
    assert gaps.missing("b", [HERE / "below" / "1.dcm"]) == ""


def test_a_member_of_an_unknown_study_counts_against_all_of_its_archive():
    archive = HERE / "a.zip"
    gaps = Gaps([gap(archive / "SE2" / "2.dcm", archive=archive)])
    assert gaps.missing("a", [archive / "SE1" / "1.dcm"])
    assert gaps.missing("b", [HERE / "1.dcm"]) == ""


def test_a_file_that_is_no_image_counts_against_nobody():
    assert Gaps([gap(HERE / "notes.txt")]).missing("a", [HERE / "1.dcm"]) == ""


def test_a_file_that_can_be_read_by_now_is_no_gap():
    gaps = Gaps([gap(HERE / "2.dcm", folder=HERE), gap(HERE / "3.png", study_key="a")])
    gaps.discard(HERE / "2.dcm")
    gaps.discard(HERE / "3.png")
    assert gaps.missing("a", [HERE / "1.dcm"]) == ""


def test_closing_a_study_forgets_its_gaps_but_for_those_that_another_may_have():
    gaps = Gaps([gap(HERE / "2.dcm", folder=HERE)])
    first, second = [HERE / "1.dcm"], [HERE / "3.dcm"]
    gaps.forget("a", first, second)
    assert gaps.missing("b", second)
    gaps.forget("b", second, [])
    assert gaps.missing("b", second) == ""
