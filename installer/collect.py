"""From all that PyInstaller found to what is packed, and the record of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Protocol

from installer import contents, kernels, run_paths, slimming, stand_ins
from installer.contents import Entry
from installer.elf import is_elf

RECORD = "packed.json"


class Analysis(Protocol):
    """What of PyInstaller's analysis is used here."""

    pure: list[Entry]
    binaries: list[Entry]
    datas: list[Entry]


def trim(analysis: Analysis, flavour: str, work: Path) -> None:
    """Take out what is not packed, and put in what stands for it.

    Args:
        analysis: What PyInstaller found; changed in place.
        flavour: ``cpu`` or ``cuda``.
        work: A folder for stand-ins.
    """
    found = [*analysis.binaries, *analysis.datas]
    kept = contents.wanted(found, flavour)
    if sys.platform == "linux":
        dropped = set(found) - set(kept)
        stood_in = [entry for entry in dropped if contents.is_stood_in_for(entry[0])]
        kept += stand_ins.made_for(kept, stood_in, work / "stand-ins")
        kept = slimming.without_orphans(kept)
    analysis.binaries = [entry for entry in kept if entry[2] in contents.LIBRARIES]
    analysis.datas = [entry for entry in kept if entry[2] not in contents.LIBRARIES]


def note(analysis: Analysis, target: Path) -> None:
    """Write down which file every packed one was, for the notices and the list of parts."""
    entries = (*analysis.pure, *analysis.binaries, *analysis.datas)
    packed = [
        (place, source) for place, source, kind in entries if kind != "SYMLINK" and source != "-"
    ]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(packed, indent=0), encoding="utf-8")


def finish(folder: Path, flavour: str) -> None:
    """Make the collected folder as small as it can be, and forget the machine it was made on.

    Args:
        folder: The packaged program.
        flavour: ``cpu`` or ``cuda``.
    """
    if sys.platform != "linux":
        return
    files = folder / "_internal"
    slimming.strip(files)
    for path in files.rglob("*"):
        if path.is_file() and is_elf(path):
            run_paths.forget_foreign(path)
    if flavour == contents.CPU and (files / contents.KERNELS).exists():
        kernels.cut(files / contents.KERNELS)
