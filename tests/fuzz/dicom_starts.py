"""Whole DICOM files of every transfer syntax that can be written here, and of every grey value."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import PIL.Image
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    ComprehensiveSRStorage,
    DeflatedExplicitVRLittleEndian,
    DigitalXRayImageStorageForPresentation,
    EncapsulatedPDFStorage,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLSLossless,
    JPEGLSNearLossless,
    MediaStorageDirectoryStorage,
    RLELossless,
)

from mura_desktop.imaging.sample.specimens import WRITERS

NAME = "Zwetschge^Anna"
"""The patient, whose name no reason, log or temporary file may give away."""

LARGEST_BUNDLED = 40_000
_RAMP = (np.arange(48 * 64, dtype=np.uint16) * 5 % 4096).reshape(48, 64)
_BYTES = (_RAMP >> 4).astype(np.uint8)
_COLOUR = np.stack([_BYTES, 255 - _BYTES, _BYTES // 2], axis=2)
_NATIVE = (ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian)


def starts() -> Iterator[tuple[str, bytes]]:
    """Yield names and files."""
    for pixels in (_BYTES, _RAMP, (_RAMP.astype(np.int32) - 2048).astype(np.int16), _COLOUR):
        yield f"explicit {pixels.dtype} {pixels.ndim}", written(built(pixels))
    for syntax in _NATIVE:
        yield syntax.name, written(built(_RAMP), syntax)
    yield "bare", _bare(written(built(_RAMP), ImplicitVRLittleEndian))
    for name, ds in (*_of_every_syntax(), *_compressed(), *_jpeg(), *_shown(), *_without_pixels()):
        yield name, written(ds, ds.file_meta.TransferSyntaxUID)
    yield from _bundled()


def built(pixels: np.ndarray, **elements: object) -> FileDataset:
    """An object with the elements of a real one that the imaging room reads."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SpecificCharacterSet = "ISO_IR 100"
    ds.SOPClassUID, ds.SOPInstanceUID = meta.MediaStorageSOPClassUID, "1.2.3.4"
    ds.StudyInstanceUID, ds.SeriesInstanceUID = "1.2.3", "1.2.3.1"
    ds.PatientName, ds.PatientID, ds.PatientBirthDate = NAME, NAME, "19500101"
    ds.StudyDate, ds.Modality, ds.BodyPartExamined = "20200102", "DX", "WRIST"
    ds.ViewPosition, ds.ImageLaterality, ds.PixelSpacing = "AP", "L", ["0.1", "0.1"]
    ds.SeriesNumber = ds.InstanceNumber = "1"
    ds.Rows, ds.Columns = pixels.shape[:2]
    ds.SamplesPerPixel = 1 if pixels.ndim == 2 else 3
    ds.PhotometricInterpretation = "MONOCHROME2" if pixels.ndim == 2 else "RGB"
    if pixels.ndim == 3:
        ds.PlanarConfiguration = 0
    ds.BitsAllocated = 8 * pixels.dtype.itemsize
    ds.BitsStored = 12 if pixels.dtype == np.uint16 else ds.BitsAllocated
    ds.HighBit = ds.BitsStored - 1
    ds.PixelRepresentation = int(pixels.dtype.kind == "i")
    ds.WindowCenter, ds.WindowWidth = ["128", "100"], ["256", "50"]
    ds.RescaleSlope, ds.RescaleIntercept = "1", "0"
    ds.PixelData = pixels.tobytes()
    for keyword, value in elements.items():
        setattr(ds, keyword, value)
    return ds


def written(ds: FileDataset, syntax: UID = ExplicitVRLittleEndian) -> bytes:
    """The bytes of a file; native words are swapped where the syntax is big endian."""
    if not syntax.is_little_endian:
        ds.PixelData = np.frombuffer(ds.PixelData, np.uint16).byteswap().tobytes()
    if not syntax.is_encapsulated and "PixelData" in ds:
        ds["PixelData"].VR = "OW" if ds.BitsAllocated > 8 or syntax.is_implicit_VR else "OB"
    ds.file_meta.TransferSyntaxUID = syntax
    ds.set_original_encoding(syntax.is_implicit_VR, syntax.is_little_endian)
    whole = io.BytesIO()
    ds.save_as(whole, enforce_file_format=True)
    return whole.getvalue()


def _bare(data: bytes) -> bytes:
    """Without preamble and file meta information, as old archives store."""
    return data[144 + int.from_bytes(data[140:144], "little") :]


def _compressed() -> Iterator[tuple[str, FileDataset]]:
    near = {"jls_error": 2}
    for syntax in (RLELossless, JPEG2000Lossless, JPEGLSLossless, JPEGLSNearLossless):
        for pixels in (_BYTES, _COLOUR):
            ds = built(pixels)
            ds.compress(
                syntax, generate_instance_uid=False, **near if "Near" in syntax.name else {}
            )
            yield f"{syntax.name} {pixels.dtype} {pixels.ndim}", ds


def _of_every_syntax() -> Iterator[tuple[str, FileDataset]]:
    """The streams of the program's own specimens; around them nothing that differs every time."""
    for writer in WRITERS:
        if writer.syntax.is_encapsulated:
            encoded = writer.encode()
            pixels = np.zeros((encoded.Rows, encoded.Columns), f"u{encoded.BitsAllocated // 8}")
            ds = built(pixels, PixelData=encoded.PixelData)
            ds["PixelData"].VR = "OB"
            ds.file_meta.TransferSyntaxUID = writer.syntax
            yield writer.name, ds


