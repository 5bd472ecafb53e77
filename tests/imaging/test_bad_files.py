"""What cannot be opened: one clear reason each, and everything else goes on."""

import errno
import io
import os
import struct
import tempfile
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from pydicom import dcmread
from pydicom.uid import ComprehensiveSRStorage, ImplicitVRLittleEndian, JPEG2000Lossless

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.study import Image
from mura_desktop.imaging import dicom, limits
from mura_desktop.imaging.reading import load

PIXELS = np.arange(64 * 64, dtype=np.uint16).reshape(64, 64)
EIGHT_BITS = PIXELS.astype(np.uint8)


@pytest.fixture
def content(tmp_path):
    """Return a function that writes bytes to a file."""

    def write(data: bytes, name: str = "image.dcm") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def encoded(kind, pixels=EIGHT_BITS):
    data = io.BytesIO()
    PIL.Image.fromarray(pixels).save(data, kind)
    return data.getvalue()


def png_declaring(rows, columns):
    header = struct.pack(">IIBBBBB", columns, rows, 16, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def test_an_empty_file(content, refused):
    assert refused(content(b"")).reason == "The file is empty."


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_dicom_file(dicom_file, content, refused, share):
    data = dicom_file(PIXELS).read_bytes()
    assert "cut short" in refused(content(data[: int(len(data) * share)])).reason


def test_a_dicom_file_cut_anywhere_inside_its_header(dicom_file, content, refused):
    data = dicom_file(PIXELS).read_bytes()
    for length in range(140, len(data) - PIXELS.nbytes, 10):
        reason = refused(content(data[:length])).reason
        # between two elements nothing tells that others should follow
        assert "cut short" in reason or reason == WITHOUT_PIXELS, length


WITHOUT_PIXELS = "The file holds a header and no pixels."


@pytest.mark.parametrize("implicit", [False, True])
def test_a_file_without_pixels_and_one_that_is_cut_are_told_apart(
    build, content, refused, implicit
):
    ds = build(PIXELS)
    del ds.PixelData
    ds.DerivationDescription = "a value to cut"
    if implicit:
        ds.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    whole = io.BytesIO()
    ds.save_as(whole, enforce_file_format=True)
    refusal = refused(content(whole.getvalue()))
    assert refusal.reason == WITHOUT_PIXELS
    assert refusal.remedy == "Ask for the image with its pixels."
    # the last element is Pixel Representation, two bytes
    refusal = refused(content(whole.getvalue()[:-1]))
    assert refusal.reason == "The file is cut short: it ends before its pixels."
    assert refusal.remedy == "Copy it again from its source."


class Failing(io.BytesIO):
    """A file on a network share that goes away while it is read."""

    def __init__(self, path, code):
        super().__init__(path.read_bytes())
        self.error = OSError(code, os.strerror(code))
        self.number = os.open(path, os.O_RDONLY)

    def fileno(self):
        return self.number

    def close(self):
        if not self.closed:
            os.close(self.number)
        super().close()

    def read(self, size=-1):
        if self.tell() + (size if size and size > 0 else 1 << 20) > 4200:
            raise self.error
        return super().read(size)


@pytest.mark.parametrize("name", ["a.dcm", "a.png", "a.zip"])
@pytest.mark.parametrize("code", [errno.EIO, errno.ETIMEDOUT], ids=os.strerror)
def test_a_share_that_goes_away_is_not_taken_for_a_damaged_file(
    dicom_file, tmp_path, refused, monkeypatch, name, code
):
    noise = np.random.default_rng(0).integers(0, 4096, (64, 64)).astype(np.uint16)
    path = dicom_file(noise, "a.dcm")
    if name == "a.png":
        path = tmp_path / name
        PIL.Image.fromarray(noise).save(path)
    elif name == "a.zip":
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.write(path, "1.dcm")
        path = tmp_path / name

    def failing(path, *_, **__):
        return Failing(path, code)

    monkeypatch.setattr("mura_desktop.imaging.source.open", failing, raising=False)
    refusal = refused(path)
    assert refusal.reason == f"The file could not be read ({os.strerror(code)})."
    assert refusal.remedy == "Check that the disk or network share is there."


def test_a_report_cut_inside_its_file_meta_information(content, build, refused):
    ds = build(PIXELS)
    for keyword in ("PixelData", "Rows", "Columns"):
        del ds[keyword]
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = ComprehensiveSRStorage
    whole = io.BytesIO()
    ds.save_as(whole, enforce_file_format=True)
    assert "cut short" in refused(content(whole.getvalue()[:300])).reason


def test_a_truncated_compressed_dicom_file(build, content, refused):
    ds = build(PIXELS)
    ds.compress(JPEG2000Lossless)
    whole = io.BytesIO()
    ds.save_as(whole, enforce_file_format=True)
    assert "cut short" in refused(content(whole.getvalue()[:-300])).reason


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_a_truncated_picture(content, refused, kind, share):
    data = encoded(kind, np.random.default_rng(1).integers(0, 255, (128, 128), np.uint8))
    refusal = refused(content(data[: int(len(data) * share)]))
    assert refusal.reason == f"The {kind} data is damaged or cut short."


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_picture_under_a_wrong_name_opens(content, opened, kind):
    assert opened(content(encoded(kind), "scan.dcm")).pixels.shape == (64, 64)


def test_a_text_named_dcm(content, refused):
    assert refused(content("Größe: 7\n".encode() * 50)).reason == "The file is text, not an image."


def test_bytes_of_no_kind(content, refused):
    assert "neither DICOM nor" in refused(content(bytes(range(1, 256)) * 8)).reason


def test_a_file_that_only_starts_like_a_bare_data_set(content, refused):
    refused(content(b"\x08\x00\x05\x00CS\x02\x00" + os.urandom(3000)))


def test_a_header_without_a_required_element(dicom_file, refused):
    path = dicom_file(PIXELS)
    ds = dcmread(path)
    del ds.PhotometricInterpretation
    ds.save_as(path)
    assert refused(path).reason == "The header lacks PhotometricInterpretation."


def test_floating_point_pixels(content, build, refused):
    ds = build(PIXELS)
    ds.FloatPixelData = PIXELS.astype(np.float32).tobytes()
    del ds.PixelData
    whole = io.BytesIO()
    ds.save_as(whole, enforce_file_format=True)
    assert "floating-point" in refused(content(whole.getvalue())).reason


def huge_dicom(dicom_file):
    return dicom_file(PIXELS, Rows=60000, Columns=60000)


def huge_stream(build, tmp_path):
    ds = build(PIXELS)
    ds.compress(JPEG2000Lossless)
    at = ds.PixelData.index(b"\xff\x4f\xff\x51") + 8
    ds.PixelData = ds.PixelData[:at] + struct.pack(">II", 60000, 60000) + ds.PixelData[at + 8 :]
    ds.save_as(tmp_path / "stream.dcm", enforce_file_format=True)
    return tmp_path / "stream.dcm"


def test_a_huge_declared_size_is_refused_before_memory_is_taken(
    tmp_path, dicom_file, build, content, refused
):
    paths = (
        huge_dicom(dicom_file),
        huge_stream(build, tmp_path),
        content(png_declaring(60000, 60000), "a.png"),
        content(png_declaring(11000, 10000), "b.png"),
    )
    refused(paths[0])  # what is loaded once and for all is loaded now
    tracemalloc.start()
    try:
        reasons = [refused(path).reason for path in paths]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert all("60000 x 60000" in reason or "pixels" in reason for reason in reasons)
    assert peak < 20_000_000


def test_no_rows_at_all(dicom_file, refused):
    assert "0 rows" in refused(dicom_file(PIXELS, Rows=0)).reason


def test_a_file_too_large_to_be_one(content, refused, monkeypatch):
    path = content(encoded("PNG"))
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 100)
    assert "larger than" in refused(path).reason


