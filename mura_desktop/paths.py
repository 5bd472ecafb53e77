"""Where the program's data lies: ``resources/`` and ``models/``, from source and when frozen."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from mura_desktop.domain.errors import InvalidBundle

_VERSION = re.compile(r"-(\d+(?:\.\d+)*)$")


def resources() -> Path:
    """Return the folder of icons, style sheet and sample study."""
    return _root() / "resources"


def models() -> Path:
    """Return the folder of released bundles."""
    return _root() / "models"


def sample_study() -> Path:
    """Return the folder of the synthetic sample study."""
    return resources() / "sample_study"


def default_bundle() -> Path:
    """Return the bundle folder with the highest version in ``models/``.

    Raises:
        InvalidBundle: if there is none.
    """
    bundles = [config.parent for config in models().glob("*/config.json")]
    if not bundles:
        raise InvalidBundle(
            models(), "There is no bundle in this folder.", "Put a bundle's folder into it."
        )
    return max(bundles, key=_version)


def _version(bundle: Path) -> tuple[list[int], str]:
    found = _VERSION.search(bundle.name)
    numbers = [int(number) for number in found.group(1).split(".")] if found else []
    return numbers, bundle.name


def _root() -> Path:
    """Return the folder above the package, or the one a frozen program was unpacked to."""
    unpacked: str | None = getattr(sys, "_MEIPASS", None)
    return Path(unpacked) if unpacked else Path(__file__).resolve().parent.parent