def _jpeg() -> Iterator[tuple[str, FileDataset]]:
    for pixels in (_BYTES, _COLOUR):
        stream = io.BytesIO()
        PIL.Image.fromarray(pixels).save(stream, "JPEG")
        ds = built(pixels, PixelData=encapsulate([stream.getvalue()] * 2, has_bot=True))
        ds.NumberOfFrames = 2
        if pixels.ndim == 3:
            ds.PhotometricInterpretation = "YBR_FULL_422"
        ds["PixelData"].VR = "OB"
        ds.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
        yield f"JPEG of {pixels.ndim} dimensions, two frames", ds
        single = built(pixels, PixelData=encapsulate([stream.getvalue()]))
        single.PhotometricInterpretation = ds.PhotometricInterpretation
        single["PixelData"].VR = "OB"
        single.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
        yield f"JPEG of {pixels.ndim} dimensions", single


def _shown() -> Iterator[tuple[str, FileDataset]]:
    """Everything that decides on grey values, and what is drawn over them."""
    yield "tables", built(_RAMP, ModalityLUTSequence=[_lut(0)], VOILUTSequence=[_lut(0), _lut(9)])
    yield "high bits", built(_RAMP << 4, BitsStored=12, HighBit=15)
    yield "sigmoid", built(_RAMP, VOILUTFunction="SIGMOID", PhotometricInterpretation="MONOCHROME1")
    yield "padding", built(_RAMP, PixelPaddingValue=0, PixelPaddingRangeLimit=40)
    yield "frames", built(_RAMP, NumberOfFrames=4, PixelData=_RAMP.tobytes() * 4)
    planes = built(_COLOUR, PlanarConfiguration=1, PhotometricInterpretation="YBR_FULL")
    planes.PixelData = np.ascontiguousarray(_COLOUR.transpose(2, 0, 1)).tobytes()
    yield "planes", planes
    half = built(
        _COLOUR, PhotometricInterpretation="YBR_FULL_422", PixelData=_COLOUR.tobytes()[:6144]
    )
    yield "half chroma", half
    for name, palette in (("palette", _palette()), ("segmented palette", _segmented())):
        yield name, built(_BYTES, PhotometricInterpretation="PALETTE COLOR", **palette)
    yield "overlay and shutter", _overlaid()
    bits = built(_BYTES, BitsAllocated=1, BitsStored=1, HighBit=0)
    bits.PixelData = np.packbits(_BYTES & 1, bitorder="little").tobytes()
    yield "single bits", bits


def _lut(first: int) -> Dataset:
    item = Dataset()
    table = np.linspace(0, 65535, 4096).astype("<u2")
    item.add_new("LUTDescriptor", "US", [4096, first, 16])
    item.add_new("LUTData", "OW", table.tobytes())
    item.LUTExplanation = "Bone"
    return item


def _palette() -> dict[str, object]:
    rising = np.arange(256, dtype=np.uint16) * 257
    elements: dict[str, object] = {}
    for colour, table in (("Red", rising), ("Green", rising), ("Blue", rising[::-1])):
        elements[f"{colour}PaletteColorLookupTableDescriptor"] = [256, 0, 16]
        elements[f"{colour}PaletteColorLookupTableData"] = table.tobytes()
    return elements


def _segmented() -> dict[str, object]:
    """A palette of a discrete segment, two lines and one that repeats them (PS3.3 C.7.9.2)."""
    elements: dict[str, object] = {}
    for level, colour in enumerate(("Red", "Green", "Blue")):
        words = [0, 2, 0, 500, 1, 64, 60000 - 9000 * level, 1, 64, 900, 2, 2, 8, 0]
        elements[f"{colour}PaletteColorLookupTableDescriptor"] = [256, 0, 16]
        data = np.array(words, np.uint16).tobytes()
        elements[f"Segmented{colour}PaletteColorLookupTableData"] = data
    return elements


def _overlaid() -> FileDataset:
    ds = built(_RAMP, ShutterShape="RECTANGULAR", PixelAspectRatio=["2", "1"])
    ds.ShutterLeftVerticalEdge, ds.ShutterRightVerticalEdge = "2", "60"
    ds.ShutterUpperHorizontalEdge, ds.ShutterLowerHorizontalEdge = "2", "40"
    ds.PatientOrientation = ["L", "F"]
    for tag, vr, value in (
        *((0x60000010, "US", 48), (0x60000011, "US", 64), (0x60000040, "CS", "G")),
        *((0x60000050, "SS", [1, 1]), (0x60000100, "US", 1), (0x60000102, "US", 0)),
        (0x60003000, "OW", np.packbits(_BYTES & 1, bitorder="little").tobytes()),
    ):
        ds.add_new(tag, vr, value)
    return ds


def _index() -> FileDataset:
    """A DICOMDIR that lists the file that every case is written to: itself."""
    ds = built(_BYTES, FileSetID="DISC", SOPClassUID=MediaStorageDirectoryStorage)
    ds.file_meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated"):
        del ds[keyword]
    record = Dataset()
    record.DirectoryRecordType = "IMAGE"
    record.ReferencedFileID = "CASE"
    ds.DirectoryRecordSequence = [record, record]
    return ds


def _without_pixels() -> Iterator[tuple[str, FileDataset]]:
    yield "DICOMDIR of itself", _index()
    for sop_class in (ComprehensiveSRStorage, EncapsulatedPDFStorage):
        ds = built(_BYTES, SOPClassUID=sop_class)
        ds.file_meta.MediaStorageSOPClassUID = sop_class
        for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated"):
            del ds[keyword]
        yield sop_class.name, ds


def _bundled() -> Iterator[tuple[str, bytes]]:
    """The small files that pydicom brings for its own tests."""
    folder = Path(pydicom.__file__).parent / "data" / "test_files"
    for path in (*sorted(folder.glob("*.dcm")), folder / "dicomdirtests" / "DICOMDIR"):
        if path.stat().st_size <= LARGEST_BUNDLED:
            yield path.name, path.read_bytes()
