"""What the files beside the packages promise to each other."""

import os
import re
import subprocess
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent


def pins():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def requirements():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    return [
        Requirement(line) for line in project["dependencies"] + extras["trainer"] + extras["test"]
    ]


@pytest.mark.parametrize("requirement", requirements(), ids=lambda each: each.name)
def test_every_requirement_is_pinned_to_a_version_it_allows(requirement):
    assert pins()[canonicalize_name(requirement.name)] in requirement.specifier


def test_the_desktop_entry_starts_the_program_with_files_and_shows_its_icon():
    entry = ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(ROOT / "resources" / "mura-desktop.desktop")

    desktop = entry["Desktop Entry"]
    assert desktop["Exec"] == "mura-desktop %F"
    assert "application/dicom" in desktop["MimeType"].split(";")
    assert (ROOT / "resources" / "icon.svg").exists()


def test_the_bootstrap_refuses_a_python_that_is_missing_and_says_what_to_do():
    done = subprocess.run(
        ["sh", ROOT / ".ci" / "bootstrap"],
        env={"PATH": os.environ["PATH"], "PYTHON": "python-of-nowhere"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "install Python 3.11 or later" in done.stderr


def test_every_file_that_the_documents_point_to_is_there():
    for document in ("README.md", "CONTRIBUTING.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", (ROOT / document).read_text()):
            assert (ROOT / link).exists(), f"{document} points to {link}"
