"""Names that the grad-cam package imports and that this program never calls.

``import pytorch_grad_cam`` brings in every method that the package knows, and with them
scikit-learn, SciPy, matplotlib and OpenCV. They are not packed; these names stand in for them. Of
all of them Grad-CAM itself calls one, ``cv2.resize``, and this program asks it for the size that
the map has already. Everything else says so should it ever be called.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class LeftOut:
    """What is not packed."""

    def __init__(self, *arguments: object, **options: object) -> None:
        raise RuntimeError("This part of grad-cam is not in the packaged program.")


def _unchanged(picture: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    """Return a picture of (width, height), which it must have already."""
    if picture.shape[1::-1] != tuple(size):
        raise RuntimeError("The packaged program has no OpenCV to change a picture's size with.")
    return picture


def _stand_in(name: str, *attributes: str) -> ModuleType:
    module = sys.modules[name] = ModuleType(name)
    # torch looks for many packages by their spec, and this one has to be found without a file
    module.__spec__ = ModuleSpec(name, None)
    for attribute in attributes:
        setattr(module, attribute, LeftOut)
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)
    return module


_stand_in("sklearn")
_stand_in("sklearn.decomposition", "KernelPCA", "NMF")
_stand_in("matplotlib")
_stand_in("matplotlib.pyplot")
_stand_in("matplotlib.lines", "Line2D")
_stand_in("scipy")
_stand_in("scipy.ndimage", "zoom")
_stand_in("scipy.sparse", "csc_matrix", "lil_matrix")
_stand_in("scipy.sparse.linalg", "spsolve")
_opencv = _stand_in("cv2", "COLORMAP_JET")
_opencv.resize = _unchanged  # type: ignore[attr-defined]
