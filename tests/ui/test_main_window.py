import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
)

from mura_desktop.domain.errors import DeviceUnavailable, UnreadableFile
from mura_desktop.domain.study import Header, Patient
from mura_desktop.domain.verdict import DISCLAIMER, NoVerdict
from mura_desktop.ui.heatmap_panel import CAUTION
from mura_desktop.ui.open_study import Phase


@pytest.fixture
def opened(window, session, files, image_of, qtbot, network):
    """Opens and judges a study of two images; returns the window."""
    files.contents["study"] = [image_of("a1"), image_of("a2", instance=2)]
    network.scores.update(a1=0.9, a2=0.5)
    session.open([Path("study")])
    qtbot.waitUntil(lambda: is_judged(session))
    return window


def is_judged(session):
    return bool(session.studies) and all(each.phase is Phase.JUDGED for each in session.studies)


def texts(window):
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


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


def test_an_empty_window_invites_and_carries_the_disclaimer(window):
    assert window.welcome.isVisible()
    assert "Drop radiographs here" in texts(window)
    assert DISCLAIMER in texts(window)
    assert window.windowTitle() == "MURA Desktop"
    assert not window.commands["invert"].isEnabled()


def test_images_are_on_screen_before_the_analyzer_is_made(
    window, session, files, image_of, network, qtbot
):
    image = image_of()
    files.contents["study"] = [image]
    shown = []
    make = network.__class__.__call__

    class Watched(network.__class__):
        def __call__(self, device):
            shown.append(window.canvas.painted is image)
            return make(self, device)

    network.__class__ = Watched
    session.open([Path("study")])
    qtbot.waitUntil(lambda: is_judged(session))
    assert shown == [True]


def test_the_study_verdict_comes_in_words_first_with_its_rule(opened):
    said = opened.verdict.text
    assert said.index("Fracture suspected") < said.index("Score 0.70")
    assert "Mean of 2 images" in said
    assert "high specificity" in said
    assert "0.78 (0.73–0.82)" in said  # sensitivity at the upper threshold, with its interval
    assert DISCLAIMER in texts(opened)
    assert "%" not in opened.verdict.study_card.text
    assert "normal" not in said.lower()


def test_the_image_in_front_has_its_own_verdict(opened, session):
    assert "Score 0.90" in opened.verdict.image_card.text
    QTest.keyClick(opened, Qt.Key.Key_Down)
    assert session.selected[1].path.name == "a2"
    assert "Fracture uncertain" in opened.verdict.image_card.text
    assert "Score 0.50" in opened.verdict.image_card.text


@pytest.mark.parametrize(
    "refusal",
    [NoVerdict("This is a chest."), NoVerdict("Out of luck.", failed=True)],
    ids=["refused", "failed"],
)
def test_a_refused_study_shows_its_reason_and_no_verdict_word(
    window, session, files, image_of, network, qtbot, refusal
):
    files.contents["study"] = [image_of("chest")]
    network.scores["chest"] = refusal
    session.open([Path("study")])
    qtbot.waitUntil(lambda: is_judged(session))
    said = window.verdict.text
    assert refusal.reason in said
    assert "suspected" not in said.lower()
    assert "Score" not in said
    item = window.thumbnails.topLevelItem(0)
    for entry in (item, item.child(0)):
        words = entry.data(0, Qt.ItemDataRole.AccessibleTextRole)
        assert "suspected" not in words
        assert ("Judging failed" if refusal.failed else "No verdict") in words
    assert not window.commands["heatmap"].isEnabled()


def test_dragging_the_window_leaves_the_verdict_alone(opened, network):
    before, judged = opened.verdict.text, list(network.judged)
    QTest.mousePress(opened.canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseMove(opened.canvas, QPoint(300, 260))
    QTest.mouseRelease(opened.canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 260))
    assert opened.canvas.presentation.voi != opened.canvas.image.default_voi
    assert opened.verdict.text == before
    assert network.judged == judged


def test_g_turns_the_heatmap_on_and_off(opened):
    assert not opened.canvas.heatmap_visible
    QTest.keyClick(opened, Qt.Key.Key_G)
    assert opened.canvas.heatmap_visible
    QTest.keyClick(opened, Qt.Key.Key_G)
    assert not opened.canvas.heatmap_visible


def test_holding_p_peeks(opened):
    QTest.keyPress(opened, Qt.Key.Key_P)
    assert opened.canvas.heatmap_visible
    QTest.keyRelease(opened, Qt.Key.Key_P)
    assert not opened.canvas.heatmap_visible


def test_peeking_works_while_the_list_has_the_focus(opened):
    opened.thumbnails.setFocus()
    QTest.keyPress(opened.thumbnails, Qt.Key.Key_P)
    assert opened.canvas.heatmap_visible
    QTest.keyRelease(opened.thumbnails, Qt.Key.Key_P)
    assert not opened.canvas.heatmap_visible


