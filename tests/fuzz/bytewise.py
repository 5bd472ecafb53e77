"""What a bad disk, a broken transfer or a careless hand does to bytes."""

from collections.abc import Callable
from random import Random

Damage = Callable[[bytes, Random], bytes]

WIDEST = 64
EDGES = (0, 1, 2, 3, 7, 8, 9, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF, 0x10000)
WIDE_EDGES = (*EDGES, 0xFFFFFF, 0x7FFFFFFE, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)


def edge(random: Random, width: int) -> int:
    """A number of ``width`` bytes at which programs err, or any."""
    known = [number for number in WIDE_EDGES if number < 1 << 8 * width]
    return random.choice(known) if random.random() < 0.8 else random.getrandbits(8 * width)


def put(data: bytes, at: int, number: int, width: int, order: str = "little") -> bytes:
    """Overwrite ``width`` bytes with a number, as much of it as fits."""
    return overwrite(data, at, (number % (1 << 8 * width)).to_bytes(width, order))


def overwrite(data: bytes, at: int, what: bytes) -> bytes:
    return data[:at] + what + data[at + len(what) :]


def place(data: bytes, random: Random) -> int:
    """Somewhere in the data: every other time near its start, where headers are."""
    end = len(data) if random.random() < 0.5 else min(len(data), 600)
    return random.randrange(end) if end else 0


def flip_bits(data: bytes, random: Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8, 64)) if data else 0):
        damaged[place(data, random)] ^= 1 << random.randrange(8)
    return bytes(damaged)


def overwrite_run(data: bytes, random: Random) -> bytes:
    length = random.randint(1, WIDEST)
    byte = random.choice((b"\0", b"\xff", None))
    run = byte * length if byte else random.randbytes(length)
    at = place(data, random)
    return data[:at] + run[: len(data) - at] + data[at + length :]


def put_edge(data: bytes, random: Random) -> bytes:
    width = random.choice((1, 2, 4))
    at = place(data, random)
    return put(data, at, edge(random, width), width, random.choice(("little", "big")))[: len(data)]


def truncate(data: bytes, random: Random) -> bytes:
    return data[: place(data, random)]


def behead(data: bytes, random: Random) -> bytes:
    return data[place(data, random) :]


def insert(data: bytes, random: Random) -> bytes:
    at = place(data, random)
    return data[:at] + random.randbytes(random.choice((1, 2, 3, 16, 4096))) + data[at:]


def remove(data: bytes, random: Random) -> bytes:
    at = place(data, random)
    return data[:at] + data[at + random.choice((1, 2, 3, 16, 300)) :]


def duplicate(data: bytes, random: Random) -> bytes:
    first, last = sorted((place(data, random), place(data, random)))
    return data[:last] + data[first:last] * random.choice((1, 1, 2, 20)) + data[last:]


def swap_halves(data: bytes, random: Random) -> bytes:
    at = place(data, random)
    return data[at:] + data[:at]


def splice(data: bytes, other: bytes, random: Random) -> bytes:
    """The start of one file and the end of another."""
    return data[: place(data, random)] + other[place(other, random) :]


DAMAGES: tuple[Damage, ...] = (
    flip_bits,
    overwrite_run,
    put_edge,
    truncate,
    behead,
    insert,
    remove,
    duplicate,
    swap_halves,
)
