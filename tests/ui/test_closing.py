"""A study that is closed is let go of, or a day's work would fill the memory."""

import gc
import weakref
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent

from mura_desktop.domain.verdict import Verdict


def test_nothing_keeps_the_images_of_a_study_that_was_closed(opened, session, files, qtbot):
    opened.commands["heatmap"].setChecked(True)
    opened.own.choose(Verdict.UNCERTAIN)
    with qtbot.waitSignal(opened.recording.changed):
        opened.own.record()
    qtbot.waitUntil(lambda: not opened.recording.is_under_way(session.studies[0].study.id))
    opened.commands["next_image"].trigger()
    images = [weakref.ref(image) for image in session.studies[0].study.images]
    files.contents.clear()
    opened.commands["close_study"].trigger()
    files.contents["other"] = []
    session.open([Path("other")])
    qtbot.wait(50)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()

    assert [image() for image in images].count(None) >= len(images) - 1  # the canvas shows one last
