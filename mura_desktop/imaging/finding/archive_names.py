"""The names of an archive's members, as they can be shown and trusted."""

from __future__ import annotations

import re
from pathlib import PureWindowsPath
from zipfile import ZipInfo

LONGEST = 1024
"""Longest name of a member, in characters, that is taken for one."""

_IS_UTF8 = 0x800  # general purpose bit 11, APPNOTE.TXT 4.4.4
_CONTROLS = dict.fromkeys([*range(32), *range(127, 160)], "\N{REPLACEMENT CHARACTER}")
# two kana or ideographs in a row: one alone is also how an umlaut of cp437 reads in Shift-JIS
_JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]{2}")
_BESIDE_JAPANESE = re.compile(r"[\x00-\x7f\u3000-\u30ff\u4e00-\u9fff\uff01-\uff9f]*")


def shown_name(info: ZipInfo) -> str:
    """Return a member's name with slashes, decoded and without control characters.

    APPNOTE.TXT appendix D knows cp437 and, where a flag says so, UTF-8. Programs also write UTF-8
    and Shift-JIS without the flag; UTF-8 is recognised by its form, Shift-JIS by Japanese text.
    """
    name = info.orig_filename
    if not info.flag_bits & _IS_UTF8 and not name.isascii():
        name = _redecoded(name.encode("cp437"))
    return name.replace("\\", "/").translate(_CONTROLS)


def parts_of(name: str) -> tuple[str, ...] | None:
    """Return folders and file name, or None where the name leads out of the archive or nowhere."""
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    leads_out = name.startswith("/") or ".." in parts
    # also inside a name: on Windows, joining "c:x" to a folder forgets the folder
    leads_out = leads_out or any(PureWindowsPath(part).drive for part in parts)
    return None if leads_out or not parts or len(name) > LONGEST else parts


def _redecoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        name = raw.decode("cp932")
    except UnicodeDecodeError:
        name = ""
    is_japanese = _JAPANESE.search(name) and _BESIDE_JAPANESE.fullmatch(name)
    return name if is_japanese else raw.decode("cp437")
