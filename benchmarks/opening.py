"""How soon the first image is there, against pydicom's own decoding of the same file.

    python benchmarks/opening.py [ROUNDS]

A radiograph of the largest real size, 4280 x 3520 at 16 bits (JPEG Baseline: at 8), in every
transfer syntax that can be written here: opened as the program opens it, its decoder's process
warm, up to the default window; and in turns with it ``dcmread(path).pixel_array``. The ratio is the
median over the rounds, each opening against the pydicom beside it, because a busy machine slows
both. Nothing here writes High-Throughput JPEG 2000. JPEG Extended has no decoder of pydicom's own:
there it uses the program's plug-in. Then a folder of 300
radiographs: how long until the first is there, and until the last. Exits 1 when a limit is missed.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import gdcm
import numpy as np
from pydicom import dcmread, dcmwrite
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import (
    JPEG2000,
    UID,
    DeflatedExplicitVRLittleEndian,
    DigitalXRayImageStorageForPresentation,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
    RLELossless,
    generate_uid,
)

from mura_desktop.domain.study import Image
from mura_desktop.imaging.reading import load

ROUNDS = 15
LIMIT = 1.5
ROWS, COLUMNS = 4280, 3520
FILES = 300
NATIVE = (ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian)
SYNTAXES = (
    *NATIVE,
    DeflatedExplicitVRLittleEndian,
    RLELossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
    JPEG2000Lossless,
    JPEG2000,
)
BY_GDCM = {  # pydicom writes none of these
    JPEGBaseline8Bit: gdcm.TransferSyntax.JPEGBaselineProcess1,
    JPEGExtended12Bit: gdcm.TransferSyntax.JPEGExtendedProcess2_4,
    JPEGLossless: gdcm.TransferSyntax.JPEGLosslessProcess14,
    JPEGLosslessSV1: gdcm.TransferSyntax.JPEGLosslessProcess14_1,
}
LOSSES = {JPEGLSNearLossless: {"jls_error": 2}, JPEG2000: {"j2k_cr": [8]}}


def radiograph(rows: int, columns: int) -> FileDataset:
    """Return a DX object of 12 bits in 16, textured and as noisy as a radiograph."""
    random = np.random.default_rng(0)
    ys, xs = np.mgrid[0:rows, 0:columns]
    bone = 1800 + 900 * np.sin(xs / 210) * np.cos(ys / 370)
    pixels = (bone + random.normal(0, 20, bone.shape)).clip(0, 4095).astype(np.uint16)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    meta.MediaStorageSOPInstanceUID = generate_uid()
    ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID = (
        meta.MediaStorageSOPClassUID,
        meta.MediaStorageSOPInstanceUID,
    )
    ds.Modality, ds.PhotometricInterpretation, ds.SamplesPerPixel = "DX", "MONOCHROME2", 1
    ds.Rows, ds.Columns, ds.PixelRepresentation = rows, columns, 0
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 16, 12, 11
    ds.WindowCenter, ds.WindowWidth = 2048, 4096
    ds.PixelData = pixels.tobytes()
    ds["PixelData"].VR = "OW"
    return ds


def encoded(syntax: UID, path: Path) -> None:
    """Write the radiograph in a transfer syntax."""
    ds = radiograph(ROWS, COLUMNS)
    if syntax in BY_GDCM:
        if syntax == JPEGBaseline8Bit:
            ds.PixelData = (np.frombuffer(ds.PixelData, "<u2") >> 4).astype(np.uint8).tobytes()
            ds.BitsAllocated, ds.BitsStored, ds.HighBit = 8, 8, 7
        ds.save_as(path, enforce_file_format=True)
        recode(path, BY_GDCM[syntax])
        return
    if syntax.is_encapsulated:
        ds.compress(syntax, **LOSSES.get(syntax, {}))
    if syntax == ExplicitVRBigEndian:
        ds.PixelData = np.frombuffer(ds.PixelData, "<u2").byteswap().tobytes()
    ds.file_meta.TransferSyntaxUID = syntax
    dcmwrite(
        path,
        ds,
        implicit_vr=syntax.is_implicit_VR,
        little_endian=syntax.is_little_endian,
        force_encoding=syntax == ExplicitVRBigEndian,  # its pixels' bytes were swapped above
        enforce_file_format=syntax != ExplicitVRBigEndian,
    )


def recode(path: Path, syntax: int) -> None:
    """Have GDCM write a file anew in a transfer syntax of its."""
    reader, change, writer = (
        gdcm.ImageReader(),
        gdcm.ImageChangeTransferSyntax(),
        gdcm.ImageWriter(),
    )
    reader.SetFileName(str(path))
    done = reader.Read()
    change.SetTransferSyntax(gdcm.TransferSyntax(syntax))
    change.SetInput(reader.GetImage())
    done = done and change.Change()
    writer.SetFileName(str(path))
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    if not (done and writer.Write()):
        raise SystemExit("GDCM wrote no JPEG")


def ours(path: Path) -> None:
    """Open a file as the program does, up to its pixels."""
    (image,) = load([path])
    if not isinstance(image, Image):
        raise SystemExit(f"{path.name} was refused: {image.reason}")
    assert image.pixels.shape == (ROWS, COLUMNS)


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(path: Path, rounds: int) -> tuple[float, float, float]:
    """Return median seconds of ours and of pydicom's own way, and their ratio; they take turns."""
    pairs = [
        (seconds(lambda: ours(path)), seconds(lambda: dcmread(path).pixel_array))
        for _ in range(rounds + 1)  # the first one warms up
    ]
    mine, reference = (statistics.median(column) for column in zip(*pairs[1:], strict=True))
    return mine, reference, statistics.median(one / other for one, other in pairs[1:])


def folder_of_many(folder: Path) -> tuple[float, float]:
    """Return the seconds until the first and until the last of many radiographs is there."""
    ds = radiograph(1024, 832)
    ds.compress(RLELossless)
    for number in range(FILES):
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        ds.save_as(folder / f"{number}.dcm", enforce_file_format=True)
    start = time.perf_counter()
    times = []
    for image in load([folder]):
        if not isinstance(image, Image):
            raise SystemExit(f"{image.path.name} was refused: {image.reason}")
        times.append(time.perf_counter() - start)
    assert len(times) == FILES
    return times[0], times[-1]


def main() -> int:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    worst = 0.0
    print(f"{COLUMNS} x {ROWS}, 16 bits, median of {rounds}{'opened':>14}{'pydicom':>11}  ratio")
    with tempfile.TemporaryDirectory() as place:
        for syntax in SYNTAXES:
            path = Path(place, "image.dcm")
            encoded(syntax, path)
            mine, reference, ratio = compare(path, rounds)
            worst = max(worst, ratio)
            times = f"{1000 * mine:8.0f} ms{1000 * reference:8.0f} ms"
            print(f"{syntax.name[:38]:38}{times}{ratio:7.2f}", flush=True)
        path.unlink()
        first, last = folder_of_many(Path(place))
    print(f"worst ratio {worst:.2f}  (at most {LIMIT})")
    print(f"folder of {FILES}: first image after {first:.2f} s, last after {last:.2f} s")
    return 0 if worst <= LIMIT and first < last / 10 else 1


if __name__ == "__main__":
    sys.exit(main())
