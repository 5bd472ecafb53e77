"""What ``mura-desktop analyze`` writes, and when it refuses to."""

import json
import os
import sys
from pathlib import Path

import pytest
from PIL import Image as Pillow

from mura_desktop.cli import main
from mura_desktop.domain.errors import DeviceUnavailable, InvalidBundle
from mura_desktop.domain.verdict import DISCLAIMER
from tests.cli.conftest import unfolded


def test_heatmaps_are_written_beside_each_other_and_name_no_file(analyze, radiograph, tmp_path):
    radiograph("doe_john/1/ap.png", 100)
    radiograph("doe_john/2/ap.png", 40)
    narrow = radiograph("doe_john/2/narrow.png", 40, columns=5)
    out = tmp_path / "overlays"

    code, _, printed = analyze(narrow.parents[1], "--heatmaps", out)

    assert code == 0
    written = ["study-001-image-01.png", "study-002-image-01.png"]
    assert sorted(path.name for path in out.iterdir()) == written
    assert f"Heatmaps are in {out} as study-<study>-image-<No.>.png." in unfolded(printed.out)
    with Pillow.open(out / written[0]) as picture:
        assert picture.size == (64, 40)
        assert picture.mode == "RGB"
        assert picture.text == {"Comment": DISCLAIMER}


def test_pixels_are_let_go_once_they_are_judged(analyze, analyzer, radiograph):
    for number in range(5):
        folder = radiograph(f"all/{number}/a.png", 30).parents[1]

    analyze(folder)

    assert analyzer.alive == [1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InvalidBundle("models/x", "It has no config.json.", "Choose a bundle."), "no config.json"),
        (DeviceUnavailable("cuda", "There is no CUDA device.", "Use cpu."), "no CUDA device"),
    ],
)
def test_a_bundle_or_device_that_cannot_be_used_is_a_wrong_call(radiograph, capsys, error, said):
    def refuse(bundle, device):
        raise error

    assert main([str(radiograph("a.png", 30))], refuse) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert error.remedy in printed.err
    assert printed.out == ""


def test_a_library_that_cannot_be_loaded_is_told_in_a_sentence(radiograph, capsys):
    def refuse(bundle, device):
        raise ImportError("libc10.so: failed to map")

    assert main([str(radiograph("a.png", 30))], refuse) == 2
    said = capsys.readouterr().err
    assert "The network: It could not be loaded (ImportError: libc10.so: failed to map)." in said
    assert "Install the program again" in said


@pytest.mark.parametrize("place", ["missing/results.json", "."])
def test_results_that_cannot_be_written_are_a_wrong_call_before_anything_is_judged(
    analyzer, radiograph, tmp_path, monkeypatch, capsys, place
):
    monkeypatch.chdir(tmp_path)

    code = main([str(radiograph("a.png", 30)), "--json", place], lambda bundle, device: analyzer)

    assert code == 2
    assert analyzer.alive == []
    assert place.split("/")[0] in capsys.readouterr().err


def test_heatmaps_cannot_go_where_a_file_is(analyzer, radiograph, capsys):
    file = radiograph("a.png", 30)

    code = main([str(file), "--heatmaps", str(file)], lambda bundle, device: analyzer)

    assert code == 2
    assert f"{file}: This is a file, not a folder." in capsys.readouterr().err


def test_heatmaps_of_two_runs_are_never_mixed(analyzer, radiograph, tmp_path, capsys):
    call = [str(radiograph("a/a.png", 100)), "--heatmaps", str(tmp_path / "overlays")]
    assert main(call, lambda bundle, device: analyzer) == 0
    judged = len(analyzer.alive)

    assert main(call, lambda bundle, device: analyzer) == 2
    assert "Name a new or an empty folder." in capsys.readouterr().err
    assert len(analyzer.alive) == judged


def other_json(folder):
    (folder / "notes.json").write_text('{"studies": 3}')
    return folder / "notes.json"


def other_text(folder):
    (folder / "notes.txt").write_text("Tuesday")
    return folder / "notes.txt"


