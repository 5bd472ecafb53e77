"""``mura-desktop --self-test``: what an owner of a workstation sees, and what a script does."""

import json

import numpy as np
import pytest
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import AllTransferSyntaxes

from mura_desktop import paths
from mura_desktop.imaging.sample import specimens
from mura_desktop.selftest import command, decoding, judging, place
from mura_desktop.selftest.check import Check, Failed, all_of, answer


def readable_syntaxes():
    for syntax in AllTransferSyntaxes:
        try:
            decoder = get_decoder(syntax)
        except NotImplementedError:
            continue
        if decoder.is_available:
            yield syntax


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    return tmp_path


def test_there_is_a_specimen_of_every_transfer_syntax_that_pydicom_decodes_here():
    assert {write.syntax for write in specimens.WRITERS} == set(readable_syntaxes())


def test_every_specimen_opens_with_its_own_pixels(tmp_path):
    answers = [answer(check) for check in decoding.checks(tmp_path)]
    assert len(answers) == len(specimens.WRITERS)
    assert [each.found for each in answers if not each.passed] == []


def test_a_decoder_that_gives_other_pixels_fails(tmp_path, monkeypatch):
    written = specimens.WRITERS[0](tmp_path)
    other = specimens.Specimen(written.path, written.pixels + np.uint16(9), 0)
    monkeypatch.setattr(specimens, "WRITERS", [Fixed(other)])
    (check,) = decoding.checks(tmp_path)
    assert answer(check).found == "grey values are off by 9; 0 is allowed"


def test_a_group_that_cannot_be_asked_fails_with_its_reason_and_the_rest_goes_on():
    def without_its_library():
        yield Check("first", lambda: "fine")
        raise ModuleNotFoundError("No module named '_openjpeg'")

    found = [answer(check) for check in all_of("Decoders", without_its_library())]
    assert [each.passed for each in found] == [True, False]
    assert found[1].name == "Decoders"
    assert "_openjpeg" in found[1].found


class Fixed:
    name = "Fixed"

    def __init__(self, specimen):
        self.specimen = specimen

    def __call__(self, folder):
        return self.specimen


def test_a_file_that_does_not_open_fails_with_its_reason(tmp_path, monkeypatch):
    written = specimens.WRITERS[0](tmp_path)
    written.path.write_bytes(b"")
    monkeypatch.setattr(specimens, "WRITERS", [Fixed(written)])
    (check,) = decoding.checks(tmp_path)
    found = answer(check)
    assert not found.passed
    assert "empty" in found.found


def test_bundles_sample_and_grad_cam_pass_here(home):
    answers = [answer(check) for check in judging.checks()]
    assert [(each.name, each.found) for each in answers if not each.passed] == []
    assert f"Bundle: {paths.default_bundle().name}" in [each.name for each in answers]


def test_a_bundle_with_other_weights_than_were_released_fails(home):
    released = paths.default_bundle()
    changed = paths.user_models() / "changed"
    changed.mkdir(parents=True)
    for file in released.iterdir():
        (changed / file.name).write_bytes(file.read_bytes())
    with (changed / "model.safetensors").open("ab") as weights:
        weights.write(b"\0")
    (check,) = [each for each in judging.checks() if each.name == "Bundle: changed"]
    assert "not those that were released" in answer(check).found


def test_folders_versions_and_files_are_told(home):
    answers = {each.name: each for each in map(answer, place.checks())}
    assert all(each.passed for each in answers.values())
    assert "from source" in answers["Program"].found
    assert answers["Settings"].found == str(home / "xdg_config_home" / "mura-desktop")


def test_a_folder_that_may_not_be_written_fails_and_the_next_check_is_asked(home):
    (home / "xdg_state_home").write_text("in the way")
    answers = {each.name: each for each in map(answer, place.checks())}
    assert not answers["Logs"].passed
    assert answers["Settings"].passed


def test_the_window_check_names_qt_and_draws_an_icon(qapp):
    (check,) = place.window_checks()
    found = answer(check)
    assert found.passed, found.found
    assert found.found.startswith("Qt 6")


def explode():
    raise Failed("it is broken")


@pytest.mark.parametrize(("ask", "code"), [(lambda: "well", 0), (explode, 1)])
def test_the_exit_code_says_whether_every_check_passed(monkeypatch, capsys, ask, code):
    checks = [Check("This", lambda: "fine"), Check("That", ask)]
    monkeypatch.setattr(command, "_checks", lambda folder: checks)
    assert command.main() == code
    said = capsys.readouterr().out
    assert f"{2 - code} of 2 checks passed" in said
    assert ("✗" in said) == bool(code)
    assert "Not a medical device" in said


@pytest.fixture
def sample():
    (check,) = [each for each in judging.checks() if each.name == "Sample study"]
    return lambda: answer(check)


def test_the_score_of_the_sample_study_is_kept_for_the_default_bundle(home, sample):
    found = sample()
    assert found.passed
    assert ", expected 0." in found.found


@pytest.mark.parametrize(
    ("scores", "passed", "said"), [({}, True, "none is kept"), (0.2, False, "instead of 0.2000")]
)
def test_another_score_of_the_sample_study_fails(
    home, sample, monkeypatch, tmp_path, scores, passed, said
):
    kept = json.loads(paths.sample_scores().read_text())
    other = tmp_path / "scores.json"
    other.write_text(json.dumps(dict.fromkeys(kept, scores) if scores else scores))
    monkeypatch.setattr(paths, "sample_scores", lambda: other)
    found = sample()
    assert found.passed is passed
    assert said in found.found
