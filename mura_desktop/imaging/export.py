"""Pictures out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo

from mura_desktop.domain.errors import UnwritableFile


def write_png(path: Path, rgb: NDArray[np.uint8], *, comment: str = "") -> None:
    """Write a colour picture.

    Args:
        path: The file; one that is there is replaced.
        rgb: (rows, columns, 3) uint8.
        comment: Text for the file's Comment chunk.

    Raises:
        UnwritableFile: when the file could not be written.
    """
    text = PngInfo()
    if comment:
        text.add_text("Comment", comment)
    try:
        Pillow.fromarray(rgb).save(path, format="PNG", pnginfo=text)
    except OSError as error:
        raise UnwritableFile.because(path, error) from error
