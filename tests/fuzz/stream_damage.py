"""What happens inside compressed pixels: JPEG and JPEG-LS segments, JPEG 2000 and RLE headers."""

from random import Random

from tests.fuzz import bytewise
from tests.fuzz.bytewise import Damage, edge, overwrite, put

_JPEG, _JPEG2000 = b"\xff\xd8\xff", b"\xff\x4f\xff\x51"
_FRAMES = frozenset({*range(0xC0, 0xD0), 0xF7}) - {0xC4, 0xC8, 0xCC}
_SCAN, _HUFFMAN, _RESTART, _EXIF = 0xDA, 0xC4, 0xDD, 0xE1
_SIZES = (0, 1, 7, 8, 9, 47, 49, 63, 65, 255, 256, 10000, 32768, 65500, 65535)


def damaged(stream: bytes, random: Random) -> bytes:
    """Damage a stream by its kind, or else as bytes."""
    if random.random() < 0.3:
        return random.choice(bytewise.DAMAGES)(stream, random)
    if stream.startswith(_JPEG):
        return random.choice(JPEG_DAMAGES)(stream, random)
    if stream.startswith(_JPEG2000):
        return random.choice(JPEG2000_DAMAGES)(stream, random)
    return damage_run_lengths(stream, random)


def segments(stream: bytes) -> list[tuple[int, int, int]]:
    """Marker, start and end of each marker segment (ITU-T T.81 B.1.1.4) before the first scan."""
    found, at = [], 2
    while at + 4 <= len(stream) and stream[at] == 0xFF:
        end = at + 2 + int.from_bytes(stream[at + 2 : at + 4], "big")
        found.append((stream[at + 1], at, min(end, len(stream))))
        if stream[at + 1] == _SCAN:
            break
        at = end
    return found


def _segment(stream: bytes, random: Random, *markers: int) -> tuple[int, int]:
    """Start and end of a segment, of one of the markers where there is one."""
    found = segments(stream) or [(0, 0, len(stream))]
    wanted = [each for each in found if each[0] in markers] or found
    return random.choice(wanted)[1:]


def resize_frame(stream: bytes, random: Random) -> bytes:
    at, _ = _segment(stream, random, *_FRAMES)
    field = at + random.choice((5, 7))
    return put(stream, field, random.choice(_SIZES), 2, "big")


def damage_frame(stream: bytes, random: Random) -> bytes:
    """Change precision, number of components, their sampling or their tables."""
    at, end = _segment(stream, random, *_FRAMES)
    field = random.choice((at + 4, at + 9, random.randrange(at, max(end, at + 1))))
    return put(stream, field, random.choice((0, 1, 2, 3, 4, 8, 12, 16, 17, 0x11, 0x22, 255)), 1)


def swap_process(stream: bytes, random: Random) -> bytes:
    """Claim another JPEG process."""
    at, _ = _segment(stream, random, *_FRAMES)
    return put(stream, at + 1, random.choice(sorted(_FRAMES)), 1)


def damage_table(stream: bytes, random: Random) -> bytes:
    """Damage a Huffman or quantisation table, the scan header or the restart interval."""
    at, end = _segment(stream, random, _HUFFMAN, 0xDB, _SCAN, _RESTART, 0xF8)
    inside = bytewise.overwrite_run(stream[at + 4 : end], random)[: max(end - at - 4, 0)]
    return overwrite(stream, at + 4, inside)


def set_segment_length(stream: bytes, random: Random) -> bytes:
    at, _ = _segment(stream, random)
    return put(stream, at + 2, edge(random, 2), 2, "big")


def drop_segment(stream: bytes, random: Random) -> bytes:
    at, end = _segment(stream, random)
    return stream[:at] + stream[end:]


def repeat_segment(stream: bytes, random: Random) -> bytes:
    at, end = _segment(stream, random)
    return stream[:at] + stream[at:end] * random.choice((2, 100)) + stream[end:]


