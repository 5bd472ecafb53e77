"""Which study lacks a file that cannot be read."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

from mura_desktop.domain.errors import SetAside, UnreadableFile
from mura_desktop.imaging import dicom, raster
from mura_desktop.imaging.finding import sniff
from mura_desktop.imaging.finding.names import is_wanted
from mura_desktop.imaging.source import Source, lost

_RADIOGRAPHS = re.compile(r".*\.(dcm|dicom|dic|ima|png|jpe?g|tiff?)", re.IGNORECASE)
"""How the names of files that hold radiographs end."""
_OTHERS = re.compile(
    r".*\.(7z|avi|class|csv|dat|db|dll|docx?|dylib|exe|gz|h5|html?|icns|ico|inf|ini|jar|lnk|log|mov"
    r"|mp[34]|np[yz]|odt|pdf|pickle|pkl|pptx?|pth?|pyc|rar|rtf|safetensors|so|sqlite|tar|ttf|txt"
    r"|wav|webp|woff2?|xlsx?|xml|zip)",
    re.IGNORECASE,
)
"""How the names of files end that lie beside radiographs and are none."""


def trace(refused: UnreadableFile, source: Source) -> None:
    """Note of a refusal which study the file is an image of, as far as can be told.

    Args:
        refused: Why the file could not be read; what is set aside, and what is evidently no image,
            is left as it is.
        source: The file.
    """
    if isinstance(refused, SetAside):
        return
    try:
        head = source.head()
    except UnreadableFile:
        lost(refused, source)
        return
    try:
        kind = sniff.kind_of(source.path, head)
    except UnreadableFile:
        if _may_be_an_image(source.path, head):
            lost(refused, source)
        return
    if kind is not sniff.Kind.DICOM:
        refused.study_key = raster.header_of(source.path, kind).study_key
        return
    key = _named(source)
    if key:
        refused.study_key = key
    elif key is not None:
        lost(refused, source)


def _may_be_an_image(path: Path, head: bytes) -> bool:
    """Tell whether a file whose first bytes are no image's may be a radiograph that was damaged.

    Args:
        path: The file. A name that says so goes before the bytes: nobody can tell by a page of
            text, which a failed download leaves, what should have been there.
        head: Its first bytes.
    """
    if not is_wanted(path.name) or _OTHERS.fullmatch(path.name):
        return False
    return bool(_RADIOGRAPHS.fullmatch(path.name)) or not sniff.is_something_else(head)


def _named(source: Source) -> str | None:
    """Return what ``dicom.study_key_of`` does, and empty where the bytes cannot be had."""
    try:
        with source.opened() as file, warnings.catch_warnings(action="ignore"):
            return dicom.study_key_of(source.path, file)
    except UnreadableFile:
        return ""
