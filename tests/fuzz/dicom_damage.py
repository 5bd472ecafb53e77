"""What a faulty or hostile writer does to a DICOM object: lengths, tags, values, nesting."""

from collections.abc import Callable
from random import Random

from tests.fuzz import bytewise, stream_damage
from tests.fuzz.bytewise import Damage, edge, overwrite
from tests.fuzz.dicom_parts import (
    ITEM,
    ITEM_END,
    META,
    PIXEL_DATA,
    SEQUENCE_END,
    TRANSFER_SYNTAX,
    UNDEFINED,
    Element,
    Encoding,
    File,
    elements,
    fragments,
    taken_apart,
)

VRS = (
    b"AE AS AT CS DA DS DT FL FD IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR "
    b"US UT UV ?? \0\0"
).split(b" ")
SYNTAXES = [
    *("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"),
    *(f"1.2.840.10008.1.2.4.{number}" for number in (50, 51, 57, 70, 80, 81, 90, 91, 100, 103)),
    *("1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203"),
    *("1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.110", "1.2.3.4", "", "not a UID"),
]
CLASSES = [
    f"1.2.840.10008.5.1.4.1.1.{each}" for each in ("1", "1.1", "7", "88.11", "66.4", "104.1")
]
PHOTOMETRICS = [
    "MONOCHROME1",
    "MONOCHROME2",
    "RGB",
    "YBR_FULL",
    "YBR_FULL_422",
    "YBR_ICT",
    "YBR_RCT",
    "YBR_PARTIAL_420",
    "ARGB",
    "CMYK",
]
PHOTOMETRICS += ["PALETTE COLOR", "", "monochrome2", "M\xd6NOCHROME"]
NUMBERS = ["0", "-1", "1", "2", "1e308", "-1e308", "1e-320", "nan", "inf", "1e400", "", "4\\", "\\"]
NUMBERS += ["99999999999999999999", "1.5", "abc", "0x10", "1\\2\\3\\4", "\\".join(["7"] * 500)]
TEXTS = ["", " " * 1000, "\0", "\x1b$B", "\xff\xfe", "=" * 9, "^" * 99, "\\" * 300, "A" * 70000]
CHARSETS = ["ISO_IR 100", "ISO_IR 192", "ISO 2022 IR 87", "\\ISO 2022 IR 149", "GB18030", "KLINGON"]
CHARSETS += ["ISO 2022 IR 6\\ISO 2022 IR 13\\ISO 2022 IR 87", "ISO_IR 192\\GBK", "utf-8", "idna"]

# what decides how the pixels are read: tag, VR, number or text
ROWS, COLUMNS = 0x00280010, 0x00280011
_SHORTS = dict.fromkeys(
    (
        *(2621442, 2621446, ROWS, COLUMNS, 2621696, 2621697, 2621698, 2621699),
        *(2621728, 2621729, 1610612752, 1610612753, 1610612992, 1610612994, 2622211),
    ),
    (0, 1, 2, 3, 4, 7, 8, 9, 12, 15, 16, 17, 24, 32, 64, 255, 256, 32767, 32768, 65535),
)
_NUMBERS = (0x00280008, 0x00281050, 0x00281051, 0x00281052, 0x00281053, 0x00280030, 0x00280034)
_NUMBERS += (0x00181164, 0x00200011, 0x00200013, 0x60000015, 0x00181702, 0x00181622, 0x00181620)
_CODES: dict[int, list[str]] = {
    0x00280004: PHOTOMETRICS,
    0x00080005: CHARSETS,
    0x00080016: CLASSES,
    0x00281056: ["LINEAR", "LINEAR_EXACT", "SIGMOID", "sigmoid", "CUBIC", ""],
    0x00282110: ["00", "01", "2", ""],
    0x00080060: ["CR", "DX", "SR", "SEG", "PR", "CT", "", "\xfc"],
    0x00181600: ["RECTANGULAR", "CIRCULAR", "POLYGONAL", "BITMAP", "RECTANGULAR\\POLYGONAL"],
    0x00200020: ["L\\F", "A", "R\\H\\F", "\\", ""],
}

BodyDamage = Callable[[File, Random], bytes]


def on_body(damage: BodyDamage) -> Damage:
    """Make a damage of the (inflated) data set one of the file."""

    def on_file(data: bytes, random: Random) -> bytes:
        file = taken_apart(data)
        return file.with_body(damage(file, random)).joined()

    on_file.__name__ = damage.__name__
    return on_file


