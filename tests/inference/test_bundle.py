import json
import os

import pytest
import torch

from mura_desktop.domain.errors import InvalidBundle
from mura_desktop.inference.bundle import read_bundle, write_bundle
from mura_desktop.inference.bundle_files import CARD, CONFIG, WEIGHTS
from mura_desktop.inference.preprocess import Fit
from mura_desktop.inference.scope import Scope


def change_config(folder, **entries):
    path = folder / CONFIG
    path.write_text(json.dumps(json.loads(path.read_text()) | entries))


@pytest.fixture
def released(hybrid, make_bundle, tmp_path):
    folder = tmp_path / "small-1.0"
    write_bundle(make_bundle(hybrid), folder)
    return folder


def test_a_bundle_comes_back_as_it_was_written(network, make_bundle, tmp_path):
    scope = Scope(torch.randn(3), torch.randn(3, 3), 7.5)
    written = make_bundle(network, scope=scope)
    write_bundle(written, tmp_path / "b")
    read = read_bundle(tmp_path / "b")
    for entry in ("name", "version", "label", "regions", "calibration", "operating_points"):
        assert getattr(read, entry) == getattr(written, entry)
    assert read.network.config == network.config
    for name, weight in network.state_dict().items():
        assert torch.equal(read.network.state_dict()[name], weight)
    assert torch.equal(read.scope.whitening, scope.whitening)
    assert read.scope.limit == 7.5
    assert read.card == written.card
    assert len(read.sha256) == 64


def test_weights_that_half_precision_holds_are_stored_so_and_come_back_exactly(
    network, make_bundle, tmp_path
):
    write_bundle(make_bundle(network), tmp_path / "whole")
    rounded = network.half().float()
    write_bundle(make_bundle(rounded), tmp_path / "half")
    read = read_bundle(tmp_path / "half")
    for name, weight in rounded.state_dict().items():
        assert torch.equal(read.network.state_dict()[name], weight)
        assert read.network.state_dict()[name].dtype == weight.dtype
    sizes = [(tmp_path / name / WEIGHTS).stat().st_size for name in ("half", "whole")]
    assert sizes[0] < 0.6 * sizes[1]


def test_a_released_bundle_is_never_overwritten(released, hybrid, make_bundle):
    with pytest.raises(FileExistsError):
        write_bundle(make_bundle(hybrid), released)


def test_changed_weights_are_refused(released):
    weights = released / WEIGHTS
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(InvalidBundle, match="not those that were released"):
        read_bundle(released)


def test_an_unknown_format_is_refused(released):
    change_config(released, format=99)
    with pytest.raises(InvalidBundle, match="Update the program"):
        read_bundle(released)


def test_a_bundle_without_operating_points_keeps_having_none(network, make_bundle, tmp_path):
    write_bundle(
        make_bundle(network, operating_points=None, fit=Fit.STRETCH_NEAREST), tmp_path / "b"
    )
    again = read_bundle(tmp_path / "b")
    assert again.operating_points is None
    assert again.fit is Fit.STRETCH_NEAREST


@pytest.mark.parametrize(
    "damage",
    [
        {"operating_points": {}},
        {"network": {"kind": "oracle"}},
        {"calibration": {"temperature": 1.0}},
        {"regions": [{"name": "arm"}]},
    ],
)
def test_damaged_settings_are_refused(released, damage):
    change_config(released, **damage)
    with pytest.raises(InvalidBundle, match="damaged"):
        read_bundle(released)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "It is not a bundle: config.json is missing."),
        (b"{\n", "Its config.json is damaged: it is not valid JSON (line 2)."),
        (b"\xff", "Its config.json is damaged: it is not text."),
        (b"[" * 200_000, "Its config.json is damaged: it cannot be understood."),
        (b"1" * 5_000, "Its config.json is damaged: it cannot be understood."),
        (b"{}", "It is not a bundle: README.md is missing."),
    ],
)
def test_a_bundle_without_its_files_is_told_which_in_plain_words(tmp_path, content, reason):
    if content is not None:
        (tmp_path / CONFIG).write_bytes(content)
    with pytest.raises(InvalidBundle) as refusal:
        read_bundle(tmp_path)
    assert refusal.value.reason == reason
    assert refusal.value.remedy == "Install the bundle again, or choose another."


@pytest.mark.parametrize("content", ["", "[]", "{"])
def test_a_folder_that_is_no_bundle_is_refused(tmp_path, content):
    (tmp_path / CONFIG).write_text(content)
    with pytest.raises(InvalidBundle) as refusal:
        read_bundle(tmp_path)
    assert str(tmp_path) in str(refusal.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without named pipes")
@pytest.mark.parametrize("name", [CONFIG, CARD, WEIGHTS])
def test_a_pipe_in_a_bundle_is_not_waited_for(released, name):
    (released / name).unlink()
    os.mkfifo(released / name)
    with pytest.raises(InvalidBundle) as refusal:
        read_bundle(released)
    assert refusal.value.reason == f"Its {name} is no regular file."


def test_a_bundle_that_is_not_there_is_told_without_the_systems_own_words(tmp_path):
    with pytest.raises(InvalidBundle) as refusal:
        read_bundle(tmp_path / "missing")
    assert refusal.value.reason == "The folder does not exist."
    (tmp_path / "file").touch()
    with pytest.raises(InvalidBundle) as refusal:
        read_bundle(tmp_path / "file")
    assert refusal.value.reason == "This is not a folder."