def pipe(folder):
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (other_json, "does not hold earlier results"),
        (other_text, "does not hold earlier results"),
        (pipe, "not a regular file"),
        (lambda folder: folder / "a" / "a.png", "one of the files to be judged"),
        (lambda folder: folder / "link.png", "one of the files to be judged"),
        (lambda folder: "-", "not written to the terminal"),
    ],
)
def test_results_replace_nothing_but_earlier_results(
    analyzer, radiograph, tmp_path, capsys, place, reason
):
    image = radiograph("a/a.png", 30)
    (tmp_path / "link.png").symlink_to(image)
    before = image.read_bytes()
    call = [str(image.parent), "--json", str(place(tmp_path))]

    assert main(call, lambda bundle, device: analyzer) == 2

    said = capsys.readouterr().err
    assert reason in said
    assert "Name a new file for the results." in said
    assert analyzer.alive == []
    assert image.read_bytes() == before


def test_many_files_refused_for_one_reason_are_counted_in_the_table_and_listed_in_the_json(
    analyze, tmp_path
):
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(50):
        (folder / f"{number}.txt").write_text("Tuesday")
    (folder / "empty.dcm").touch()

    code, results, printed = analyze(folder)

    assert code == 1
    assert len(results["failed"]) == 51
    assert "51 files could not be read" in printed.out
    assert "and 47 more" in printed.out
    assert printed.out.count("The file is text") == 1
    assert "The file is empty." in printed.out
    assert len(printed.out.splitlines()) < 25


def test_results_of_an_earlier_run_are_replaced_whole(analyzer, radiograph, tmp_path):
    target = tmp_path / "results.json"
    target.write_text(json.dumps({"bundle": {}, "studies": ["x" * 100_000], "failed": []}))

    main([str(radiograph("a/a.png", 30)), "--json", str(target)], lambda bundle, device: analyzer)

    assert json.loads(target.read_text())["bundle"]["name"] == "brightness"
    assert [path.name for path in tmp_path.iterdir() if "unfinished" in path.name] == []


def test_an_interruption_ends_quietly_and_writes_no_results(
    analyzer, radiograph, tmp_path, monkeypatch, capsys
):
    def interrupt(image):
        raise KeyboardInterrupt

    monkeypatch.setattr(analyzer, "analyze", interrupt)
    target = tmp_path / "results.json"

    code = main(
        [str(radiograph("a/a.png", 30)), "--json", str(target)], lambda bundle, device: analyzer
    )

    assert code == 130
    assert not target.exists()
    assert capsys.readouterr().err == "mura-desktop: interrupted.\n"


def test_pictures_of_a_run_that_is_broken_off_are_taken_away(analyzer, radiograph, tmp_path):
    folder, out = radiograph("a/1.png", 30).parent, tmp_path / "overlays"
    radiograph("a/2.png", 60)

    class Interrupted(type(analyzer)):
        def analyze(self, image):
            if self.alive:
                assert len(list(out.iterdir())) == 1
                raise KeyboardInterrupt
            return super().analyze(image)

    assert main([str(folder), "--heatmaps", str(out)], lambda bundle, device: Interrupted()) == 130
    assert list(out.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without a full device")
def test_results_that_cannot_be_printed_are_told_and_written_all_the_same(
    analyzer, radiograph, tmp_path, monkeypatch, capsys
):
    target = tmp_path / "results.json"
    call = [str(radiograph("a/a.png", 30)), "--json", str(target)]
    with monkeypatch.context() as patch, Path("/dev/full").open("w") as full:
        patch.setattr(sys, "stdout", full)
        assert main(call, lambda bundle, device: analyzer) == 1

    assert "The results: They could not be printed (No space left on device)." in (
        capsys.readouterr().err
    )
    assert json.loads(target.read_text())["studies"]


def test_an_empty_path_is_not_taken_for_the_present_folder(analyzer, capsys):
    with pytest.raises(SystemExit):
        main([""], lambda bundle, device: analyzer)
    assert "invalid path value: ''" in capsys.readouterr().err
