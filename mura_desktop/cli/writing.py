"""Where results go: nothing but an earlier result is replaced, and no two runs are mixed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from mura_desktop.domain.errors import MuraDesktopError, UnreadableFile, UnwritableFile
from mura_desktop.domain.results import CSV_COLUMNS, Results
from mura_desktop.domain.whole_file import write_whole
from mura_desktop.imaging.finding.walk import files
from mura_desktop.imaging.source import Source

PICTURES = "study-*.png"
"""The names that heatmaps are written under."""
UNFINISHED = "unfinished-{}.png"
"""The name of one until it is known to which study it belongs."""

_NAME_A_FILE = "Name a new file for the results."
_NAME_A_FOLDER = "Name a new or an empty folder."


def require_writable(
    targets: Sequence[Path], pictures: Path | None, chosen: Sequence[Path]
) -> None:
    """Find out before hours of work, rather than after, that results cannot be written.

    Args:
        targets: Files for the results.
        pictures: Folder for the heatmaps, which is made, or None.
        chosen: The files and folders that will be judged.

    Raises:
        UnwritableFile: when writing would fail, or would harm what is there already.
    """
    for target in targets:
        _require_free(target, chosen)
        _require_folder(target.parent)
    if pictures:
        if pictures.exists() and not pictures.is_dir():
            raise UnwritableFile(pictures, "This is a file, not a folder.", _NAME_A_FOLDER)
        _require_folder(pictures, make=True)
        if any(pictures.glob(PICTURES)) or any(pictures.glob(UNFINISHED.format("*"))):
            raise UnwritableFile(
                pictures, "The folder holds the heatmaps of another run.", _NAME_A_FOLDER
            )


def write(results: Results, table: Path | None, whole: Path | None) -> list[MuraDesktopError]:
    """Write the results where they are wanted, and return why some could not be.

    Args:
        results: What was judged.
        table: The CSV file, or None.
        whole: The JSON file, or None.
    """
    failures: list[MuraDesktopError] = []
    for target, write_one in ((table, write_csv), (whole, write_json)):
        try:
            if target:
                write_one(target, results)
        except UnwritableFile as failure:
            failures.append(failure)
    return failures


def write_json(target: Path, results: Results) -> None:
    """Write the whole file or none of it: a reader never meets half a result.

    Raises:
        UnwritableFile: when the disk refuses.
    """
    text = json.dumps(results.as_json(), indent=2, allow_nan=False)
    write_whole(target, f"{text}\n".encode())


def write_csv(target: Path, results: Results) -> None:
    """Write the whole table or none of it.

    Raises:
        UnwritableFile: when the disk refuses.
    """
    write_whole(target, results.as_csv().encode("utf-8", "backslashreplace"))


def _require_free(target: Path, chosen: Sequence[Path]) -> None:
    """Refuse a target whose replacement would cost something else than an earlier result."""
    if str(target) == "-":
        raise UnwritableFile(target, "Results are not written to the terminal.", _NAME_A_FILE)
    try:
        if target.is_dir():
            raise UnwritableFile(target, "This is a folder.", _NAME_A_FILE)
        if not target.exists():
            return
        if not target.is_file():
            raise UnwritableFile(target, "This is not a regular file.", _NAME_A_FILE)
        if any(_is_same(found, target) for found in files(chosen)):
            raise UnwritableFile(target, "This is one of the files to be judged.", _NAME_A_FILE)
        if not _holds_results(target):
            raise UnwritableFile(
                target, "The file exists and does not hold earlier results.", _NAME_A_FILE
            )
    except OSError as error:
        raise UnwritableFile.because(target, error) from error


def _is_same(found: Source | UnreadableFile, target: Path) -> bool:
    if isinstance(found, UnreadableFile):
        return False
    return found.on_disk.exists() and found.on_disk.samefile(target)


def _holds_results(path: Path) -> bool:
    content = path.read_bytes()
    if content.startswith(",".join(CSV_COLUMNS).encode()):
        return True
    try:
        content = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and {"bundle", "studies"} <= content.keys()


def _require_folder(folder: Path, *, make: bool = False) -> None:
    try:
        if make:
            folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UnwritableFile.because(folder, error) from error
