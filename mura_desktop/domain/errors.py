"""Everything that can go wrong and be told to a reader.

The tree::

    MuraDesktopError
    ├── UnreadableFile      a file that could not be opened as an image
    │   └── SetAside        one that is whole and understood, and still none to open
    ├── UnwritableFile      a place that results could not be written to
    ├── InvalidBundle       a bundle that fails its format, its hash or its self-test
    └── DeviceUnavailable   the device that was asked for is not on this machine

Each one names what it is about, the reason, and the remedy, in one sentence each. None of them is
shown as a traceback.
"""

from __future__ import annotations

from pathlib import Path


class MuraDesktopError(Exception):
    """A failure with a subject, a reason and a remedy, each fit to be read by a person.

    Args:
        subject: What it is about: a file or folder path, or a device name.
        reason: What is wrong, as a sentence without the subject's name.
        remedy: What the reader can do about it, as a sentence.
    """

    def __init__(self, subject: Path | str, reason: str, remedy: str) -> None:
        super().__init__(f"{subject}: {reason} {remedy}")
        self.subject = subject
        self.reason = reason
        self.remedy = remedy


class UnreadableFile(MuraDesktopError):  # noqa: N818 - named after what the reader sees
    """A file that could not be opened as an image; ``subject`` is its path.

    Attributes:
        study_key: The study of which it is an image, as its header says; empty where that cannot be
            told. It contains the patient's name: it is compared, and never shown or kept.
        folder: Where it lies, if it may be an image of any study with images right there; None
            where its study is known, or it is none.
        archive: The same of an archive, whose folders count as one.
    """

    study_key = ""
    folder: Path | None = None
    archive: Path | None = None

    @property
    def path(self) -> Path:
        """The file's path."""
        return Path(self.subject)


class SetAside(UnreadableFile):
    """A file that is whole and understood, but is no image to open.

    It is another kind of object, or open already. It is listed, and counts as no failure.
    """

    @classmethod
    def already_open(cls, path: Path) -> SetAside:
        """Return what is told of an image that came before from another file."""
        reason = "The same image was already read from another file."
        return cls(path, reason, "Nothing needs to be done.")


class UnwritableFile(MuraDesktopError):  # noqa: N818 - named after what the reader sees
    """A file or folder that results could not be written to; ``subject`` is its path."""

    @classmethod
    def because(cls, path: Path, error: OSError) -> UnwritableFile:
        """Return the refusal for what the operating system said."""
        return cls(
            path,
            f"Nothing could be written there ({error.strerror}).",
            "Name a place that exists, has room and may be written to.",
        )


class InvalidBundle(MuraDesktopError):  # noqa: N818 - named after what the reader sees
    """A bundle that may not be used; ``subject`` is its folder."""


class DeviceUnavailable(MuraDesktopError):  # noqa: N818 - named after what the reader sees
    """A device that was asked for by name and is not here; ``subject`` is its name."""
