"""Nothing but what the program stands on: packed alone, it is the floor of the package's size."""

import PySide6.QtSvg
import PySide6.QtWidgets
import torch

print(torch.zeros(1).item(), PySide6.QtWidgets.QApplication.__name__, PySide6.QtSvg.__name__)
