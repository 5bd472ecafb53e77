"""The decoder's own process: takes its rights away, then decodes until nobody asks any more.

What it gives up, for good:

- memory beyond MAX_MEMORY of address space (Linux; macOS takes note of it without enforcing it),
- writing to files, leaving a core file with a patient's pixels (Linux and macOS),
- opening anything, and with it the network: it reads pixels from its input and nothing else
  (Linux and macOS),
- going on after the processor time that it was given, and living on with a request when the
  program is gone: two clocks end it, in the midst of C too (Linux and macOS).

Windows has none of these for a process to lay upon itself; there the program's own time limit, the
checks of declared sizes and the separate process remain.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import warnings
from contextlib import suppress
from typing import BinaryIO

from PIL import Image
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import AllTransferSyntaxes

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.imaging.decoding.wire import (
    Decoded,
    Refusal,
    Request,
    receive_request,
    send_answer,
    send_ready,
)

MAX_MEMORY = 4 << 30
"""Most bytes of address space: a colour image of 100 million pixels is decoded in less."""

LONGEST_WORK = 3600.0
"""Seconds after which a request ends the process even where the program is no longer there."""


def main() -> None:
    """Decode until the program closes its end. Never returns anything but through the pipes."""
    requests, answers = _pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program, which then closes
    warnings.simplefilter("ignore")
    _import_decoders()
    _give_up_rights()
    send_ready(answers)
    while True:
        try:
            request = receive_request(requests)
        except EOFError:
            return
        _end_after(request.seconds, LONGEST_WORK)
        answer = _answer(request)
        _end_after(0.0, LONGEST_WORK)
        send_answer(answers, answer)
        _end_after(0.0, 0.0)


def _answer(request: Request) -> Decoded | Refusal:
    try:
        pixels, facts = request.work(*request.arguments)
        return pixels, facts
    except UnreadableFile as refusal:
        return Refusal(refusal.reason, refusal.remedy)
    except MemoryError:
        return Refusal(
            f"Decoding needs more memory than the {MAX_MEMORY >> 30} GiB that it may take.",
            "Open a single radiograph; nothing of this size is one.",
        )
    except Exception as error:
        # the type alone: a decoder's message may quote the header
        return Refusal(
            f"The pixels could not be decoded ({type(error).__name__}).",
            "Export the image again, uncompressed if possible.",
        )


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return where requests come from and answers go, out of reach of what decoders print."""
    requests, answers = os.dup(0), os.dup(1)
    if sys.platform == "win32":
        import msvcrt

        for pipe in (requests, answers):
            msvcrt.setmode(pipe, os.O_BINARY)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nowhere, standard)
    return os.fdopen(requests, "rb"), os.fdopen(answers, "wb")


def _import_decoders() -> None:
    """Import every plug-in and all work now: files can be opened no more later."""
    importlib.import_module("mura_desktop.imaging.reading")
    Image.init()
    for syntax in AllTransferSyntaxes:
        with suppress(NotImplementedError):  # pydicom's, for syntaxes of video
            get_decoder(syntax)


def _give_up_rights() -> None:
    if sys.platform == "win32":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _end_after(working: float, waiting: float) -> None:
    """End the process after seconds of processor time, or of any; 0 for never."""
    if sys.platform != "win32":
        # nobody listens to SIGPROF and SIGALRM, so they end the process
        signal.setitimer(signal.ITIMER_PROF, working)
        signal.setitimer(signal.ITIMER_REAL, waiting)