def test_a_path_that_leads_nowhere(tmp_path, refused):
    assert "no such file" in refused(tmp_path / "missing.dcm").reason


def test_a_link_that_leads_nowhere(tmp_path, refused):
    (tmp_path / "link.dcm").symlink_to(tmp_path / "gone.dcm")
    assert "link leads to a file that is not there" in refused(tmp_path / "link.dcm").reason


def test_a_pipe_is_not_waited_for(tmp_path, refused):
    os.mkfifo(tmp_path / "pipe.dcm")
    assert "not a regular file" in refused(tmp_path / "pipe.dcm").reason


@pytest.fixture
def forbidden():
    """A folder with a file and a folder in it that this process may not read, even run as root."""
    is_root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "a.png").write_bytes(encoded("PNG"))
        (folder / "a.png").chmod(0)
        (folder / "b.png").write_bytes(encoded("PNG"))
        (folder / "locked").mkdir()
        (folder / "locked").chmod(0)
        if is_root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if is_root:
                os.seteuid(0)
            (folder / "locked").chmod(0o700)


def test_a_file_that_may_not_be_read(forbidden, refused):
    assert "no permission" in refused(forbidden / "a.png").reason


def test_what_may_not_be_read_in_a_folder_is_listed_and_the_rest_opens(forbidden):
    results = {Path(getattr(r, "subject", None) or r.path).name: r for r in load([forbidden])}
    assert isinstance(results["b.png"], Image)
    assert "no permission" in results["a.png"].reason
    assert "could not be listed" in results["locked"].reason


