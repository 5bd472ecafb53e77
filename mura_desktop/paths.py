"""Where the program's data lies, from source and when packaged, and where a user's lies.

The program's own folders, ``resources/`` and ``models/``, are only ever read. What it writes goes
where the system wants it: the XDG Base Directory Specification on Linux, ``Library`` on macOS, and
``AppData`` on Windows. Nothing is made here; whoever writes makes the folder.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from mura_desktop.domain.errors import InvalidBundle

_VERSION = re.compile(r"-(\d+(?:\.\d+)*)$")


def path(text: str) -> Path:
    """Return the path that someone named on the command line.

    Raises:
        ValueError: where nothing was named, which Python would take for the present folder.
    """
    if not text:
        raise ValueError("an empty path names nothing")
    return Path(text)


def resources() -> Path:
    """Return the folder of icons, style sheet and sample study."""
    return _root() / "resources"


def models() -> Path:
    """Return the folder of released bundles."""
    return _root() / "models"


def sample_study() -> Path:
    """Return the folder of the synthetic sample study."""
    return resources() / "sample_study"


def sample_scores() -> Path:
    """Return the file of the sample study's scores by the bundles that gave them."""
    return resources() / "sample_scores.json"


def default_bundle() -> Path:
    """Return the bundle folder with the highest version in ``models/``.

    Raises:
        InvalidBundle: if there is none.
    """
    bundles = _bundles_in(models())
    if not bundles:
        raise InvalidBundle(
            models(), "There is no bundle in this folder.", "Put a bundle's folder into it."
        )
    return max(bundles, key=_version)


def bundles() -> tuple[Path, ...]:
    """Return every bundle that is offered: the shipped ones, newest first, then the user's.

    Whatever folder a user has put there is one: what is wrong with it is told, not passed over.
    """
    shipped = sorted(_bundles_in(models()), key=_version, reverse=True)
    return (*shipped, *sorted(_folders_in(user_models())))


def user_models() -> Path:
    """Return the folder that a user may put bundles into."""
    return _user_data() / "models"


def records() -> Path:
    """Return the folder of the reading log."""
    return _user_data() / "records"


def settings() -> Path:
    """Return the folder of what the user has chosen."""
    return _user_folder("XDG_CONFIG_HOME", ".config", "APPDATA", "Application Support")


def logs() -> Path:
    """Return the folder of the program's logs, which name no patient."""
    folder = _user_folder("XDG_STATE_HOME", ".local/state", "LOCALAPPDATA", "Logs")
    return folder / "Logs" if sys.platform == "win32" else folder


def cache() -> Path:
    """Return the folder of what can be made again at any time."""
    folder = _user_folder("XDG_CACHE_HOME", ".cache", "LOCALAPPDATA", "Caches")
    return folder / "Cache" if sys.platform == "win32" else folder


def is_packaged() -> bool:
    """Return whether this is the packaged program, which brings its own Python."""
    return hasattr(sys, "_MEIPASS")


def _user_data() -> Path:
    return _user_folder("XDG_DATA_HOME", ".local/share", "LOCALAPPDATA", "Application Support")


def _user_folder(xdg: str, below_home: str, windows: str, library: str) -> Path:
    """Return the program's own folder below the one that the system has for a kind of files."""
    if sys.platform == "win32":
        return Path(os.environ.get(windows) or Path.home()) / "MURA Desktop"
    if sys.platform == "darwin":
        return Path.home() / "Library" / library / "MURA Desktop"
    named = Path(os.environ.get(xdg, ""))
    # the specification wants a relative path ignored
    return (named if named.is_absolute() else Path.home() / below_home) / "mura-desktop"


def _bundles_in(folder: Path) -> list[Path]:
    return [config.parent for config in folder.glob("*/config.json")]


def _folders_in(place: Path) -> list[Path]:
    try:
        return [each for each in place.iterdir() if each.is_dir() and each.name[:1] != "."]
    except OSError:  # most users have none
        return []


def _version(bundle: Path) -> tuple[list[int], str]:
    found = _VERSION.search(bundle.name)
    numbers = [int(number) for number in found.group(1).split(".")] if found else []
    return numbers, bundle.name


def _root() -> Path:
    """Return the folder above the package, or the one a frozen program was unpacked to."""
    unpacked: str | None = getattr(sys, "_MEIPASS", None)
    return Path(unpacked) if unpacked else Path(__file__).resolve().parent.parent
