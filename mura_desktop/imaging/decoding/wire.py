"""What goes over the pipes between the program and its decoder.

A request is a pickle of a function, found again by its name, and its arguments: the child may trust
the program. The program does not trust the child, which has read the file: an answer is JSON of a
known length and, behind it, the samples of an array whose size is checked before memory is taken.
"""

from __future__ import annotations

import json
import math
import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from mura_desktop.imaging import limits

Facts = Any
"""What a decoder tells beside the pixels: anything that JSON can say."""

Decoded = tuple[NDArray[Any], Facts]
Work = Callable[..., Decoded]

MAX_FACTS = 1 << 20
_MAX_SAMPLES = 4 * limits.MAX_PIXELS
_KINDS = frozenset({"|u1", "|i1", "<u2", "<i2", "<u4", "<i4"})
_LENGTH = struct.Struct("<I")
_READY = b"ready"


class BrokenWire(Exception):  # noqa: N818 - named after what happened
    """The other end is gone, or said what it never says."""


@dataclass(frozen=True)
class Refusal:
    """Why there are no pixels, as the decoder understands it: reason and remedy."""

    reason: str
    remedy: str


def send_ready(pipe: BinaryIO) -> None:
    """Say that requests may come."""
    pipe.write(_READY)
    pipe.flush()


def await_ready(pipe: BinaryIO) -> None:
    """Wait until requests may come.

    Raises:
        BrokenWire: if the other end is gone before.
    """
    if _exactly(pipe, len(_READY)) != _READY:
        raise BrokenWire("no decoder")


@dataclass(frozen=True)
class Request:
    """What is to be done: ``work(*arguments)``, in so many seconds of processor time."""

    work: Work
    arguments: tuple[object, ...]
    seconds: float


def send_request(pipe: BinaryIO, request: Request) -> None:
    """Ask for something. Large bytes among the arguments are not copied on the way."""
    pickle.dump(request, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def receive_request(pipe: BinaryIO) -> Request:
    """Wait for a request.

    Raises:
        EOFError: when nobody asks any more.
    """
    request: Request = pickle.load(pipe)
    return request


def send_answer(pipe: BinaryIO, answer: Decoded | Refusal) -> None:
    """Answer a request."""
    if isinstance(answer, Refusal):
        _send_head(pipe, {"reason": answer.reason, "remedy": answer.remedy})
    else:
        pixels, facts = answer
        plain = np.ascontiguousarray(pixels, dtype=pixels.dtype.newbyteorder("<"))
        _send_head(pipe, {"type": plain.dtype.str, "shape": plain.shape, "facts": facts})
        pipe.write(plain.reshape(-1).view(np.uint8).data)
    pipe.flush()


def receive_answer(pipe: BinaryIO) -> Decoded | Refusal:
    """Wait for an answer.

    Raises:
        BrokenWire: if the other end is gone, or answers what no decoder answers.
    """
    try:
        head = json.loads(_exactly(pipe, _length(pipe)))
        if "reason" in head:
            return Refusal(str(head["reason"]), str(head["remedy"]))
        pixels = np.empty(_shape(head["shape"]), _kind(head["type"]))
        _fill(pipe, pixels.reshape(-1).view(np.uint8).data)
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenWire(type(error).__name__) from error
    return pixels, head["facts"]


def _send_head(pipe: BinaryIO, head: dict[str, object]) -> None:
    said = json.dumps(head).encode()
    pipe.write(_LENGTH.pack(len(said)) + said)


def _length(pipe: BinaryIO) -> int:
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    if length > MAX_FACTS:
        raise BrokenWire("facts without end")
    return int(length)


def _shape(declared: object) -> tuple[int, ...]:
    if not isinstance(declared, list) or not all(type(side) is int for side in declared):
        raise BrokenWire("no shape")
    if min(declared, default=0) <= 0 or math.prod(declared) > _MAX_SAMPLES:
        raise BrokenWire("more samples than any radiograph has")
    return tuple(declared)


def _kind(declared: object) -> np.dtype[Any]:
    if declared not in _KINDS:
        raise BrokenWire("no integers")
    return np.dtype(str(declared))


def _exactly(pipe: BinaryIO, count: int) -> bytes:
    said = bytearray(count)
    _fill(pipe, memoryview(said))
    return bytes(said)


def _fill(pipe: BinaryIO, target: memoryview) -> None:
    while len(target):
        got = pipe.readinto(target)  # type: ignore[attr-defined]
        if not got:
            raise BrokenWire("the end")
        target = target[got:]