def pick(file: File, random: Random) -> Element | None:
    """Any element of the data set, small ones and the pixels alike."""
    return random.choice(list(elements(file.body, 0, file.encoding)) or [None])


def set_length(file: File, random: Random) -> bytes:
    if not (element := pick(file, random)):
        return file.body
    width, at = element.length_width, element.length_at
    now = int.from_bytes(file.body[at : at + width], file.encoding.order)
    choices = (0, 1, now + 1, now - 1, now + 2, now * 2, UNDEFINED, UNDEFINED - 1, 0x7FFFFFFE)
    length = random.choice((*choices, edge(random, width)))
    return bytewise.put(file.body, at, length, width, file.encoding.order)


def swap_vr(file: File, random: Random) -> bytes:
    element = pick(file, random)
    if not (element and element.vr):
        return file.body
    return overwrite(file.body, element.start + 4, (random.choice(VRS) + b"  ")[:2])


def change_tag(file: File, random: Random) -> bytes:
    found = list(elements(file.body, 0, file.encoding))
    if not found:
        return file.body
    tag = random.choice((random.choice(found).tag, ITEM, ITEM_END, SEQUENCE_END, PIXEL_DATA, 0, 2))
    return overwrite(file.body, random.choice(found).start, file.encoding.tag(tag))


def drop(file: File, random: Random) -> bytes:
    element = pick(file, random)
    return file.body[: element.start] + file.body[element.end :] if element else file.body


def repeat(file: File, random: Random) -> bytes:
    if not (element := pick(file, random)):
        return file.body
    whole = file.body[element.start : element.end]
    times = random.choice((1, 2, 50)) if len(whole) < 1000 else 1
    return file.body[: element.end] + whole * times + file.body[element.end :]


def move(file: File, random: Random) -> bytes:
    element, goal = pick(file, random), pick(file, random)
    if not (element and goal):
        return file.body
    whole = file.body[element.start : element.end]
    rest = file.body[: element.start] + file.body[element.end :]
    at = goal.start if goal.start <= element.start else max(goal.start - len(whole), 0)
    return rest[:at] + whole + rest[at:]


def set_value(file: File, random: Random) -> bytes:
    """Give an element another value, its length adjusted."""
    element = pick(file, random)
    if not element or element.tag == PIXEL_DATA:
        return file.body
    text = random.choice((*NUMBERS, *TEXTS)).encode("latin-1")
    value = random.choice((text, random.randbytes(random.choice((1, 2, 4, 8, 300)))))
    new = file.encoding.element(element.tag, element.vr, value)
    return file.body[: element.start] + new + file.body[element.end :]


def set_pixel_element(file: File, random: Random) -> bytes:
    """Set, or add, one of the elements that decide how pixels are read."""
    tag = random.choice((*_SHORTS, *_NUMBERS, *_CODES))
    return _replaced(file, tag, _pixel_element(file.encoding, tag, random))


def _pixel_element(encoding: Encoding, tag: int, random: Random) -> bytes:
    if tag in _SHORTS:
        count = random.choice((1, 1, 1, 1, 0, 2))
        numbers = [random.choice(_SHORTS[tag]) for _ in range(count)]
        return encoding.element(
            tag, b"US", b"".join(number.to_bytes(2, encoding.order) for number in numbers)
        )
    text = random.choice(_CODES.get(tag, NUMBERS))
    return encoding.element(tag, b"CS" if tag in _CODES else b"DS", _even(text.encode("latin-1")))


def swap_rows_and_columns(file: File, random: Random) -> bytes:
    """Keep the number of pixels, which hides the damage from a check of the length."""
    rows, columns = random.choice(((1, 3072), (3072, 1), (96, 32), (2, 2), (1, 1)))
    body = file.body
    for tag, number in ((ROWS, rows), (COLUMNS, columns)):
        new = file.encoding.element(tag, b"US", number.to_bytes(2, file.encoding.order))
        body = _replaced(file.with_body(body), tag, new)
    return body


def _replaced(file: File, tag: int, new: bytes) -> bytes:
    """Put an element in the place of one of its tag, or where the order of tags wants it."""
    for element in elements(file.body, 0, file.encoding):
        if element.tag == tag:
            return file.body[: element.start] + new + file.body[element.end :]
        if tag < element.tag < ITEM_END >> 1:
            return file.body[: element.start] + new + file.body[element.start :]
    return file.body + new


