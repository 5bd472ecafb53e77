"""Names of files, shown as they are as far as that can be done."""

import os
from pathlib import Path

import pytest

from mura_desktop.domain.file_names import printable


@pytest.mark.parametrize("name", ["IM1", "a b/Größe.dcm", "胸部/رجل.png", "[b]x", "🦴"])
def test_names_in_any_script_stay_as_they_are(name):
    assert printable(Path(name)) == name


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"a\xffb", r"a\xffb"),
        (b"\x1b[2Jx", r"\x1b[2Jx"),
        (b"a\nb", r"a\nb"),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe".encode(), r"a\u202egnp.exe"),
    ],
)
def test_what_cannot_be_shown_is_written_out(raw, shown):
    assert printable(os.fsdecode(raw)) == shown