def damage_scan(stream: bytes, random: Random) -> bytes:
    """Damage what is entropy-coded, markers included."""
    _, start = _segment(stream, random, _SCAN)
    end = len(stream)
    at = random.randrange(start, end) if start < end else start
    new = random.choice((b"\xff\xd0", b"\xff\xd9", b"\xff\xda", b"\xff\xff", random.randbytes(8)))
    return overwrite(stream, at, new)


def damage_exif(stream: bytes, random: Random) -> bytes:
    """Put an EXIF block in front that is damaged itself."""
    order, mark = random.choice((("little", b"II"), ("big", b"MM")))
    entry = b"".join(
        number.to_bytes(width, order)
        for number, width in ((0x0112, 2), (edge(random, 2), 2), (edge(random, 4), 4))
    )
    entry += edge(random, 4).to_bytes(4, order)
    directory = (42).to_bytes(2, order) + edge(random, 1).to_bytes(4, order)
    block = b"Exif\0\0" + mark + directory + (1).to_bytes(2, order) + entry
    segment = b"\xff" + bytes((_EXIF,)) + (len(block) + 2).to_bytes(2, "big") + block
    return stream[:2] + segment + stream[2:]


JPEG_DAMAGES: tuple[Damage, ...] = (
    resize_frame,
    damage_frame,
    damage_frame,
    swap_process,
    damage_table,
    damage_table,
    set_segment_length,
    drop_segment,
    repeat_segment,
    damage_scan,
    damage_scan,
    damage_exif,
)


def resize_picture(stream: bytes, random: Random) -> bytes:
    """Change a size or offset of image or tiles in SIZ (ISO/IEC 15444-1 A.5.1)."""
    numbers = (0, 1, 16, 47, 63, 64, 65, 1000, 60000, 0x7FFFFFFF, 0xFFFFFFFF)
    return put(stream, 8 + 4 * random.randrange(8), random.choice(numbers), 4, "big")


def damage_components(stream: bytes, random: Random) -> bytes:
    """Change the number of components, or the depth or sampling of one."""
    if random.random() < 0.4:
        return put(stream, 40, random.choice((0, 1, 2, 3, 4, 255, 16384, 65535)), 2, "big")
    choices = (0, 1, 2, 7, 8, 15, 31, 37, 38, 127, 128, 135, 143, 255)
    return put(stream, 42 + random.randrange(3), random.choice(choices), 1)


def damage_style(stream: bytes, random: Random) -> bytes:
    """Change the coding style: progression, layers, decomposition, code-blocks, transformation."""
    at = stream.find(b"\xff\x52")
    if at < 0:
        return stream
    return put(stream, at + 4 + random.randrange(12), edge(random, 1), 1)


def damage_tile(stream: bytes, random: Random) -> bytes:
    """Change a tile-part header: its number, its length, its parts."""
    at = stream.find(b"\xff\x90")
    if at < 0:
        return stream
    offset, width = random.choice(((4, 2), (6, 4), (10, 1), (11, 1)))
    return put(stream, at + offset, edge(random, width), width, "big")


def damage_packets(stream: bytes, random: Random) -> bytes:
    at = stream.find(b"\xff\x93")
    if at < 0:
        return stream
    head, packets = stream[: at + 2], stream[at + 2 :]
    return head + random.choice(bytewise.DAMAGES)(packets, random)


JPEG2000_DAMAGES: tuple[Damage, ...] = (
    resize_picture,
    damage_components,
    damage_style,
    damage_style,
    damage_tile,
    damage_packets,
    damage_packets,
)


def damage_run_lengths(stream: bytes, random: Random) -> bytes:
    """Damage an RLE header: the number of segments or an offset (PS3.5 G.5); or the runs."""
    if random.random() < 0.5:
        return put(stream, 4 * random.randrange(16), edge(random, 4), 4)
    return random.choice(bytewise.DAMAGES)(stream, random)
