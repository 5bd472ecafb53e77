"""Errors of libraries, said as the trainer says its own: what it is about, why, and what to do."""

from __future__ import annotations

import errno
import re

_ENTRY = re.compile(r'Parser key "([^"]+)"')
_LEAF = re.compile(r"^(?:- )?(Option '.*|Expected a (?!<class 'NoneType'>).*|Key .* is required.*)")
_CLASS = re.compile(r"Problem with given class_path '[^']*':")
_NESTED = "Does not validate against any of the Union subtypes"


def of_the_system(error: OSError) -> str:
    """Return a sentence for what the operating system refused; other errors speak for themselves.

    Args:
        error: As it was raised; those that the trainer raises itself carry their own sentence.
    """
    if error.errno is None:
        return str(error)
    what = f"{error.filename}: " if error.filename is not None else ""
    remedies = {
        errno.ENOSPC: "Make room there, or name a folder on another disk with --run.",
        errno.ENOENT: "Check the path.",
        errno.EEXIST: "Name another folder with --run.",
        errno.ENOTDIR: "A file stands where a folder is wanted: name another folder with --run.",
    }
    remedy = remedies.get(
        error.errno, "Name a folder that you may read and write, for example with --run."
    )
    return f"{what}{error.strerror}. {remedy}"


def of_an_entry(message: str) -> str:
    """Return in one line what a parser of settings found wrong, and with which entry.

    Args:
        message: As jsonargparse says it: for entries within entries over many lines, with every
            type that was tried.
    """
    lines = [line.strip() for line in _CLASS.sub("", message).splitlines() if line.strip()]
    entry = ".".join(_ENTRY.findall(message))
    if any(line.startswith(_NESTED) for line in lines):
        found = [match[1] for line in lines if (match := _LEAF.match(line))]
        # what a settings class itself says stands as a point of the list
        found += [line[2:] for line in lines if line.startswith("- ") and not line.endswith(":")]
        said = next((text for text in found if "NoneType" not in text), lines[-1])
    else:
        said = " ".join(line for line in lines if not _ENTRY.match(line)) or lines[-1]
    said = said.split("Given value")[0].strip().rstrip(".:")
    if said.startswith(f"{entry} "):
        entry = ""
    named = f'key "{entry}": ' if entry else ""
    return f"{named}{said}. `python -m trainer fit --help` explains every entry."
