"""The program tests itself in the background and tells what it found."""

import pytest
from PySide6.QtWidgets import QTextBrowser

from mura_desktop.ui.documents import show_about
from mura_desktop.ui.lifetime.self_check import SelfCheck


def good():
    yield "Decoder: JPEG", True, "every grey value exact"
    yield "Bundle: small", True, "weights as released"


def bad():
    yield "Decoder: JPEG", False, "grey values are off by 9"
    yield "Device", True, "CPU"


@pytest.fixture
def check_of(session, qtbot):
    made = []

    def make(self_test):
        made.append(SelfCheck(session))
        made[-1].ask(self_test)
        qtbot.waitUntil(lambda: "not yet" not in made[-1].summary)
        return made[-1]

    yield make
    for each in made:
        each.shut_down()


def test_a_program_that_is_well_says_so(check_of):
    assert check_of(good).summary.endswith("2 of 2 checks passed.")


def test_what_failed_is_named_with_what_was_found(check_of):
    summary = check_of(bad).summary
    assert "1 of 2 checks passed. Failed: Decoder: JPEG (grey values are off by 9)." in summary


def test_a_self_test_that_breaks_is_no_pass(check_of):
    def broken():
        yield "Device", True, "CPU"
        raise RuntimeError("no more")

    assert "Failed: Self-test (RuntimeError: no more)" in check_of(broken).summary


def test_before_it_ended_it_claims_nothing(session):
    check = SelfCheck(session)
    check.wait_to_ask(good)
    assert check.summary == "Self-test: not yet ended."
    check.shut_down()


def test_about_tells_every_answer(check_of, window):
    dialog = show_about(window, check_of(good).details)
    text = dialog.findChild(QTextBrowser).toPlainText()
    assert "Bundle: small: weights as released" in text
    dialog.reject()
