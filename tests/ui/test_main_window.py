import threading
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolBar

from mura_desktop.domain.study import Header, Patient
from mura_desktop.domain.verdict import DISCLAIMER
from mura_desktop.ui.studies.thumbnail_delegate import ThumbnailDelegate


def test_an_empty_window_invites_and_carries_the_disclaimer(window, texts):
    assert window.welcome.isVisible()
    assert "Drop radiographs here" in texts()
    assert DISCLAIMER in texts()
    assert window.windowTitle() == "MURA Desktop"
    assert not window.commands["invert"].isEnabled()


def menus_of(window):
    return [action.menu() for action in window.menuBar().actions()]


def test_quitting_is_last_and_parted_and_no_menu_has_a_line_too_many(window):
    for menu in menus_of(window):
        for each in (menu, *(action.menu() for action in menu.actions() if action.menu())):
            lines = [action.isSeparator() for action in each.actions()]
            assert not lines or not (lines[0] or lines[-1])
            assert not any(one and other for one, other in pairwise(lines))
    *_, line, last = menus_of(window)[0].actions()
    assert line.isSeparator()
    assert last is window.commands["quit"]


def test_nothing_that_needs_an_image_or_work_under_way_can_be_asked_of_an_empty_window(window):
    for name in ("cancel", "next_frame", "stability", "delete_measurement", "next_view", "reset"):
        assert not window.commands[name].isEnabled()


def test_the_patient_is_in_the_banner_and_not_in_the_title(opened, texts):
    assert "Example, Ada" in texts()
    assert "ID ID-7" in texts()
    assert opened.windowTitle() == "MURA Desktop"


def test_what_identifies_stays_in_a_narrow_banner_longer_than_the_description(
    window, session, files, image_of, qtbot, is_judged
):
    image = image_of()
    header = replace(image.header, study_description="Radiograph of the left wrist, two views")
    files.contents["x"] = [replace(image, header=header)]
    session.open([Path("x")])
    qtbot.waitUntil(is_judged)
    window.resize(1024, 700)
    qtbot.wait(20)
    shown = [
        label.text() for label in window.viewer.banner.findChildren(QLabel) if label.isVisible()
    ]
    assert shown[0] == "Example, Ada"
    assert "ID ID-7   study 2024-05-01" in shown[1]
    assert header.study_description not in shown
    assert all(text.endswith("…") for text in shown[2:] if text)


def test_a_synthetic_study_is_marked_as_such(
    window, session, files, image_of, qtbot, is_judged, texts
):
    image = image_of()
    files.contents["x"] = [replace(image, header=replace(image.header, synthetic=True))]
    session.open([Path("x")])
    qtbot.waitUntil(is_judged)
    assert "SYNTHETIC" in texts()


def headings(window):
    items = (
        window.thumbnails.topLevelItem(n) for n in range(window.thumbnails.topLevelItemCount())
    )
    return [item.data(0, Qt.ItemDataRole.AccessibleTextRole) for item in items]


def test_the_list_tells_studies_apart_by_patient_or_by_folder(
    window, session, files, image_of, qtbot, is_judged
):
    named, bare = image_of("a", study="1"), Header(study_id="")
    numbered = replace(named.header, study_id="2", patient=Patient(identifier="ID-8"))
    files.contents["all"] = [
        named,
        replace(named, path=Path("b"), header=numbered),
        *(
            replace(
                named, path=Path(f"/x/{who}/study1/image1.png"), header=replace(bare, study_id=who)
            )
            for who in ("patient1", "patient2")
        ),
    ]
    session.open([Path("all")])
    qtbot.waitUntil(is_judged)
    assert [words.partition(":")[0] for words in headings(window)] == [
        "Example, Ada, 2024-05-01 · Wrist",
        "ID-8, 2024-05-01 · Wrist",
        "patient1/study1, image1.png",
        "patient2/study1, image1.png",
    ]
    assert window.windowTitle() == "MURA Desktop"


def test_a_study_of_several_files_that_name_nobody_is_told_by_their_number(
    window, session, files, image_of, qtbot, is_judged
):
    bare = Header(study_id="")
    files.contents["all"] = [
        replace(image_of(), path=Path(f"/x/mixed/{name}.png"), header=bare) for name in "ab"
    ]
    session.open([Path("all")])
    qtbot.waitUntil(is_judged)
    assert headings(window)[0].startswith("x/mixed, 2 images")


def test_no_tool_is_hidden_at_the_width_of_a_small_screen(opened):
    opened.resize(1280, 800)
    bar = opened.findChild(QToolBar)
    assert all(bar.widgetForAction(action).isVisible() for action in bar.actions())


def test_closing_the_last_study_invites_again(opened):
    opened.commands["close_study"].trigger()
    assert opened.welcome.isVisible()
    assert opened.canvas.image is None
    assert opened.thumbnails.topLevelItemCount() == 0


def test_closing_the_window_ends_all_work(opened, session):
    opened.close()
    assert not session.busy


def test_closing_the_window_waits_for_no_more_than_the_image_under_way(
    window, session, files, image_of, network, qtbot
):
    network.gate.clear()
    files.contents["all"] = [
        image_of(f"{study}{n}", study=study, instance=n) for study in "abc" for n in (1, 2)
    ]
    session.open([Path("all")])
    qtbot.waitUntil(lambda: len(network.begun) == 1)
    opening = threading.Timer(0.2, network.gate.set)
    opening.start()
    window.close()
    opening.join()
    assert network.judged == network.begun == ["a1"]


def test_a_double_click_leaves_the_image_alone_and_another_brings_everything_back(opened, texts):
    panes = opened.thumbnails, opened.verdict
    QTest.mouseDClick(opened.canvas, Qt.MouseButton.LeftButton)
    assert not any(pane.isVisible() for pane in panes)
    assert DISCLAIMER in texts()
    QTest.keyClick(opened, Qt.Key.Key_Down)
    assert not any(pane.isVisible() for pane in panes)
    QTest.mouseDClick(opened.canvas, Qt.MouseButton.LeftButton)
    assert all(pane.isVisible() for pane in panes)


def test_the_image_alone_is_alone_again_with_the_next_study(opened, session):
    QTest.keyClick(opened, Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier)
    opened.commands["close_study"].trigger()
    assert opened.welcome.isVisible()
    assert not opened.verdict.isVisible()
    assert session.selected is None


def test_tall_pixels_make_a_tall_thumbnail(window, session, files, image_of, qtbot, is_judged):
    files.contents["x"] = [image_of(pixels=np.zeros((64, 64), np.uint16), aspect=2.0)]
    session.open([Path("x")])
    qtbot.waitUntil(is_judged)
    entry = window.thumbnails.topLevelItem(0).child(0).data(0, ThumbnailDelegate.ENTRY)
    size = entry.picture.deviceIndependentSize()
    assert size.height() == 2 * size.width()
