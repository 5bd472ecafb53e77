"""ZIP archives: opened like folders, from memory, and never trusted."""

import io
import stat
import struct
import tracemalloc
import zipfile
import zlib

import numpy as np
import PIL.Image
import pytest

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.study import Image
from mura_desktop.imaging import limits
from mura_desktop.imaging.finding import walk
from mura_desktop.imaging.reading import load

GREY = np.arange(64, dtype=np.uint8).reshape(8, 8)


def png(value=0):
    data = io.BytesIO()
    PIL.Image.fromarray(GREY + np.uint8(value)).save(data, "PNG")
    return data.getvalue()


def zipped(members, method=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


@pytest.fixture
def archive(tmp_path):
    """Write an archive of names and contents, or of its bytes, and return its path."""

    def write(content, name="study.zip"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else zipped(content))
        return path

    return write


def told(path):
    """What an archive opens as: names in it, with a reason where one is refused."""
    return {
        str(each.path.relative_to(path.parent)): getattr(each, "reason", None)
        for each in load([path])
    }


def only_reason(path):
    (result,) = load([path])
    assert isinstance(result, UnreadableFile)
    assert result.remedy.endswith(".")
    return result.reason


def test_an_archive_opens_like_a_folder_in_natural_order(archive, dicom_file):
    radiograph = dicom_file(GREY.astype(np.uint16)).read_bytes()
    path = archive(
        {
            "XR_HAND/10.png": png(),
            "XR_HAND/2": radiograph,
            "notes.txt": b"hello",
            "XR_HAND/": b"",
            "__MACOSX/XR_HAND/._2": b"x",
            "XR_HAND/.DS_Store": b"x",
        },
    )
    notes, first, second = load([path])
    assert "text" in notes.reason
    assert (first.path, second.path) == (path / "XR_HAND" / "2", path / "XR_HAND" / "10.png")
    assert np.array_equal(first.pixels, GREY)
    assert second.header.study_id == str(path / "XR_HAND")
    assert second.region.code == "HAND"


@pytest.mark.parametrize("name", ["study", "scan.dcm", "study.ZIP"])
def test_an_archive_is_recognised_by_content(archive, name):
    path = archive({"a.png": png()}, name)
    assert told(path) == {f"{name}/a.png": None}


def test_archives_in_a_folder_are_opened_too(archive, tmp_path):
    archive({"1.png": png()}, "b.zip")
    (tmp_path / "a.png").write_bytes(png())
    assert [image.path for image in load([tmp_path])] == [
        tmp_path / "a.png",
        tmp_path / "b.zip" / "1.png",
    ]


def test_an_archive_that_is_named_twice_is_opened_once(archive, tmp_path):
    path = archive({"1.png": png(), "2.txt": b"hello"})
    assert len(list(load([path, tmp_path, path]))) == 2


def test_members_are_unpacked_one_at_a_time(archive):
    blank = np.zeros((768, 768), np.uint16)
    data = io.BytesIO()
    PIL.Image.fromarray(blank).save(data, "TIFF")
    path = archive({f"{n}.tif": data.getvalue() for n in range(20)})
    list(load([path]))
    tracemalloc.start()
    try:
        count = sum(isinstance(each, Image) for each in load([path]))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 20
    assert peak < 20 * blank.nbytes / 2


def test_a_member_can_be_read_again_when_the_archive_is_closed(archive):
    path = archive({"1.png": png(), "inner.zip": zipped({"2.png": png(1)})})
    first, second = walk.files([path])
    assert (first.read(), second.read()) == (png(), png(1))
    assert first.on_disk == second.on_disk == path
    path.unlink()
    with pytest.raises(UnreadableFile, match="no longer there"):
        first.read()


def test_an_archive_in_an_archive_is_opened_and_no_further(archive):
    third = zipped({"3.png": png()})
    second = zipped({"2.png": png(), "third.zip": third})
    path = archive({"1.png": png(), "second.zip": second, "4.png": png()})
    assert told(path) == {
        "study.zip/1.png": None,
        "study.zip/4.png": None,
        "study.zip/second.zip/2.png": None,
        "study.zip/second.zip/third.zip": "This is an archive in an archive in an archive.",
    }


@pytest.mark.parametrize(
    "name", ["../a.png", "x/../../a.png", "/etc/a.png", "..\\a.png", "C:\\a.png", "x/c:a.png"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused_and_the_rest_opens(archive, name):
    path = archive({name: png(), "b.png": png()})
    refusal, image = load([path])
    assert "leads out of the archive" in refusal.reason
    assert str(refusal.path).startswith(str(path))
    assert image.path == path / "b.png"


def test_nothing_is_written_to_disk(archive, tmp_path, monkeypatch):
    path = archive({"../a.png": png(), "b/c.png": png(), "in.zip": zipped({"d.png": png()})})
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    assert len(list(load([path]))) == 3
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_in_an_archive_are_refused(archive, kind):
    info = zipfile.ZipInfo("link.png")
    info.create_system = 3
    info.external_attr = (kind | 0o777) << 16
    path = archive({info: b"/etc/passwd"})
    assert "link or a device" in only_reason(path)


def test_an_encrypted_member_says_so(archive):
    data = bytearray(zipped({"a.png": png(), "b.png": png()}))
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    refusal, image = load([archive(bytes(data))])
    assert refusal.reason == "The file is encrypted."
    assert "password" in refusal.remedy
    assert image.path.name == "b.png"


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_rare_compression_is_refused_because_it_may_take_any_memory(archive, method):
    path = archive(zipped({"a.png": png()}, method))
    assert "compressed in a way not read here" in only_reason(path)


@pytest.mark.parametrize("share", [0.3, 0.8, 0.99])
def test_a_truncated_archive(archive, share):
    data = zipped({"a.png": png(), "b.png": png()})
    assert "damaged" in only_reason(archive(data[: int(len(data) * share)]))


def test_a_damaged_member_costs_no_other(archive):
    data = bytearray(zipped({"a.png": png(), "b.png": png()}, zipfile.ZIP_STORED))
    data[60] ^= 255
    refusal, image = load([archive(bytes(data))])
    assert "damaged here" in refusal.reason
    assert image.path.name == "b.png"


def test_an_archive_with_nothing_in_it(archive):
    assert "no files that could be images" in only_reason(archive({}))
    assert "no files that could be images" in only_reason(archive({"x/": b"", ".a": b"x"}))


@pytest.mark.parametrize("name", ["[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"])
def test_documents_that_are_archives_are_named_as_documents(archive, name):
    path = archive({name: b"x", "word/media/image1.png": png()})
    reason = only_reason(path)
    assert reason.startswith("The file is a")
    assert "archive" not in reason


def declaring(data, size):
    """Let the only member of an archive declare another size than it has."""
    forged = bytearray(data)
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = forged.index(signature) + at
        forged[start : start + 4] = struct.pack("<I", size)
    return bytes(forged)


def test_no_more_is_unpacked_than_a_member_declares(archive):
    path = archive(declaring(zipped({"a.png": bytes(40_000_000)}), 5000))
    tracemalloc.start()
    try:
        reason = only_reason(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "neither DICOM" in reason or "damaged" in reason
    assert peak < 10_000_000


def test_a_member_that_unpacks_to_less_than_it_declares_is_damaged(archive):
    assert "damaged" in only_reason(archive(declaring(zipped({"a.png": png()}), 5000)))


def test_a_member_that_declares_too_much_is_refused_before_it_is_unpacked(archive):
    path = archive(declaring(zipped({"a.png": png()}), 0x7FFFFFFF))
    assert "larger than 1 GiB" in only_reason(path)


def test_a_member_that_is_compressed_beyond_reason_is_refused(archive):
    path = archive(declaring(zipped({"a.png": png()}), 100_000_000))
    assert "100th of its size" in only_reason(path)


def overlapping(copies):
    """An archive whose names all share one compressed member (full overlap)."""
    content = zlib.compress(png())[2:-4]
    local = struct.pack(
        "<4sHHHHHIIIHH",
        b"PK\3\4",
        20,
        0,
        8,
        0,
        0,
        zlib.crc32(png()),
        len(content),
        len(png()),
        1,
        0,
    )
    body = local + b"a" + content
    entries = b"".join(
        struct.pack(
            "<4sHHHHHHIIIHHHHHII",
            *(b"PK\1\2", 20, 20, 0, 8, 0, 0, zlib.crc32(png()), len(content), len(png())),
            *(1, 0, 0, 0, 0, 0, 0),
        )
        + b"a"
        for _ in range(copies)
    )
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, copies, copies, len(entries), len(body), 0)
    return body + entries + end


def test_members_that_share_their_bytes_are_refused(archive):
    results = list(load([archive(overlapping(50))]))
    assert not [each for each in results if isinstance(each, Image)]
    assert "shares its bytes" in results[0].reason


def test_a_quoted_member_inside_another_is_not_unpacked_twice(archive):
    inner = zipped({"b.png": png()}, zipfile.ZIP_STORED)
    body = inner[: inner.index(b"PK\x01\x02")]
    outer = zipped({"a.png": body, "b.png": b""}, zipfile.ZIP_STORED)
    forged = bytearray(outer)
    second = forged.index(b"PK\x01\x02", forged.index(b"PK\x01\x02") + 1)
    entry = inner[inner.index(b"PK\x01\x02") :][16:28]
    forged[second + 16 : second + 28] = entry
    forged[second + 42 : second + 46] = struct.pack("<I", outer.index(body))
    results = {each.path.name: each for each in load([archive(bytes(forged))])}
    assert "shares its bytes" in results["a.png"].reason


def test_too_many_members_are_refused_at_once(archive, monkeypatch):
    monkeypatch.setattr(limits, "MAX_MEMBERS", 3)
    path = archive({f"{n}.png": png() for n in range(4)})
    assert "more than" in only_reason(path)


def test_members_of_inner_archives_count(archive, monkeypatch):
    monkeypatch.setattr(limits, "MAX_MEMBERS", 4)
    path = archive({"1.png": png(), "2.zip": zipped({f"{n}.png": png() for n in range(3)})})
    image, refusal = load([path])
    assert isinstance(image, Image)
    assert refusal.path == path / "2.zip"


def test_what_unpacks_to_too_much_in_all_is_refused_from_there(archive, monkeypatch):
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", len(png()) * 2)
    path = archive({f"{n}.png": png() for n in range(3)})
    _, second, refusal = load([path])
    assert isinstance(second, Image)
    assert "unpacks to more than" in refusal.reason


def test_a_table_of_contents_without_end_is_not_read(archive, monkeypatch):
    path = archive({f"{n:0200}.png": b"" for n in range(100)})
    monkeypatch.setattr(limits, "MAX_CONTENTS_BYTES", 10_000)
    assert "table of contents" in only_reason(path)


def test_a_large_archive_in_an_archive_is_refused(archive, monkeypatch):
    monkeypatch.setattr(limits, "MAX_NESTED_BYTES", 100)
    path = archive({"in.zip": zipped({"a.png": png()})})
    assert "archive in the archive is larger" in only_reason(path)


def unflagged(name, encoding):
    """An archive with a name in some encoding, and no flag that tells which."""
    placeholder = "x" * len(name.encode(encoding))
    return zipped({placeholder: png()}).replace(placeholder.encode(), name.encode(encoding))


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Müller/Köln é.png", "cp437"),
        ("胸部/手 正面１.png", "cp932"),
        ("レントゲン/ソ.png", "cp932"),  # ends in a byte that is also a backslash
        ("Größe/手.png", "utf-8"),
    ],
)
def test_names_in_old_encodings_are_readable(archive, name, encoding):
    path = archive(unflagged(name, encoding))
    (image,) = load([path])
    assert image.path == path / name


def test_backslashes_of_old_programs_are_folders(archive):
    (image,) = load([archive({"IMG\\1.png": png()})])
    assert image.path.parent.name == "IMG"


def test_control_characters_never_reach_a_screen(archive):
    path = archive({"\x1b[2Ja\n.png": png(), "b\x9b.png": png()})
    assert not [
        c for image in load([path]) for c in str(image.path) if ord(c) < 32 or ord(c) == 155
    ]


def test_of_two_files_with_one_name_the_first_opens(archive):
    data = zipped({"a.png": png(), "b.png": png()}).replace(b"b.png", b"a.png")
    image, refusal = load([archive(data)])
    assert isinstance(image, Image)
    assert "two files of this name" in refusal.reason


def test_a_name_without_end_is_refused(archive):
    path = archive({"9" * 6000 + ".png": png(), "8" * 900: png()})
    results = list(load([path]))
    assert sorted(isinstance(each, Image) for each in results) == [False, True]
    assert max(len(str(each.path)) for each in results) < 2000


def test_any_single_damaged_byte_ends_in_images_or_refusals(archive, tmp_path):
    random = np.random.default_rng(5)
    seed = zipped({"a.png": png(), "in.zip": zipped({"b.png": png()})})
    for at in random.integers(0, len(seed), 100):
        data = bytearray(seed)
        data[at] ^= 1 << int(random.integers(8))
        for result in load([archive(bytes(data))]):
            assert isinstance(result, (Image, UnreadableFile))
