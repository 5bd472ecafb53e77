import sys

import pytest

from mura_desktop import paths
from mura_desktop.domain.errors import InvalidBundle


def test_a_version_is_compared_as_numbers(tmp_path, monkeypatch):
    for name in ("hybrid-0.9.0", "hybrid-0.10.0", "hybrid-0.2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text("{}")
    (tmp_path / "unfinished-9.0").mkdir()
    monkeypatch.setattr(paths, "models", lambda: tmp_path)
    assert paths.default_bundle().name == "hybrid-0.10.0"


def test_whatever_folder_a_user_puts_beside_the_bundles_is_told_of(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "models", lambda: tmp_path / "none")
    monkeypatch.setattr(paths, "user_models", lambda: tmp_path / "models")
    assert paths.bundles() == ()
    for name in ("own-1.0", "half-copied", ".hidden"):
        (tmp_path / "models" / name).mkdir(parents=True)
    (tmp_path / "models" / "own-1.0" / "config.json").write_text("{}")
    (tmp_path / "models" / "notes.txt").write_text("")
    assert [each.name for each in paths.bundles()] == ["half-copied", "own-1.0"]


def test_a_missing_bundle_names_the_folder_and_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "models", lambda: tmp_path)
    with pytest.raises(InvalidBundle) as caught:
        paths.default_bundle()
    assert caught.value.subject == tmp_path
    assert caught.value.remedy


def test_a_frozen_program_finds_its_data_where_it_was_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources() == tmp_path / "resources"
    assert paths.sample_study() == tmp_path / "resources" / "sample_study"
