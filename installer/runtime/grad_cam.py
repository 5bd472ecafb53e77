"""Names that the grad-cam package imports and that this program never calls.

``import pytorch_grad_cam`` brings in every method that the package knows, and with them
scikit-learn and matplotlib. Grad-CAM itself calls neither. They are not packed; these names stand
in for them, and say so should they ever be called.
"""

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType


class LeftOut:
    """What is not packed."""

    def __init__(self, *arguments: object, **options: object) -> None:
        raise RuntimeError("This part of grad-cam is not in the packaged program.")


def _stand_in(name: str, *attributes: str) -> None:
    module = sys.modules[name] = ModuleType(name)
    # torch looks for many packages by their spec, and this one has to be found without a file
    module.__spec__ = ModuleSpec(name, None)
    for attribute in attributes:
        setattr(module, attribute, LeftOut)
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)


_stand_in("sklearn")
_stand_in("sklearn.decomposition", "KernelPCA", "NMF")
_stand_in("matplotlib")
_stand_in("matplotlib.pyplot")
_stand_in("matplotlib.lines", "Line2D")
