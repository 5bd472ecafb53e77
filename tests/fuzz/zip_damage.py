"""ZIP archives whose headers lie, and archives inside archives."""

import io
import zipfile
from random import Random

from tests.fuzz import bytewise
from tests.fuzz.bytewise import Damage, edge, overwrite, put

# offset and width of the fields behind each signature (APPNOTE 4.3.7, 4.3.12, 4.3.16)
_FIELDS = {
    b"PK\x03\x04": ((4, 2), (6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2)),
    b"PK\x01\x02": (
        *((6, 2), (8, 2), (10, 2), (12, 2), (14, 2), (16, 4), (20, 4), (24, 4)),
        *((28, 2), (30, 2), (32, 2), (34, 2), (38, 4), (42, 4)),
    ),
    b"PK\x05\x06": ((4, 2), (6, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)),
}
_NAMES = ("../../../../etc/passwd", "/etc/passwd", "C:\\x.dcm", "a\0b", "", ".", "..", "a/", "\xff")
_NAMES += ("a" * 300, "/".join("d" * 300), "con", "x\n.dcm", "image.dcm")


def headers(data: bytes, signature: bytes) -> list[int]:
    found, at = [], data.find(signature)
    while at >= 0:
        found.append(at)
        at = data.find(signature, at + 4)
    return found


def set_field(data: bytes, random: Random) -> bytes:
    signature = random.choice(list(_FIELDS))
    at, width = random.choice(_FIELDS[signature])
    if not (found := headers(data, signature)):
        return bytewise.put_edge(data, random)
    return put(data, random.choice(found) + at, edge(random, width), width)


def rename(data: bytes, random: Random) -> bytes:
    """Give a member another name of the same length in both headers, or in one of them."""
    name = random.choice(_NAMES).encode("latin-1", "replace")
    for signature, at in ((b"PK\x03\x04", 30), (b"PK\x01\x02", 46)):
        found = headers(data, signature)
        if found and random.random() < 0.7:
            data = overwrite(data, random.choice(found) + at, name[:9])
    return data


def _members(data: bytes) -> list[tuple[zipfile.ZipInfo, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(info, archive.read(info)) for info in archive.infolist()]
    except Exception:  # damaged before
        return []


def _packed(members: list[tuple[zipfile.ZipInfo, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for info, content in members:
            archive.writestr(info, content)
    return packed.getvalue()


def entry(name: str, method: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """A header with a time of its own, so that the same archive is made every time."""
    info = zipfile.ZipInfo(name, (2020, 1, 2, 3, 4, 6))
    info.compress_type = method
    return info


def damage_member(data: bytes, random: Random) -> bytes:
    """Damage what lies inside, with right checksums around it."""
    if not (members := _members(data)):
        return data
    which = random.randrange(len(members))
    info, content = members[which]
    members[which] = info, random.choice(bytewise.DAMAGES)(content, random)
    return _packed(members)


def wrap(data: bytes, random: Random) -> bytes:
    """Put the archive into an archive, and that into another."""
    for level in range(random.choice((1, 2, 5, 40))):
        data = _packed([(entry(f"{level}.zip"), data)])
    return data


def add_bomb(data: bytes, random: Random) -> bytes:
    """Add a member that unpacks to far more than it takes."""
    members = _members(data)
    start = random.choice((b"", b"\0" * 128 + b"DICM", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"))
    content = start + bytes(random.choice((1 << 20, 64 << 20)))
    return _packed([*members, (entry(f"{len(members)}.dcm"), content)])


def add_many(data: bytes, random: Random) -> bytes:
    """Add very many small members, named alike or not."""
    count = random.choice((10, 3000))
    return _packed([*_members(data), *((entry(f"{n}.png"), b"x") for n in range(count))])


def rename_whole(data: bytes, random: Random) -> bytes:
    """Give a member any name, in an archive that is otherwise whole."""
    if not (members := _members(data)):
        return data
    _, content = members[0]
    name = random.choice(_NAMES).split("\0")[0] or "_"
    return _packed([(entry(name), content), *members[1:]])


DAMAGES: tuple[Damage, ...] = (
    set_field,
    set_field,
    set_field,
    rename,
    damage_member,
    damage_member,
    wrap,
    add_bomb,
    add_many,
    rename_whole,
)
