"""Which commands can act on what is in front: one that cannot is grey, never silent."""

from __future__ import annotations

from mura_desktop.domain.study import Image
from mura_desktop.domain.verdict import ImageVerdict
from mura_desktop.ui.commands.commands import Commands
from mura_desktop.ui.reading.open_study import OpenStudy

NEEDS_VERDICT = ("save_report", "driving", "stability", "judge")
"""The commands that mean nothing, or not always, while nothing is said of the study."""

FRAMES = ("next_frame", "previous_frame")
"""The commands that mean nothing where an image has one frame."""

NEEDS_VIEWS = ("next_view", "previous_view", "maximise_view")
"""The commands that mean nothing where there is one view."""


def enable_for_verdict(commands: Commands, opened: OpenStudy, image: Image) -> None:
    """Enable what can act on what is said of a study and of one of its images, as far as is seen.

    Args:
        commands: The window's.
        opened: The study in front; while its verdict is withheld there is none.
        image: The image in front.
    """
    judged = opened.verdict is not None
    scored = any(isinstance(each, ImageVerdict) for each in opened.judgements)
    varies = isinstance(opened.judgement(image), ImageVerdict) and opened.stale is None
    commands.enable(["save_report"], judged and opened.info is not None)
    commands.enable(["driving"], judged and scored)
    commands.enable(["stability"], varies and not opened.busy)
    commands.enable(["judge"], opened.may_be_judged_again)
    commands.enable(FRAMES, image.frames > 1)


def enable_for_views(commands: Commands, views: int) -> None:
    """Enable what goes from one view to another, where there are several."""
    commands.enable(NEEDS_VIEWS, views > 1)
