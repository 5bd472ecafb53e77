"""A decoder that really dies, really hangs, and really wants more memory than it may take."""

import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from mura_desktop.domain import giving_up
from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging import decoding
from mura_desktop.imaging.decoding import pool as pools
from mura_desktop.imaging.decoding.pool import Pool
from mura_desktop.imaging.finding import sniff

HERE = Path("study") / "image.dcm"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows lets no process limit itself")


@pytest.fixture(scope="module")
def pool_of_all_tests():
    """A pool of these tests' own: starting a decoder takes longer than most of them."""
    pool = Pool()
    yield pool
    pool.close()
    assert not pool.idle


@pytest.fixture(autouse=True)
def pool(pool_of_all_tests, monkeypatch):
    monkeypatch.setattr(pools, "_pool", pool_of_all_tests)
    return pool_of_all_tests


def decoded(work, *arguments, size=0):
    return decoding.decode_apart(HERE, size, work, *arguments)


def answered(pixels, facts=None):
    """Have the decoder answer with these."""
    return decoded(tuple, [pixels, facts])


def reason(work, *arguments):
    with pytest.raises(UnreadableFile) as refused:
        decoded(work, *arguments)
    assert refused.value.path == HERE
    assert refused.value.remedy.endswith(".")
    return refused.value.reason


