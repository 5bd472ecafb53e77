"""The user documentation inside the program."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from mura_desktop import paths
from mura_desktop.domain.verdict import DISCLAIMER
from mura_desktop.ui.help import HelpDialog
from mura_desktop.ui.look.places import find_resources

FOLDER = paths.resources() / "help"


@pytest.fixture
def shown(qtbot, dressed):
    find_resources(paths.resources())
    dialog = HelpDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_contents_lead_to_every_page(shown):
    text = (FOLDER / "index.md").read_text()
    pages = sorted(file.name for file in FOLDER.glob("[0-9]*.md"))
    assert re.findall(r"\]\((.+?)\)", text) == pages
    assert len(shown.listed) == len(pages) + 1
    assert DISCLAIMER in shown.browser.toPlainText()


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.md")), ids=lambda each: each.stem)
def test_every_link_and_picture_of_a_page_is_there(page):
    for link in re.findall(r"\]\((.+?)\)", page.read_text()):
        assert (FOLDER / link).exists(), f"{page.name} points to {link}"


def test_a_link_opens_its_page_and_marks_it_in_the_list(shown):
    shown.browser.setSource(QUrl.fromLocalFile(str(FOLDER / "07-lists.md")))
    assert "Each study gets a line" in shown.browser.toPlainText()
    assert shown._pages.currentItem().text() == "Judge many studies"


def test_searching_lists_the_pages_that_say_it_and_marks_the_place(shown):
    shown.search("kappa")
    assert shown.listed == ("Your verdict and the log",)
    shown._pages.setCurrentItem(
        next(
            shown._pages.item(row)
            for row in range(shown._pages.count())
            if not shown._pages.item(row).isHidden()
        )
    )
    assert shown.browser.textCursor().selectedText().lower() == "kappa"
    shown.search("a word that nobody wrote")
    assert shown.listed == ()
    assert shown._nothing.isVisible()


def test_every_key_that_the_pages_name_belongs_to_a_command_or_gesture(window):
    known = {key.toString() for command in window.commands.all for key in command.shortcuts()}
    known |= {"Page Up", "Page Down", "P", "M", "Ctrl+Return", "Del", "0", "4", "8", "Up", "Down"}
    looks_like_a_key = re.compile(r"`((?:(?:Ctrl|Shift|Alt)\+)*(?:[A-Z0-9=.,]|F\d+|Esc|Del))`")
    for page in FOLDER.glob("*.md"):
        for key in looks_like_a_key.findall(page.read_text()):
            assert key in known, f"{page.name} names {key}"


def test_help_opens_from_its_menu(window, qtbot):
    find_resources(Path(paths.resources()))
    window.commands["help"].trigger()
    (dialog,) = window.findChildren(HelpDialog)
    assert dialog.isVisible()
    dialog.close()


def test_enter_in_the_search_closes_nothing_and_opens_what_was_found(shown):
    search = shown.findChild(QLineEdit)
    search.setText("csv")
    QTest.keyClick(search, Qt.Key.Key_Return)

    assert shown.isVisible()
    assert "CSV" in shown.browser.toPlainText()