def test_a_truncated_file_is_listed_with_its_reason_while_the_others_open(dicom_file, tmp_path):
    whole = dicom_file(PIXELS, "0.dcm").read_bytes()
    for number in range(300):
        (tmp_path / f"{number}.dcm").write_bytes(whole)
    (tmp_path / "17.dcm").write_bytes(b"")
    (tmp_path / "170.dcm").write_bytes(whole[:500])
    (tmp_path / "299.dcm").write_bytes(b"not an image")
    results = list(load([tmp_path]))
    bad = [result for result in results if isinstance(result, UnreadableFile)]
    assert [(index, r.path.name) for index, r in enumerate(results) if r in bad] == [
        (17, "17.dcm"),
        (170, "170.dcm"),
        (299, "299.dcm"),
    ]
    assert len({refusal.reason for refusal in bad}) == 3


def test_a_failure_that_nobody_foresaw_is_listed_with_its_type_and_its_cause(
    content, dicom_file, monkeypatch
):
    def fail(*_):
        raise ZeroDivisionError("the patient is called Jane")

    bad, good = dicom_file(PIXELS, "a.dcm"), content(encoded("PNG"), "b.png")
    monkeypatch.setattr(dicom, "decode", fail)
    refusal, image = load([bad, good])
    assert "ZeroDivisionError" in refusal.reason
    assert "Jane" not in str(refusal)
    assert isinstance(refusal.__cause__, ZeroDivisionError)
    assert isinstance(image, Image)


def test_any_single_damaged_byte_ends_in_an_image_or_a_refusal(dicom_file, build, tmp_path):
    random = np.random.default_rng(7)
    ds = build(PIXELS, PatientName="Doe^Jane", WindowCenter=[9, 8], WindowWidth=[7, 6])
    ds.compress(JPEG2000Lossless)
    ds.save_as(tmp_path / "seed", enforce_file_format=True)
    native = dicom_file(PIXELS, "native", PatientName="Doe^Jane", WindowCenter=9, WindowWidth=7)
    for seed in ((tmp_path / "seed").read_bytes(), native.read_bytes(), encoded("TIFF")):
        for at in random.integers(0, min(len(seed), 1200), 60):
            data = bytearray(seed)
            data[at] ^= 1 << int(random.integers(8))
            (tmp_path / "damaged").write_bytes(data)
            (result,) = load([tmp_path / "damaged"])
            assert isinstance(result, UnreadableFile) or result.rendered().shape