def is_running(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("kind", ["u1", "<u2", ">u2", "<i2", ">i2", "<i4"])
@pytest.mark.parametrize("shape", [(3, 5), (2, 3, 3)])
def test_an_array_comes_back_as_it_was_made(kind, shape):
    pixels = np.arange(np.prod(shape)).reshape(shape).astype(kind)
    back, facts = answered(pixels, {"coloured": True, "pages": 3})
    np.testing.assert_array_equal(back, pixels)
    assert back.dtype == pixels.dtype.newbyteorder("=")
    assert facts == {"coloured": True, "pages": 3}


def test_one_process_decodes_file_after_file(pool):
    answered(np.zeros((2, 2), np.uint8))
    (first,) = pool.idle
    answered(np.zeros((2, 2), np.uint8))
    assert pool.idle == (first,)


def test_a_refusal_comes_back_with_its_reason_and_the_file():
    assert reason(sniff.kind_of, HERE, b"%PDF") == "The file is a PDF document."


def test_a_failure_that_nobody_foresaw_is_told_without_its_message(pool):
    said = reason(int, "Doe^Jane")
    assert said == "The pixels could not be decoded (ValueError)."
    assert len(pool.idle) == 1


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGKILL"])
@POSIX
def test_a_decoder_that_dies_costs_its_file_alone(pool, name):
    answered(np.zeros((2, 2), np.uint8))
    (first,) = pool.idle
    said = reason(signal.raise_signal, getattr(signal, name))
    assert said == "The decoder crashed while reading the pixels: they are damaged."
    assert not is_running(first)
    back, _ = answered(np.ones((2, 2), np.uint8))
    assert back.all()


HANGS = pytest.param(time.sleep, (60,), id="waits")
WORKS = pytest.param(sum, (range(10**12),), id="works", marks=POSIX)


@pytest.mark.parametrize(("work", "arguments"), [HANGS, WORKS])
def test_a_decoder_that_hangs_is_ended_and_its_file_named(pool, monkeypatch, work, arguments):
    answered(np.zeros((2, 2), np.uint8))
    (first,) = pool.idle
    monkeypatch.setattr(pools, "LEAST_SECONDS", 0.1)
    assert "still reading the pixels after 0 seconds" in reason(work, *arguments)
    assert not is_running(first)
    monkeypatch.setattr(pools, "LEAST_SECONDS", 10.0)
    answered(np.zeros((2, 2), np.uint8))


@POSIX
def test_a_machine_that_others_keep_busy_costs_no_file(monkeypatch):
    answered(np.zeros((2, 2), np.uint8))
    monkeypatch.setattr(pools, "LEAST_SECONDS", 0.2)
    # it waits for longer than it may work
    assert "could not be decoded (TypeError)" in reason(time.sleep, 0.5)


@POSIX
def test_the_time_of_one_file_is_not_taken_from_the_next(monkeypatch):
    monkeypatch.setattr(pools, "LEAST_SECONDS", 0.5)
    for _ in range(8):
        assert "could not be decoded (TypeError)" in reason(sum, range(3_000_000))


def test_more_compressed_pixels_may_take_longer(monkeypatch):
    answered(np.zeros((2, 2), np.uint8))
    monkeypatch.setattr(pools, "LEAST_SECONDS", 0.0)
    with pytest.raises(UnreadableFile, match="could not be decoded"):  # it slept, and had no pixels
        decoded(time.sleep, 0.3, size=8_000_000)


@POSIX
def test_a_decoder_gets_no_more_memory_than_its_share(pool):
    assert "more memory than the 4 GiB" in reason(bytearray, 5 << 30)
    assert len(pool.idle) == 1


@POSIX
def test_a_decoder_opens_no_file_and_no_connection():
    assert "OSError" in reason(open, os.devnull)
    assert "OSError" in reason(socket.socket)


def test_what_a_decoder_prints_does_not_disturb_its_answers():
    reason(os.write, 1, b"Doe^Jane")
    reason(print, "Doe^Jane")
    answered(np.zeros((2, 2), np.uint8))


def test_a_decoder_that_died_while_it_waited_costs_no_file(pool):
    answered(np.zeros((2, 2), np.uint8))
    (first,) = pool.idle
    os.kill(first, signal.SIGTERM)
    while pool._idle[0].alive:
        time.sleep(0.01)
    answered(np.zeros((2, 2), np.uint8))


def test_decoding_that_nobody_waits_for_is_given_up(pool):
    answered(np.zeros((2, 2), np.uint8))
    begun = time.monotonic()
    with (
        giving_up.giving_up_when(lambda: time.monotonic() - begun > 0.2),
        pytest.raises(giving_up.GivenUp),
    ):
        decoded(time.sleep, 60)
    assert time.monotonic() - begun < 5
    assert not pool.idle


def test_what_is_nearly_done_is_done_although_nobody_waits_any_more(pool):
    answered(np.zeros((2, 2), np.uint8))
    (first,) = pool.idle
    with giving_up.giving_up_when(lambda: True):
        answered(np.ones((2, 2), np.uint8))
    assert pool.idle == (first,)


def test_two_threads_decode_at_once(pool):
    decoding.warm()
    done = []
    threads = [
        threading.Thread(target=lambda: done.append(answered(np.zeros((2, 2), np.uint8))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 4
    assert len(pool.idle) <= pools.MOST_KEPT
    pool.close()


def test_an_answer_larger_than_any_radiograph_is_not_believed(pool):
    # the child may be anybody's by now: it declares what would take all memory
    head = b'{"type": "|u1", "shape": [1000000, 1000000], "facts": null}'
    answered(np.zeros((2, 2), np.uint8))
    (decoder,) = pool._idle
    said = len(head).to_bytes(4, "little") + head
    for number in range(3, 12):
        reason(os.write, number, said)
        if not pool.idle or pool.idle[0] != decoder.number:
            break
    assert not is_running(decoder.number)


def test_without_a_process_to_be_had_the_file_is_refused(pool, monkeypatch):
    pool.close()
    monkeypatch.setattr(sys, "executable", str(Path("no") / "python"))
    assert reason(int) == "The decoder could not be started."


def test_a_program_that_is_not_the_decoder_is_found_out(pool, monkeypatch):
    pool.close()
    monkeypatch.setattr(
        "mura_desktop.imaging.decoding.process._command", lambda: [sys.executable, "-V"]
    )
    assert reason(int) == "The decoder could not be started."


def test_closing_ends_the_processes_that_wait(pool):
    answered(np.zeros((2, 2), np.uint8))
    (number,) = pool.idle
    pool.close()
    assert not is_running(number)
