"""What every test must leave behind: no thread and no warning in the log."""

import logging
import os
import threading

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


class _Listener(logging.Handler):
    """Keeps what is logged as a warning or worse."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.records = []

    def emit(self, record):
        self.records.append(record)


@pytest.fixture(autouse=True)
def logged():
    """Fails a test that logs a warning; one that expects it takes this and clears ``records``."""
    listener = _Listener()
    logging.getLogger().addHandler(listener)
    yield listener
    logging.getLogger().removeHandler(listener)
    unexpected = [f"{each.name}: {each.getMessage()}" for each in listener.records]
    assert not unexpected, f"logged without being expected: {unexpected}"


@pytest.fixture(autouse=True)
def no_leaked_threads():
    """Fails a test that leaves a thread running."""
    before = set(threading.enumerate())
    yield
    leaked = [each for each in threading.enumerate() if each not in before and not each.daemon]
    for thread in leaked:
        thread.join(2.0)
    assert not [each for each in leaked if each.is_alive()], f"still running: {leaked}"
