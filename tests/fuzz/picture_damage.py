"""PNG chunks with a right checksum, and TIFF directories."""

import struct
import zlib
from dataclasses import dataclass
from random import Random

from tests.fuzz import bytewise
from tests.fuzz.bytewise import Damage, edge, put

_SIGNATURE = 8
_SIZES = (0, 1, 47, 49, 255, 4000, 9999, 10001, 65535, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
Chunk = tuple[bytes, bytes]


def chunks(data: bytes) -> list[Chunk]:
    """Types and contents, as far as the file can be followed."""
    found, at = [], _SIGNATURE
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        found.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def as_png(data: bytes, found: list[Chunk]) -> bytes:
    return data[:_SIGNATURE] + b"".join(
        struct.pack(">I", len(content)) + kind + content + _checksum(kind + content)
        for kind, content in found
    )


def _checksum(content: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(content))


def _with_header(data: bytes, at: int, number: int, width: int) -> bytes:
    return as_png(
        data,
        [
            (kind, put(content, at, number, width, "big") if kind == b"IHDR" else content)
            for kind, content in chunks(data)
        ],
    )


def resize_png(data: bytes, random: Random) -> bytes:
    return _with_header(data, random.choice((0, 4)), random.choice(_SIZES), 4)


def retype_png(data: bytes, random: Random) -> bytes:
    """Change depth, colour type, compression, filter or interlacing."""
    return _with_header(data, 8 + random.randrange(5), random.choice((0, 1, 2, 3, 4, 6, 8, 16)), 1)


def damage_chunk(data: bytes, random: Random) -> bytes:
    found = chunks(data)
    if not found:
        return data
    which = random.randrange(len(found))
    kind, content = found[which]
    found[which] = kind, random.choice(bytewise.DAMAGES)(content, random)
    return as_png(data, found)


def shuffle_chunks(data: bytes, random: Random) -> bytes:
    """Drop, repeat or move a chunk, or rename it."""
    found = chunks(data)
    if not found:
        return data
    chunk = found.pop(random.randrange(len(found)))
    if random.random() < 0.3:
        names = (b"IDAT", b"PLTE", b"tRNS", b"IEND", b"acTL", b"fcTL", b"fdAT", b"eXIf", b"zzZz")
        chunk = random.choice(names), chunk[1]
    for _ in range(random.choice((0, 1, 1, 2, 40))):
        found.insert(random.randint(0, len(found)), chunk)
    return as_png(data, found)


def set_chunk_length(data: bytes, random: Random) -> bytes:
    at, places = _SIGNATURE, []
    for _, content in chunks(data):
        places.append(at)
        at += 12 + len(content)
    return put(data, random.choice(places or [0]), edge(random, 4), 4, "big")


def damage_scanlines(data: bytes, random: Random) -> bytes:
    """Damage the pixels under the compression: filters, too many of them, too few."""
    found = chunks(data)
    packed = b"".join(content for kind, content in found if kind == b"IDAT")
    try:
        lines = zlib.decompress(packed)
    except zlib.error:
        return data
    lines = random.choice(bytewise.DAMAGES)(lines, random)
    rest = [each for each in found if each[0] not in (b"IDAT", b"IEND")]
    return as_png(data, [*rest, (b"IDAT", zlib.compress(lines)), (b"IEND", b"")])


def add_bomb(data: bytes, random: Random) -> bytes:
    """Add a chunk that unpacks to a hundred megabytes."""
    packed = zlib.compress(bytes(random.choice((1 << 16, 100 << 20))))
    bombs = [
        (b"zTXt", b"Comment\0\0" + packed),
        (b"iCCP", b"profile\0\0" + packed),
        (b"iTXt", b"Comment\0\1\0\0\0" + packed),
        (b"IDAT", packed),
    ]
    found = chunks(data)
    found.insert(min(1, len(found)), random.choice(bombs))
    return as_png(data, found)


PNG_DAMAGES: tuple[Damage, ...] = (
    resize_png,
    retype_png,
    damage_chunk,
    damage_chunk,
    shuffle_chunks,
    set_chunk_length,
    damage_scanlines,
    add_bomb,
)


@dataclass(frozen=True)
class Directory:
    """Where the entries of a TIFF's directories lie (TIFF 6.0, section 2)."""

    order: str
    entries: tuple[int, ...]  # 12 bytes each
    counts: tuple[int, ...]
    links: tuple[int, ...]


_COMPRESSION, _WIDTH, _LENGTH = 259, 256, 257
_TELLING = (254, 256, 257, 258, 259, 262, 266, 270, 273, 274, 277, 278, 279, 284, 317, 320, 322)
_TELLING += (323, 324, 325, 338, 339, 347, 530, 532, 34665, 34675, 33432)


def directory(data: bytes) -> Directory:
    """Follow a classic TIFF's directories, as far as they can be followed."""
    order = "big" if data[:2] == b"MM" else "little"
    entries: list[int] = []
    counts: list[int] = []
    links, at = [4], int.from_bytes(data[4:8], order)
    while at and at + 2 <= len(data) and at not in counts:
        counts.append(at)
        count = int.from_bytes(data[at : at + 2], order)
        if at + 2 + 12 * count + 4 > len(data):
            break
        entries += range(at + 2, at + 2 + 12 * count, 12)
        links.append(at + 2 + 12 * count)
        at = int.from_bytes(data[links[-1] : links[-1] + 4], order)
    return Directory(order, tuple(entries), tuple(counts), tuple(links))


def damage_entry(data: bytes, random: Random) -> bytes:
    """Change an entry's tag, type, count, or its value or offset."""
    where = directory(data)
    if not where.entries:
        return bytewise.put_edge(data, random)
    at = random.choice(where.entries)
    what = random.randrange(4)
    if what == 0:
        return put(data, at, random.choice(_TELLING), 2, where.order)
    if what == 1:
        return put(data, at + 2, random.choice((0, *range(1, 19), 255)), 2, where.order)
    return put(data, at + 4 * (what - 1), edge(random, 4), 4, where.order)


def set_tag(data: bytes, random: Random) -> bytes:
    """Give one of the tags that decide how pixels are read another value, with a right type."""
    where = directory(data)
    if not where.entries:
        return bytewise.put_edge(data, random)
    at = random.choice(where.entries)
    choices = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 32, 64, 9999, 65535, 32773, 32946, 34712)
    kind, width = random.choice(((3, 2), (4, 4)))
    data = put(data, at + 2, kind, 2, where.order)
    data = put(data, at + 4, 1, 4, where.order)
    return put(data, at + 8, random.choice((*choices, edge(random, 4))), width, where.order)


def bend_links(data: bytes, random: Random) -> bytes:
    """Lead from one directory to itself, to the first one, or nowhere; or count entries wrongly."""
    where = directory(data)
    if where.counts and random.random() < 0.3:
        return put(data, random.choice(where.counts), edge(random, 2), 2, where.order)
    goals = (*where.counts, 0, len(data), len(data) - 2, edge(random, 4))
    return put(data, random.choice(where.links), random.choice(goals), 4, where.order)


TIFF_DAMAGES: tuple[Damage, ...] = (damage_entry, damage_entry, set_tag, set_tag, bend_links)
