"""One small file of each transfer syntax that is read, to see whether it is.

A decoder is a plug-in that is found when the program runs. The self-test writes these files into a
temporary folder, opens them as any other file, and compares the pixels.
"""

from __future__ import annotations

import base64
import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import gdcm
import numpy as np
import PIL.Image
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    HTJ2K,
    JPEG2000,
    UID,
    DeflatedExplicitVRLittleEndian,
    DigitalXRayImageStorageForPresentation,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    HTJ2KLosslessRPCL,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
    RLELossless,
)

ROWS, COLUMNS = 32, 48
_DOWN, _ACROSS, _START = 47, 43, 300

# the ramp below, losslessly, in RPCL order (ISO/IEC 15444-15): nothing here encodes HTJ2K
_HTJ2K = base64.b85decode(
    "|4;u>04YEK0000m0000W00000000000000m0000W0000000000009pH0sl|{2mk^A000XAQUDA90ssL31Ox;?0"
    "smY85Fm(<kdTm&kdTm&h=_>)WB?Zc0Z(vcZc0!{AXa5^ATTa6HZC(R|BwI*000000NDTm|C7J~Eg+};cl#s!$M"
    "}eRZT$fV0Qt56zyK4#02M$GL;QjZbO2gw)%pMsfOl2^zyK9600nS{hK7dPae{RKtXWxESy|v1_A!C%xB$Qa74Q"
    "HBv_K#b2m}Iw^ZI&vaRPV%(o(5ZDwRs5QmOR+5CRY${fIz&_8|f6zW~4hEtmiW*8mhnQ4~c{6h%=KMN$2Kih6o"
    "_dU|?rf_(s7j^j9v<2a7vIF92uj^j9v<Np79-~=Fh_7H*Z*g^-tVF(`mgdltN5P|Hw0sq+"
)


@dataclass(frozen=True)
class Specimen:
    """A file whose pixels are known.

    Attributes:
        path: The file.
        pixels: (rows, columns) uint8 or uint16 stored values that it must give.
        loss: How far each may be off.
    """

    path: Path
    pixels: NDArray[np.uint8] | NDArray[np.uint16]
    loss: int


@dataclass(frozen=True)
class Writer:
    """Writes the specimen of one transfer syntax.

    Attributes:
        syntax: The transfer syntax.
        encode: Returns the data set.
        bits: Of the picture: 12, or 8.
        loss: How far its grey values may be off.
    """

    syntax: UID
    encode: Callable[[], FileDataset]
    bits: int = 12
    loss: int = 0

    @property
    def name(self) -> str:
        """The transfer syntax, in the words of PS3.6."""
        return self.syntax.name

    def __call__(self, folder: Path) -> Specimen:
        """Write the file into a folder."""
        path = folder / f"{self.syntax}.dcm"
        self.encode().save_as(path, enforce_file_format=True)
        return Specimen(path, _ramp(self.bits), self.loss)


def _ramp(bits: int) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Return the picture of all specimens, (32, 48), with 12 bits or with 8."""
    down, across = np.mgrid[:ROWS, :COLUMNS]
    ramp: NDArray[np.uint16] = (_START + _DOWN * down + _ACROSS * across).astype(np.uint16)
    return ramp if bits == 12 else (ramp >> 4).astype(np.uint8)


def _native(syntax: UID) -> FileDataset:
    ds = _data_set(_ramp(12))
    ds.file_meta.TransferSyntaxUID = syntax
    ds.set_original_encoding(syntax.is_implicit_VR, syntax.is_little_endian)
    if not syntax.is_little_endian:
        ds.PixelData = _ramp(12).byteswap().tobytes()
    return ds


def _compressed(
    syntax: UID, jls_error: int | None = None, j2k_cr: list[float] | None = None
) -> FileDataset:
    ds = _data_set(_ramp(12))
    ds.compress(syntax, jls_error=jls_error, j2k_cr=j2k_cr)
    return ds


def _carrying(syntax: UID, stream: bytes, bits: int = 12) -> FileDataset:
    ds = _data_set(_ramp(bits))
    ds.file_meta.TransferSyntaxUID = syntax
    ds.PixelData = encapsulate([stream])
    ds["PixelData"].VR = "OB"
    return ds


def _baseline() -> FileDataset:
    """Return the one with 8 bits: JPEG's first process knows no more (ITU-T T.81, Annex F)."""
    stream = io.BytesIO()
    PIL.Image.fromarray(_ramp(8)).save(stream, "JPEG", quality=95)
    return _carrying(JPEGBaseline8Bit, stream.getvalue(), 8)


