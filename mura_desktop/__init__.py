"""MURA Desktop: open bone radiographs, see what a network suspects in them, and why.

A study travels one way through the rooms of this package::

    imaging     files in, domain objects out           (the only room that knows pydicom, Pillow)
    inference   pixels in, scores and heatmaps out     (the only room that knows torch)
    domain      study, verdict, heatmap, errors        (NumPy and the standard library only)
    records     the reading log, without names         (the only room that knows SQLite)
    ui          pixels and verdicts on screen          (the only room that knows Qt)

``app`` and ``cli`` are the two hallways: they alone know every room.
"""

__version__ = "0.1.0"
