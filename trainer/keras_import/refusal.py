"""A Keras file that cannot become a bundle."""

from __future__ import annotations

from mura_desktop.domain.errors import MuraDesktopError


class UnusableKerasFile(MuraDesktopError):  # noqa: N818 - named after what the reader sees
    """A file that is no Keras file, or not of the architecture it is said to be of."""
