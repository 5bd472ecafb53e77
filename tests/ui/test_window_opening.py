from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QTextBrowser

from mura_desktop.domain.errors import SetAside, UnreadableFile
from mura_desktop.domain.study import Region, RegionSource


def drop(window, *paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    for kind, position in ((QDragEnterEvent, QPoint(300, 300)), (QDropEvent, QPointF(300, 300))):
        event = kind(
            position,
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(window, event)
        assert event.isAccepted()


def button(dialog, text):
    return next(each for each in dialog.findChildren(QPushButton) if each.text() == text)


def test_dropped_files_are_opened(window, files, image_of, tmp_path, qtbot, is_judged):
    files.contents[str(tmp_path / "x.dcm")] = [image_of()]
    drop(window, tmp_path / "x.dcm")
    qtbot.waitUntil(is_judged)


def test_images_are_on_screen_before_the_analyzer_is_made(
    window, session, files, image_of, network, qtbot, is_judged
):
    image = image_of()
    files.contents["study"] = [image]
    shown = []
    make = network.__class__.__call__

    class Watched(network.__class__):
        def __call__(self, device, bundle=None):
            shown.append(window.canvas.painted is image)
            return make(self, device)

    network.__class__ = Watched
    session.open([Path("study")])
    qtbot.waitUntil(is_judged)
    assert shown == [True]


def test_bad_files_are_counted_and_listed_with_reason_and_remedy(
    window, session, files, image_of, qtbot, is_judged
):
    bad = [UnreadableFile(Path(f"bad{n}"), f"Reason {n}.", f"Remedy {n}.") for n in range(3)]
    files.contents["folder"] = [bad[0], image_of(), *bad[1:]]
    session.open([Path("folder")])
    qtbot.waitUntil(is_judged)
    assert window.refusals.notice.text == "3 files could not be opened."
    window.refusals.show_list()
    dialog = window.findChild(QDialog)
    listed = dialog.findChild(QTextBrowser).toPlainText()
    for file in bad:
        assert all(words in listed for words in (str(file.path), file.reason, file.remedy))
    button(dialog, "Copy all").click()
    copied = QGuiApplication.clipboard().text()
    assert copied.count("\n    Reason") == copied.count("\n    Remedy") == 3
    dialog.close()


def test_files_with_the_same_reason_are_listed_together(window, session, files, qtbot):
    short = ("It is cut short.", "Copy it again.")
    files.contents["folder"] = [
        UnreadableFile(Path("/cd/one.dcm"), *short),
        SetAside(Path("/cd/report.dcm"), "It is a report.", "Open it elsewhere."),
        UnreadableFile(Path("/cd/<b>two</b> & three.dcm"), *short),
    ]
    with qtbot.waitSignal(session.opening_finished):
        session.open([Path("folder")])
    window.refusals.show_list()
    dialog = window.findChild(QDialog)
    listed = dialog.findChild(QTextBrowser).toPlainText()
    assert listed.count("It is cut short.") == 1
    assert "/cd/one.dcm" in listed
    assert "/cd/<b>two</b> & three.dcm" in listed
    assert listed.index("Could not be opened (2)") < listed.index(
        "Set aside: no images to open (1)"
    )
    dialog.close()


def test_the_list_can_be_saved_as_text(window, session, files, qtbot, tmp_path):
    files.contents["x"] = [UnreadableFile(Path("x"), "It is empty.", "Copy it again.")]
    with qtbot.waitSignal(session.opening_finished):
        session.open([Path("x")])
    window.exports._ask = lambda *_: tmp_path / "list.txt"
    window.refusals.show_list()
    dialog = window.findChild(QDialog)
    with qtbot.waitSignal(window.exports.saved):
        button(dialog, "Save as text…").click()
    assert (tmp_path / "list.txt").read_text() == "x\n    It is empty.\n    Copy it again.\n"
    window.exports._ask = lambda *_: tmp_path / "not" / "there.txt"
    with qtbot.waitSignal(window.exports.failed):
        button(dialog, "Save as text…").click()
    assert "Nothing could be written there" in window.trouble.text
    dialog.close()


def test_the_button_of_the_notice_opens_the_list_of_refused_files(
    window, session, files, image_of, qtbot, is_judged
):
    files.contents["x"] = [UnreadableFile(Path("bad"), "It is empty.", "Copy again."), image_of()]
    session.open([Path("x")])
    qtbot.waitUntil(is_judged)
    buttons = window.refusals.notice.findChildren(QPushButton)
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    dialog = window.findChild(QDialog)
    assert dialog.isVisible()
    dialog.close()


def test_when_nothing_opens_the_window_says_so(window, session, files, qtbot, texts):
    files.contents["x"] = [UnreadableFile(Path("x"), "It is empty.", "Copy it again.")]
    with qtbot.waitSignal(session.opening_finished):
        session.open([Path("x")])
    assert "No image could be opened" in texts()
    assert window.refusals.notice.text == "1 file could not be opened."


def on_screen(window):
    """What was painted last, without painting anything."""
    return window.screen().grabWindow(window.winId()).toImage()


def test_no_word_of_the_old_study_stays_beside_the_new_image(
    opened, session, files, image_of, network, qtbot
):
    network.gate.clear()
    files.contents["other"] = [image_of("b1", study="other", region=None)]
    seen = []

    def look(*_):
        panes = (opened.verdict, opened.thumbnails, opened.viewer.banner, opened.canvas)
        seen.append((opened.verdict.text, opened.canvas.painted, on_screen(opened)))
        fresh = opened.grab().toImage()
        for pane in panes:
            place = QRect(pane.mapTo(opened, QPoint()), pane.size())
            assert seen[-1][2].copy(place) == fresh.copy(place), pane

    before = on_screen(opened)
    session.image_selected.connect(look)
    session.study_opened.connect(look)
    session.open([Path("other")])
    qtbot.waitUntil(lambda: len(seen) == 2)
    for words, painted, shot in seen:
        assert "suspected" not in words
        assert painted is session.selected[1]
        assert shot != before


def bad(name):
    return UnreadableFile(Path(name), "It is empty.", "Copy it again.")


def test_when_the_last_study_is_closed_nothing_is_said_of_files_that_were_refused_with_it(
    window, session, files, image_of, qtbot, texts
):
    files.contents["x"] = [bad("one"), image_of("a1")]
    with qtbot.waitSignal(session.opening_finished):
        session.open([Path("x")])
    assert window.refusals.notice.text == "1 file could not be opened."
    window.commands["close_study"].trigger()
    assert window.refusals.notice.text == ""
    assert "No image could be opened" not in texts()
    assert "Drop radiographs here" in texts()


def test_a_study_that_is_closed_while_others_arrive_was_opened_all_the_same(
    window, session, files, image_of, qtbot, texts
):
    files.gate.clear()
    files.contents["x"] = [image_of("a1"), bad("one")]
    session.open([Path("x")])
    qtbot.waitUntil(lambda: bool(session.studies))
    window.commands["close_study"].trigger()
    with qtbot.waitSignal(session.opening_finished):
        files.gate.set()
    assert window.refusals.notice.text == ""
    assert "Drop radiographs here" in texts()


def test_refused_files_are_counted_for_the_latest_opening_alone(
    window, session, files, image_of, qtbot
):
    files.contents.update(x=[bad("one"), image_of("a1")], y=[bad("two"), bad("three")], z=[])
    for path, said in (
        ("x", "1 file could not be opened."),
        ("y", "2 files could not be opened."),
        ("z", ""),
    ):
        with qtbot.waitSignal(session.opening_finished):
            session.open([Path(path)])
        assert window.refusals.notice.text == said


def test_openings_that_go_on_together_speak_for_themselves(window, session, files, image_of, qtbot):
    files.contents.update(x=[bad("one"), image_of("a1")], y=[bad("two"), bad("three")], z=[])
    with qtbot.waitSignal(session.opening_finished):
        session.open([Path("x")])
        session.open([Path("y"), Path("z")])
    assert window.refusals.notice.text == (
        "x: 1 file could not be opened. "
        "y and 1 more: no image could be opened. 2 files could not be opened."
    )
    assert [file.path.name for file in window.refusals.files] == ["one", "two", "three"]


def test_what_is_opened_twice_while_it_is_read_is_told_of_once(
    window, session, files, image_of, qtbot
):
    files.contents["x"] = [bad("one"), image_of("a1"), bad("two")]
    with qtbot.waitSignal(session.opening_finished):
        session.open([Path("x")])
        session.open([Path("x")])
    assert window.refusals.notice.text == "x: 2 files could not be opened."
    assert [file.path.name for file in window.refusals.files] == ["one", "two"]


def test_of_two_openings_without_an_image_each_says_so(window, session, files, texts, qtbot):
    files.contents.update(x=[bad("one")], y=[bad("two")])
    with qtbot.waitSignal(session.opening_finished):
        session.open([Path("x")])
        session.open([Path("y")])
    for name in "xy":
        assert f"{name}: no image could be opened. 1 file could not be opened." in texts()


def test_an_opening_after_one_that_was_cancelled_is_counted_alone(
    window, session, files, image_of, qtbot
):
    files.gate.clear()
    files.contents.update(x=[bad("one"), image_of("a1")], y=[bad("two"), image_of("b1")])
    session.open([Path("x")])
    qtbot.waitUntil(lambda: bool(window.refusals.files))
    session.cancel()
    files.gate.set()
    with qtbot.waitSignal(session.opening_finished):
        session.open([Path("y")])
    assert window.refusals.notice.text == "1 file could not be opened."


def test_the_heatmap_cannot_be_switched_while_nothing_is_open(opened):
    assert opened.commands["heatmap"].isEnabled()
    opened.commands["close_study"].trigger()
    assert not opened.commands["heatmap"].isEnabled()


def test_a_region_that_the_network_guessed_does_not_take_the_place_of_a_files_name(
    window, session, files, image_of, qtbot, is_judged
):
    guess = Region("LEG", RegionSource.NETWORK)
    images = [image_of("arm.png", region=guess), image_of("grey.png", instance=2, region=guess)]
    files.contents["x"] = [
        replace(each, header=replace(each.header, view="", laterality=None)) for each in images
    ]
    session.open([Path("x")])
    qtbot.waitUntil(is_judged)
    study = window.thumbnails.topLevelItem(0)
    names = [
        study.child(row).data(0, Qt.ItemDataRole.AccessibleTextRole).partition(":")[0]
        for row in range(2)
    ]
    assert names == ["arm", "grey"]
