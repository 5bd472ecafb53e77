"""Kills the program once and looks at what is left."""

from __future__ import annotations

import csv
import json
import os
import random
import select
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image as Pillow

from mura_desktop.domain.results import CSV_COLUMNS
from mura_desktop.domain.verdict import DISCLAIMER

PATIENCE = 120.0
LONGEST_LIFE = 1.5
_OPINIONS = "SELECT begun, number, conclusion FROM opinion JOIN reading ON reading.id = reading"


@dataclass
class Said:
    """What the program told its reader is safe."""

    opinions: dict[tuple[str, int], str] = field(default_factory=dict)
    judgements: set[str] = field(default_factory=set)
    files: set[Path] = field(default_factory=set)


def kill_once(home: Path, chance: random.Random, said: Said) -> int:
    """Start the program in a home, kill it at a random moment, and note what it had said.

    Returns:
        How many times it said that something is safe.
    """
    exports = home / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    places = {f"XDG_{kind}_HOME": str(home / kind) for kind in ("DATA", "CONFIG", "STATE", "CACHE")}
    victim = subprocess.Popen(
        [sys.executable, "-m", "tests.kill.victim", str(exports)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert victim.stdout is not None
    try:
        _await(victim.stdout.fileno())
        time.sleep(chance.uniform(0.0, LONGEST_LIFE))
    finally:
        victim.kill()
    told = victim.stdout.read().decode().splitlines()
    victim.wait()
    victim.stdout.close()
    return sum(_note(line, said) for line in told)


def _await(pipe: int) -> None:
    """Wait until the program works."""
    ready, _, _ = select.select([pipe], [], [], PATIENCE)
    if not ready or not os.read(pipe, len("ready\n")).startswith(b"ready"):
        raise AssertionError("the program did not begin to work")


def _note(line: str, said: Said) -> bool:
    kind, *rest = line.split(" ")
    if kind == "recorded":
        begun, number, *conclusion = rest
        said.opinions[begun, int(number)] = " ".join(conclusion)
    elif kind == "kept":
        said.judgements.add(rest[1])
    elif kind == "saved":
        said.files.add(Path(" ".join(rest)))
    elif kind == "failed":
        raise AssertionError(f"the program said: {line}")
    return kind in ("recorded", "kept", "saved")


def losses(home: Path, said: Said) -> Iterator[str]:
    """Yield a sentence for everything that was lost, and every file that is not whole."""
    yield from _lost_rows(home / "DATA" / "mura-desktop" / "records" / "reading-log.sqlite3", said)
    for file in said.files:
        if not file.exists():
            yield f"{file.name} is gone"
    for file in (home / "exports").iterdir():
        if reason := _why_not_whole(file):
            yield f"{file.name} is not whole: {reason}"


def _lost_rows(database: Path, said: Said) -> Iterator[str]:
    with closing(sqlite3.connect(database)) as log:
        if log.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            yield "the database is damaged"
        tables = {name for (name,) in log.execute("SELECT name FROM sqlite_master")}
        # killed early, the program may not have come to make them
        rows = log.execute(_OPINIONS) if "opinion" in tables else ()
        kept = {(begun, number): conclusion for begun, number, conclusion in rows}
        keys = log.execute("SELECT key FROM judgement") if "judgement" in tables else ()
        judged = {key for (key,) in keys}
    for key, conclusion in said.opinions.items():
        if kept.get(key) != conclusion:
            yield f"an opinion is lost: {key} {conclusion}"
    if missing := said.judgements - judged:
        yield f"{len(missing)} judgements are lost"


def _why_not_whole(file: Path) -> str:
    kind = file.suffix
    if kind == ".unfinished":  # killed in the instant of replacing: whole all the same
        kind = Path(Path(file.stem).stem).suffix
    content = file.read_bytes()
    try:
        if kind == ".pdf":
            whole = content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
            return "" if whole else "it has no end"
        if kind == ".png":
            with Pillow.open(file) as picture:
                picture.load()
            return ""
        if kind == ".json":
            return "" if json.loads(content)["statement"] == DISCLAIMER else "it says no statement"
        if kind == ".csv":
            first, *lines = csv.reader(content.decode().splitlines())
            whole = tuple(first) == CSV_COLUMNS and all(x[-1] == DISCLAIMER for x in lines)
            return "" if whole else "a line is cut"
    except (OSError, ValueError, KeyError) as error:
        return repr(error)
    return "nobody asked for it"
