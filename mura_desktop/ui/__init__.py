"""Pixels and verdicts on screen: the only room that speaks Qt.

The story of one study, from a drop on the window to its verdict:

1. The window calls ``ReadingSession.open``; a :class:`~mura_desktop.ui.tasks.Runner` reads files.
2. Each image comes back through one queued signal and is shown at once (``image_opened``).
3. When all files are read the study is whole (``study_opened``). The window paints it, and only
   then does the judging runner make its analyzer, which may import a large library.
4. The verdict on each image comes back as it is made (``image_judged``), the study's at the end
   (``study_judged``). Answers to a request that was given up never arrive.

The session is the one place that holds what is open. Everything visible is drawn from the frozen
:class:`~mura_desktop.ui.reading.open_study.OpenStudy` that its signals carry. This room imports the
domain, NumPy and Qt; what reads files and what judges them is handed in.
"""

import builtins

import PySide6.QtCore  # noqa: F401

# Importing Qt replaces what ``import`` calls, so that a module may ask for other spellings of Qt's
# names (``from __feature__ import snake_case``). For that it reads the source of every module that
# is imported from then on, torch's three thousand among them, and keeps it. Nobody asks here.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