def test_space_and_drag_pans(opened):
    opened.canvas.zoom(3.0)
    before = opened.canvas.presentation
    QTest.keyPress(opened.canvas, Qt.Key.Key_Space)
    QTest.mousePress(opened.canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseMove(opened.canvas, QPoint(230, 200))
    QTest.mouseRelease(opened.canvas, Qt.MouseButton.LeftButton, pos=QPoint(230, 200))
    QTest.keyRelease(opened.canvas, Qt.Key.Key_Space)
    after = opened.canvas.presentation
    assert after.voi == before.voi
    assert after.view.centre[0] < before.view.centre[0]


def test_the_heatmap_comes_with_its_cautions(opened):
    said = opened.verdict.heatmap.text
    assert CAUTION in said
    assert "Evidence map" in said
    assert "0.72 (0.66–0.78)" in said


def test_the_keys_do_what_the_menus_say(opened):
    canvas = opened.canvas
    QTest.keyClick(opened, Qt.Key.Key_I)
    assert canvas.presentation.inverted
    QTest.keyClick(opened, Qt.Key.Key_R)
    QTest.keyClick(opened, Qt.Key.Key_H)
    assert canvas.presentation.view.orientation.mirrored
    QTest.keyClick(opened, Qt.Key.Key_2)
    assert canvas.presentation.voi.explanation == "BONE"
    QTest.keyClick(opened, Qt.Key.Key_Plus)
    assert not canvas.presentation.view.fitted
    QTest.keyClick(opened, Qt.Key.Key_Equal)
    assert canvas.presentation.view.fitted
    QTest.keyClick(opened, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert canvas.presentation.view.scale == pytest.approx(1.0)
    QTest.keyClick(opened, Qt.Key.Key_Escape)
    assert not canvas.presentation.inverted
    assert canvas.presentation.view.orientation.turns == 0


def test_no_two_commands_share_a_key(window):
    keys = [key.toString() for action in window.commands.all for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_the_shortcut_list_names_every_command_with_a_key(opened):
    QTest.keyClick(opened, Qt.Key.Key_F1)
    dialog = opened.findChild(QDialog)
    shown = dialog.findChild(QTextBrowser).toPlainText()
    for action in opened.commands.all:
        if action.shortcuts():
            assert action.text().replace("&", "").rstrip("…") in shown
    assert "Peek" in shown
    dialog.close()


def test_dropped_files_are_opened(window, session, files, image_of, tmp_path, qtbot):
    files.contents[str(tmp_path / "x.dcm")] = [image_of()]
    drop(window, tmp_path / "x.dcm")
    qtbot.waitUntil(lambda: is_judged(session))


def test_bad_files_are_counted_and_listed_with_reason_and_remedy(
    window, session, files, image_of, qtbot
):
    bad = [UnreadableFile(Path(f"bad{n}"), f"Reason {n}.", f"Remedy {n}.") for n in range(3)]
    files.contents["folder"] = [bad[0], image_of(), *bad[1:]]
    session.open([Path("folder")])
    qtbot.waitUntil(lambda: is_judged(session))
    assert window.refusals.notice.text == "3 files could not be opened."
    window.refusals.show_list()
    dialog = window.findChild(QDialog)
    listed = dialog.findChild(QPlainTextEdit).toPlainText()
    for file in bad:
        assert all(words in listed for words in (str(file.path), file.reason, file.remedy))
    copy = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Copy")
    copy.click()
    assert QGuiApplication.clipboard().text() == listed
    dialog.close()


def test_when_nothing_opens_the_window_says_so(window, session, files, qtbot):
    files.contents["x"] = [UnreadableFile(Path("x"), "It is empty.", "Copy it again.")]
    with qtbot.waitSignal(session.opening_finished):
        session.open([Path("x")])
    assert "No image could be opened" in texts(window)
    assert window.refusals.notice.text == "1 file could not be opened."


def test_cancel_is_there_while_judging_and_leaves_a_button_to_judge(
    window, session, files, image_of, network, qtbot
):
    network.gate.clear()
    files.contents["study"] = [image_of("a1")]
    session.open([Path("study")])
    qtbot.waitUntil(lambda: bool(session.studies) and session.studies[0].phase is Phase.JUDGING)
    assert window.commands["cancel"].isEnabled()
    window.commands["cancel"].trigger()
    assert not window.commands["cancel"].isEnabled()
    assert "Not judged" in window.verdict.text
    network.gate.set()
    window.commands["judge"].trigger()
    qtbot.waitUntil(lambda: is_judged(session))
    assert "Fracture" in window.verdict.text


def test_a_missing_device_is_explained_and_the_images_stay(opened, session, network, qtbot):
    network.failure = DeviceUnavailable("cuda", "No such card.", "Choose Automatic.")
    session.choose_device("cuda")
    qtbot.waitUntil(lambda: is_judged(session))
    assert "No such card. Choose Automatic." in opened.trouble.text
    assert opened.canvas.image is not None
    assert "suspected" not in opened.verdict.study_card.text


def test_moving_to_another_device_by_itself_is_told(opened, session, info):
    session.device_changed.emit(replace(info, device="CPU (fallback)"))
    assert "CPU (fallback)" in opened.trouble.text
    assert "CPU (fallback)" in opened.verdict.network.text


def test_the_bundle_and_the_device_in_use_are_shown(opened):
    assert opened.verdict.network.text == "fake 1.0\nIn use: CPU"
    opened.commands["model_card"].trigger()
    dialog = opened.findChild(QDialog)
    assert "Written for a test." in dialog.findChild(QTextBrowser).toPlainText()
    dialog.close()


def test_the_patient_is_in_the_banner_and_not_in_the_title(opened):
    assert "Example, Ada" in texts(opened)
    assert "ID ID-7" in texts(opened)
    assert opened.windowTitle() == "MURA Desktop"


def test_a_synthetic_study_is_marked_as_such(window, session, files, image_of, qtbot):
    image = image_of()
    files.contents["x"] = [replace(image, header=replace(image.header, synthetic=True))]
    session.open([Path("x")])
    qtbot.waitUntil(lambda: is_judged(session))
    assert "SYNTHETIC" in texts(window)


def test_closing_the_last_study_invites_again(opened):
    opened.commands["close_study"].trigger()
    assert opened.welcome.isVisible()
    assert opened.canvas.image is None
    assert opened.thumbnails.topLevelItemCount() == 0


def test_no_sentence_in_the_verdict_pane_is_cut_off(opened, qtbot):
    for size in (opened.size().toTuple(), (1600, 1000), (1280, 800), (1000, 700)):
        opened.resize(*size)
        qtbot.wait(20)
        for label in opened.verdict.widget().findChildren(QLabel):
            if label.isVisible() and label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width()), label.text()


def test_closing_the_window_ends_all_work(opened, session):
    opened.close()
    assert not session.busy


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
        panes = (opened.verdict, opened.thumbnails, opened.banner, opened.canvas)
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


def headings(window):
    items = (
        window.thumbnails.topLevelItem(n) for n in range(window.thumbnails.topLevelItemCount())
    )
    return [item.data(0, Qt.ItemDataRole.AccessibleTextRole) for item in items]


def test_the_list_tells_studies_apart_by_patient_or_by_folder(
    window, session, files, image_of, qtbot
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
    qtbot.waitUntil(lambda: is_judged(session))
    assert [words.partition(":")[0] for words in headings(window)] == [
        "Example, Ada, 2024-05-01 · Wrist",
        "ID-8, 2024-05-01 · Wrist",
        "patient1/study1, image1.png",
        "patient2/study1, image1.png",
    ]
    assert window.windowTitle() == "MURA Desktop"


def test_the_table_names_the_points_and_where_each_begins(opened):
    said = opened.verdict.text
    assert "High specificity\n≥ 0.62" in said
    assert "High sensitivity\n≥ 0.18" in said
    assert "95 % intervals, on validation." in said
    assert "<" not in said


def test_what_identifies_stays_in_a_narrow_banner_longer_than_the_description(
    window, session, files, image_of, qtbot
):
    image = image_of()
    header = replace(image.header, study_description="Radiograph of the left wrist, two views")
    files.contents["x"] = [replace(image, header=header)]
    session.open([Path("x")])
    qtbot.waitUntil(lambda: is_judged(session))
    window.resize(1024, 700)
    qtbot.wait(20)
    shown = [label.text() for label in window.banner.findChildren(QLabel) if label.isVisible()]
    assert shown[0] == "Example, Ada"
    assert "ID ID-7   study 2024-05-01" in shown[1]
    assert header.study_description not in shown
    assert all(text.endswith("…") for text in shown[2:] if text)


def test_the_network_is_said_to_be_loading_while_it_is(
    window, session, files, image_of, network, qtbot
):
    said = window.verdict.network
    assert "Loaded with the first study" in said.text
    told = []
    session.judging_started.connect(lambda _: told.append(said.text))
    files.contents["study"] = [image_of()]
    session.open([Path("study")])
    qtbot.waitUntil(lambda: is_judged(session))
    assert "Loading…" in told[0]
    assert "fake 1.0" in said.text


def test_ctrl_w_closes_the_study_in_front(opened, session):
    QTest.keyClick(opened, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert not session.studies
    assert opened.welcome.isVisible()


def test_the_button_of_the_notice_opens_the_list_of_refused_files(
    window, session, files, image_of, qtbot
):
    files.contents["x"] = [UnreadableFile(Path("bad"), "It is empty.", "Copy again."), image_of()]
    session.open([Path("x")])
    qtbot.waitUntil(lambda: is_judged(session))
    buttons = window.refusals.notice.findChildren(QPushButton)
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    dialog = window.findChild(QDialog)
    assert dialog.isVisible()
    dialog.close()


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
