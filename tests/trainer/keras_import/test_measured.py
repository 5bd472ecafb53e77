"""``evaluate-bundle``: what nobody measured before the import is measured after it."""

import json

import pytest

from mura_desktop.cli import main as application
from mura_desktop.inference.bundle import read_bundle
from mura_desktop.inference.bundle_files import file_sha256
from tests.trainer.mura_tree import healthy_tree
from trainer.__main__ import main
from trainer.measuring import resampling


@pytest.fixture
def tree(tmp_path):
    return healthy_tree(tmp_path / "MURA-v1.1", patients=32).root


@pytest.fixture
def imported(written, tmp_path):
    """Import one file twice: with the one class as the finding, and with the other."""
    folders = []
    for abnormal in "01":
        folder = tmp_path / abnormal / "bones-1.0.0"
        folder.parent.mkdir()
        call = [str(written / "densenet121.keras"), "--as", "densenet121", "--output", str(folder)]
        how = ["--preprocess", "torch", "--abnormal-class", abnormal, "--label", "abnormality"]
        assert main(["import-keras", *call, *how]) == 0
        folders.append(folder)
    return folders


def test_an_imported_network_gets_thresholds_unless_its_classes_were_exchanged(
    imported, tree, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(resampling, "DRAWS", 20)  # the intervals' exactness is not at stake here
    options = ["--data", str(tree), "--part", "training", "--version", "1.1.0"]

    def measure(bundle):
        return main(["evaluate-bundle", str(bundle), *options, "--output", str(bundle.parent)])

    codes = [measure(bundle) for bundle in imported]
    assert sorted(codes) == [0, 2]  # chance decided what the random network calls abnormal
    said = capsys.readouterr()
    assert "with the other --abnormal-class" in said.err
    (before,) = (b for b, code in zip(imported, codes, strict=True) if code == 0)
    folder = before.with_name("bones-1.1.0")
    after = read_bundle(folder)
    assert after.version == "1.1.0"
    assert after.sha256 == file_sha256(before / "model.safetensors")  # the very same weights
    assert after.curve.points
    assert "fitted after the import" in after.operating_points.sensitive.data
    card = " ".join(after.card.split())
    assert "Imported from a Keras file" in card
    assert "its file does not say" in card
    assert "There are no thresholds" not in card
    assert (before.parent / "bones-1.1.0-report" / "report.md").exists()

    told = tmp_path / "told.json"
    call = [str(tree / "valid"), "--bundle", str(folder), "--device", "cpu", "--json", str(told)]
    assert application(call) in (0, 1)  # left-overs of macOS are no images
    studies = json.loads(told.read_text())["studies"]
    assert all("never measured" not in (study["reason"] or "") for study in studies)

    assert measure(before) == 2
    assert "choose another --version" in capsys.readouterr().err
    again = ["--version", "1.2.0", "--output", str(tmp_path)]
    assert main(["evaluate-bundle", str(folder), *options[:4], *again]) == 2
    assert "has thresholds already" in capsys.readouterr().err
