"""The header of the image in front: searched, copied, and followed."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QTreeWidget

from mura_desktop.ui.header.header_window import IDENTITY


@pytest.fixture
def header(opened, qtbot):
    opened.commands["header"].trigger()
    shown = opened.findChild(QDialog, "header")
    qtbot.waitUntil(lambda: bool(texts(shown)))
    return shown


def texts(header):
    """What is shown, line by line."""
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


def test_a_file_without_a_header_says_so(header, session, files, image_of, qtbot):
    files.contents["photo.png"] = [image_of("photo.png", study="9")]
    session.open(["photo.png"])

    qtbot.waitUntil(lambda: "no DICOM file" in labels(header))
    assert texts(header) == []
