"""Does the program work here? ``mura-desktop --self-test`` finds out, from source or packaged.

What is checked, in this order: the folders that the program reads and writes, a file of each
transfer syntax, each bundle by its hash and its own self-test, the sample study, Grad-CAM, and last
the window, because Qt ends the process where its libraries are missing; what was found by then is
on the terminal already::

    check     one question with its answer: a sentence, or why not
    decoding  files of each transfer syntax
    judging   bundles, the sample study, Grad-CAM
    place     folders, versions, the window
    command   asks all of them and says with an exit code how it went
    background   asks those that a running window can answer without being in anybody's way

A hallway: it knows the rooms and none of the other hallways.
"""

from mura_desktop.selftest.background import answers
from mura_desktop.selftest.command import main

__all__ = ["answers", "main"]
