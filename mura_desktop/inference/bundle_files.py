"""The files of a bundle, found and read, before anything of them is believed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from mura_desktop.domain.errors import InvalidBundle

WEIGHTS, CONFIG, CARD = "model.safetensors", "config.json", "README.md"
REMEDY = "Install the bundle again, or choose another."


def read_files(folder: Path) -> tuple[object, str, str]:
    """Return what a bundle's settings hold, its card, and the SHA-256 of its weights.

    Raises:
        InvalidBundle: naming the folder, and the file of it that is missing or damaged.
    """
    if not folder.is_dir():
        reason = "This is not a folder." if folder.exists() else "The folder does not exist."
        raise InvalidBundle(folder, reason, "Name a bundle's folder, or install the bundle again.")
    _refuse_pipes(folder)
    name = CONFIG
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        name = CARD
        card = (folder / CARD).read_text(encoding="utf-8")
        name = WEIGHTS
        return config, card, file_sha256(folder / WEIGHTS)
    except FileNotFoundError as error:
        reason = f"It is not a bundle: {name} is missing."
        raise InvalidBundle(folder, reason, REMEDY) from error
    except OSError as error:
        reason = f"Its {name} could not be read ({error.strerror})."
        raise InvalidBundle(folder, reason, "Ask for permission to read it, or copy it.") from error
    except json.JSONDecodeError as error:
        reason = f"Its {name} is damaged: it is not valid JSON (line {error.lineno})."
        raise InvalidBundle(folder, reason, REMEDY) from error
    except UnicodeDecodeError as error:
        raise InvalidBundle(folder, f"Its {name} is damaged: it is not text.", REMEDY) from error
    except (ValueError, RecursionError) as error:  # a number, or a nesting, without end
        raise InvalidBundle(
            folder, f"Its {name} is damaged: it cannot be understood.", REMEDY
        ) from error


def _refuse_pipes(folder: Path) -> None:
    """Refuse what is there and is no file: opening a pipe waits for whoever writes into it."""
    for name in (CONFIG, CARD, WEIGHTS):
        if (folder / name).exists() and not (folder / name).is_file():
            raise InvalidBundle(folder, f"Its {name} is no regular file.", REMEDY)


def file_sha256(path: Path) -> str:
    """Return a file's SHA-256 as a hex digest."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
