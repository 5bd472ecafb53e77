import sys
import threading

import pytest
from PySide6.QtCore import QObject, Signal

from mura_desktop.domain import giving_up
from mura_desktop.ui.tasks import Runner


@pytest.fixture
def runner(qapp):
    runner = Runner("test")
    yield runner
    runner.close()


def ignore(value):
    """Take an answer that does not matter."""


def test_reports_and_result_come_back_in_order_on_the_callers_thread(runner, qtbot):
    seen = []

    def note(value):
        seen.append((value, threading.current_thread() is threading.main_thread()))

    def count(report, cancelled):
        report(1)
        report(2)
        return 3

    runner.submit(count, reported=note, finished=note, failed=ignore)
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen == [(1, True), (2, True), (3, True)]


def test_work_runs_off_the_callers_thread(runner, qtbot):
    threads = []
    runner.submit(
        lambda report, cancelled: threading.current_thread().name,
        reported=ignore,
        finished=threads.append,
        failed=ignore,
    )
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == ["test"]


def test_an_exception_comes_back_instead_of_a_result(runner, qtbot):
    errors, results = [], []

    def fail(report, cancelled):
        raise ValueError("no")

    runner.submit(fail, reported=ignore, finished=results.append, failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert str(errors[0]) == "no"
    assert not results
    assert not runner.busy


def test_work_goes_on_when_its_report_was_taken(runner, qtbot):
    order = []

    def work(report, cancelled):
        report("taken")
        order.append("went on")

    runner.submit(work, reported=order.append, finished=order.append, failed=ignore)
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == ["taken", "went on", None]


def test_work_whose_reports_nobody_takes_can_be_given_up(runner):
    reporting, ended = threading.Event(), threading.Event()

    def work(report, cancelled):
        reporting.set()
        while not cancelled():
            report("somebody there?")
        ended.set()

    number = runner.submit(work, reported=ignore, finished=ignore, failed=ignore)
    assert reporting.wait(5)
    runner.cancel(number)
    assert ended.wait(5)


def test_nothing_of_a_cancelled_request_comes_back(runner, qtbot):
    started, answers, later = threading.Event(), [], []

    def work(report, cancelled):
        report("early")
        started.set()
        while not cancelled():
            pass
        return "late"

    number = runner.submit(work, reported=answers.append, finished=answers.append, failed=ignore)
    assert started.wait(5)
    runner.cancel(number)  # the early report is on its way already
    runner.submit(lambda r, c: "next", reported=ignore, finished=later.append, failed=ignore)
    qtbot.waitUntil(lambda: bool(later))
    assert not answers
    assert later == ["next"]


def test_a_request_cancelled_before_its_turn_never_runs(runner, qtbot):
    gate, ran, done = threading.Event(), [], []
    runner.submit(lambda r, c: gate.wait(5), reported=ignore, finished=done.append, failed=ignore)
    waiting = runner.submit(
        lambda r, c: ran.append(1), reported=ignore, finished=ignore, failed=ignore
    )
    runner.cancel(waiting)
    gate.set()
    runner.submit(lambda r, c: None, reported=ignore, finished=done.append, failed=ignore)
    qtbot.waitUntil(lambda: len(done) == 2)
    assert not ran


def test_closing_ends_the_thread_and_cancels_the_work_under_way(runner):
    started = threading.Event()

    def work(report, cancelled):
        started.set()
        while not cancelled():
            pass

    runner.submit(work, reported=ignore, finished=ignore, failed=ignore)
    assert started.wait(5)
    runner.close()
    assert "test" not in [thread.name for thread in threading.enumerate()]


def test_what_work_waits_for_is_given_up_when_nobody_wants_it_any_more(runner, qtbot):
    started, ended, seen = threading.Event(), threading.Event(), []

    def wait_below():
        """As a decoder does, that knows of no runner."""
        started.set()
        while not giving_up.asked()():
            pass
        ended.set()
        raise giving_up.GivenUp

    runner.submit(
        lambda report, cancelled: wait_below(),
        reported=ignore,
        finished=seen.append,
        failed=seen.append,
    )
    assert started.wait(5)
    runner.cancel_all()
    assert ended.wait(5)
    runner.submit(lambda r, c: 7, reported=ignore, finished=seen.append, failed=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [7]


def test_emitting_a_signal_costs_no_reference_to_true():
    """PySide6 6.12.0 lost one at each emission, which ends Python 3.11 in mid-session."""

    class Emitter(QObject):
        emitted = Signal()

    emitter = Emitter()
    before = sys.getrefcount(True)
    for _ in range(100):
        emitter.emitted.emit()
    assert sys.getrefcount(True) >= before - 10
