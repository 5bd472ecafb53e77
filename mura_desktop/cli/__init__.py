"""The same work without a window: paths in, a table and files out.

The story of one ``mura-desktop analyze``::

    command   reads the arguments, loads the bundle, and says with an exit code how it went
    stream    judges each image as it is decoded and lets its pixels go, so that a thousand studies
              take no more memory than one
    writing   where they go, without harm to what is there already
    table     the same for a person at a terminal

A hallway: it knows imaging and, late, inference. It knows no window.
"""

from mura_desktop.cli.command import main

__all__ = ["main"]