def _even(value: bytes) -> bytes:
    return value + b" " * (len(value) % 2)


def nest(file: File, random: Random) -> bytes:
    """Add sequences inside sequences."""
    depth = random.choice((3, 30, 300, 1000))
    tag = random.choice((0x00081140, 0x00283000, 0x00283010, 0x00091010, 0x52009229))
    undefined = random.random() < 0.5
    value = b""
    for _ in range(depth):
        value = _sequence(file.encoding, tag, value, undefined=undefined)
    if random.random() < 0.2:  # never closed
        value = value[: len(value) // 2]
    return _replaced(file, tag, value)


def _sequence(encoding: Encoding, tag: int, inside: bytes, *, undefined: bool) -> bytes:
    if not undefined:
        return encoding.element(tag, b"SQ", encoding.element(ITEM, b"", inside))
    end = encoding.element(ITEM_END, b"", b"") + encoding.element(SEQUENCE_END, b"", b"")
    item = encoding.element(ITEM, b"", inside, UNDEFINED)
    return encoding.element(tag, b"SQ", item + end, UNDEFINED)


def add_endless_items(file: File, random: Random) -> bytes:
    """Add a sequence of very many items, closed or not."""
    item = file.encoding.element(ITEM, b"", b"") * random.choice((10, 20000))
    tag = random.choice((0x00081140, 0x00283000, 0x00283010, 0x52009230, PIXEL_DATA))
    end = file.encoding.element(SEQUENCE_END, b"", b"") if random.random() < 0.5 else b""
    vr = b"OB" if tag == PIXEL_DATA else b"SQ"
    return _replaced(file, tag, file.encoding.element(tag, vr, item + end, UNDEFINED))


def damage_body(file: File, random: Random) -> bytes:
    """Damage the bytes of the data set; the only way into a deflated one."""
    return random.choice(bytewise.DAMAGES)(file.body, random)


def damage_stream(file: File, random: Random) -> bytes:
    """Damage a compressed stream, or native pixels, where it lies."""
    inside = fragments(file)[1:]
    if not inside:
        return damage_body(file, random)
    element = random.choice(inside)
    stream = stream_damage.damaged(file.body[element.value : element.end], random)
    new = file.encoding.element(ITEM, b"", stream + b"\0" * (len(stream) % 2))
    return file.body[: element.start] + new + file.body[element.end :]


def damage_offsets(file: File, random: Random) -> bytes:
    """Damage the Basic Offset Table, or give one to pixels that have none."""
    if not (inside := fragments(file)):
        return swap_vr(file, random)
    table = inside[0]
    offsets = [edge(random, 4) for _ in range(random.choice((0, 1, 2, 500)))]
    value = b"".join(offset.to_bytes(4, file.encoding.order) for offset in offsets)
    new = file.encoding.element(ITEM, b"", value)
    return file.body[: table.start] + new + file.body[table.end :]


def damage_meta(data: bytes, random: Random) -> bytes:
    """Damage the file meta information."""
    file = taken_apart(data)
    if not file.meta:
        return bytewise.insert(data, random)
    inner = File(b"", file.meta[META:], Encoding())
    damage = random.choice((set_length, swap_vr, change_tag, drop, repeat, move, set_value))
    return file.meta[:META] + damage(inner, random) + data[len(file.meta) :]


def swap_syntax(data: bytes, random: Random) -> bytes:
    """Say that the pixels are compressed in another way, or not at all."""
    file = taken_apart(data)
    inner = File(b"", file.meta[META:], Encoding())
    uid = random.choice(SYNTAXES).encode()
    new = Encoding().element(TRANSFER_SYNTAX, b"UI", uid + b"\0" * (len(uid) % 2))
    if not file.meta:
        return b"\0" * 128 + b"DICM" + new + data
    return file.meta[:META] + _replaced(inner, TRANSFER_SYNTAX, new) + data[len(file.meta) :]


DAMAGES: tuple[Damage, ...] = (
    *map(on_body, (set_length, set_length, swap_vr, change_tag, drop, repeat, move, set_value)),
    *map(on_body, (set_pixel_element,) * 5),
    *map(on_body, (swap_rows_and_columns, nest, add_endless_items, damage_body, damage_body)),
    *map(on_body, (damage_stream,) * 4),
    *(on_body(damage_offsets), damage_meta, swap_syntax, swap_syntax),
)
