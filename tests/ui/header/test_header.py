"""The header of the image in front: searched, copied, and followed."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QTreeWidget

from mura_desktop.domain.header_row import HeaderRow
from mura_desktop.ui.header.header_window import IDENTITY, HeaderWindow


@pytest.fixture
def header(opened, qtbot):
    opened.commands["header"].trigger()
    shown = opened.findChild(QDialog, "header")
    qtbot.waitUntil(lambda: bool(texts(shown)))
    return shown


def texts(header):
    """What is shown, line by line."""
    QGuiApplication.clipboard().clear()
    header.copy()
    return QGuiApplication.clipboard().text().splitlines()


def labels(header):
    return "\n".join(label.text() for label in header.findChildren(QLabel) if label.isVisible())


def test_every_element_is_shown_and_the_reader_told_that_it_names_the_patient(header):
    assert texts(header) == [
        "(0008,1140)  SQ  Referenced Image Sequence  1 item",
        "  Item 1",
        "    (0008,1155)  UI  Referenced SOP Instance UID  1.2.3.4",
        "(0009,0010)  LO  Private Creator  ACME",
        "(0010,0010)  PN  Patient's Name  Example^Ada",
        "(0020,4000)  LT  Image Comments  of a1",
    ]
    assert IDENTITY in labels(header)
    assert "6 lines in all" in labels(header)


@pytest.mark.parametrize(
    ("searched", "found"),
    [
        ("patient name", ["(0010,0010)"]),
        ("00100010", ["(0010,0010)"]),
        ("acme", ["(0009,0010)"]),
        ("1.2.3", ["(0008,1140)", "", "(0008,1155)"]),
        ("referenced image", ["(0008,1140)", "", "(0008,1155)"]),
        ("nothing of it", []),
    ],
)
def test_what_is_searched_for_stays_with_all_that_it_lies_in(header, searched, found):
    header.findChild(QLineEdit).setText(searched)

    shown = [line.strip().partition("  ")[0] for line in texts(header)]
    assert [line if line.startswith("(") else "" for line in shown] == found


def test_selected_lines_alone_are_copied(header):
    header.findChild(QTreeWidget).topLevelItem(1).setSelected(True)

    assert texts(header) == ["(0009,0010)  LO  Private Creator  ACME"]


def test_the_window_follows_the_reader_and_keeps_what_is_searched_for(header, session, qtbot):
    header.findChild(QLineEdit).setText("comments")
    session.step(1)

    qtbot.waitUntil(lambda: any("of a2" in line for line in texts(header)))
    assert len(texts(header)) == 1


def test_the_window_says_which_image_it_shows_and_its_title_names_nobody(header, session):
    assert "Image 1 / 2 · a1" in labels(header)
    session.step(1)

    assert "Image 2 / 2 · a2" in labels(header)
    assert header.windowTitle() == "DICOM header"
    session.close_study(session.selected[0].study.id)
    assert "a2" not in labels(header)
    assert "Nothing is open." in labels(header)


def test_a_search_that_finds_nothing_says_so_and_leaves_the_clipboard_alone(header):
    QGuiApplication.clipboard().setText("kept")
    header.findChild(QLineEdit).setText("nothing of  it")
    header.copy()

    assert "No line says “nothing of it”." in labels(header)
    assert QGuiApplication.clipboard().text() == "kept"
    copy = next(each for each in header.findChildren(QPushButton) if each.text() == "Copy")
    assert not copy.isEnabled()
    header.findChild(QLineEdit).clear()
    assert copy.isEnabled()


def test_enter_in_the_search_goes_to_what_was_found_and_closes_nothing(header):
    search = header.findChild(QLineEdit)
    search.setFocus()
    search.setText("comments")
    QTest.keyClick(search, Qt.Key.Key_Return)

    assert header.isVisible()
    assert header.findChild(QTreeWidget).currentItem().text(2) == "Image Comments"


def test_a_file_without_a_header_says_so(header, session, files, image_of, qtbot):
    files.contents["photo.png"] = [image_of("photo.png", study="9")]
    session.open([Path("photo.png")])

    qtbot.waitUntil(lambda: "no DICOM file" in labels(header))
    assert texts(header) == []


def test_a_value_that_looks_like_markup_is_shown_letter_by_letter(dressed, qtbot):
    window = HeaderWindow()
    qtbot.addWidget(window)
    value = "<b>bold</b> & more"
    window.show_rows([HeaderRow(0, "(0020,4000)", "LT", "Image Comments", value)])
    item = window.findChild(QTreeWidget).topLevelItem(0)

    assert item.text(3) == value
    shown = QTextDocument()
    shown.setHtml(item.toolTip(3))
    assert shown.toPlainText() == value


def test_a_long_value_says_how_long_it_is_and_is_copied_whole(dressed, qtbot):
    window = HeaderWindow()
    qtbot.addWidget(window)
    value = "very long " * 500
    window.show_rows([HeaderRow(0, "(0020,4000)", "LT", "Image Comments", value)])
    item = window.findChild(QTreeWidget).topLevelItem(0)

    assert item.text(3).startswith("very long")
    assert "5000 characters" in item.text(3)
    assert value in texts(window)[0]
