"""MURA's public validation part: for ``evaluate`` alone.

Figures on it are worth something only as long as nothing was chosen by them. So no training, no
stopping, no threshold and no choice of a checkpoint may look at it, and only ``trainer.evaluation``
and the command line may import this module; a contract checks that.
"""

from __future__ import annotations

from pathlib import Path

from trainer.data.examples import Example
from trainer.data.mura import read_part


def read_public_validation(folder: Path) -> list[Example]:
    """Read the public validation part, in the order of its list.

    Raises:
        UnusableData: as ``read_mura`` does.
    """
    return read_part(folder, "valid")