def _by_gdcm(syntax: int) -> FileDataset:
    """Return the picture compressed by gdcm, which reads and writes files only."""
    with tempfile.TemporaryDirectory(prefix="mura-desktop-") as folder:
        source, target = Path(folder, "source.dcm"), Path(folder, "target.dcm")
        _native(ExplicitVRLittleEndian).save_as(source, enforce_file_format=True)
        return _recoded(source, target, syntax)


def _recoded(source: Path, target: Path, syntax: int) -> FileDataset:
    reader, change, writer = (
        gdcm.ImageReader(),
        gdcm.ImageChangeTransferSyntax(),
        gdcm.ImageWriter(),
    )
    reader.SetFileName(str(source))
    _require(reader.Read, "read")
    change.SetTransferSyntax(gdcm.TransferSyntax(syntax))
    change.SetInput(reader.GetImage())
    _require(change.Change, "compress")
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    writer.SetFileName(str(target))
    _require(writer.Write, "write")
    return dcmread(io.BytesIO(target.read_bytes()))


def _require(step: Callable[[], bool], word: str) -> None:
    if not step():
        raise RuntimeError(f"gdcm could not {word} the specimen")


def _data_set(pixels: NDArray[np.integer]) -> FileDataset:
    """Return a DX image object without a patient (PS3.3 A.26), uncompressed."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    meta.MediaStorageSOPInstanceUID = UID("2.25.1")
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID = meta.MediaStorageSOPClassUID
    ds.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    ds.Modality = "DX"
    ds.SyntheticData = "YES"
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.Rows, ds.Columns = pixels.shape
    ds.BitsAllocated = 8 * pixels.dtype.itemsize
    ds.BitsStored = 8 if ds.BitsAllocated == 8 else 12
    ds.HighBit = ds.BitsStored - 1
    ds.PixelRepresentation = 0
    ds.PixelData = pixels.tobytes()
    ds["PixelData"].VR = "OB" if ds.BitsAllocated == 8 else "OW"
    return ds


WRITERS = (
    *(
        Writer(syntax, partial(_native, syntax))
        for syntax in (
            ImplicitVRLittleEndian,
            ExplicitVRLittleEndian,
            DeflatedExplicitVRLittleEndian,
            ExplicitVRBigEndian,
        )
    ),
    Writer(JPEGBaseline8Bit, _baseline, bits=8, loss=2),
    Writer(
        JPEGExtended12Bit, partial(_by_gdcm, gdcm.TransferSyntax.JPEGExtendedProcess2_4), loss=8
    ),
    Writer(JPEGLossless, partial(_by_gdcm, gdcm.TransferSyntax.JPEGLosslessProcess14)),
    Writer(JPEGLosslessSV1, partial(_by_gdcm, gdcm.TransferSyntax.JPEGLosslessProcess14_1)),
    *(
        Writer(syntax, partial(_compressed, syntax))
        for syntax in (RLELossless, JPEGLSLossless, JPEG2000Lossless)
    ),
    Writer(JPEGLSNearLossless, partial(_compressed, JPEGLSNearLossless, jls_error=3), loss=3),
    Writer(JPEG2000, partial(_compressed, JPEG2000, j2k_cr=[4]), loss=8),
    *(
        Writer(syntax, partial(_carrying, syntax, _HTJ2K))
        for syntax in (HTJ2KLossless, HTJ2KLosslessRPCL, HTJ2K)
    ),
)
"""A writer for each transfer syntax that is read."""
