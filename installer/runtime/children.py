"""Programs that this one starts do not get this one's libraries.

The start-up program of PyInstaller lets the system's loader find the packed libraries by a variable
of the environment. What is opened from the window, such as an editor for the log, has libraries of
its own, and would fail with these. The loader has read the variable by now.
"""

import os

_VARIABLE = "LD_LIBRARY_PATH"
_before = os.environ.pop(f"{_VARIABLE}_ORIG", None)
if _before is None:
    os.environ.pop(_VARIABLE, None)
else:
    os.environ[_VARIABLE] = _before
