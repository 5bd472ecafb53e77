"""JPEG Extended at 12 bits, decoded by GDCM.

pydicom's own GDCM plug-in leaves these streams out. GDCM has a 12-bit decoder all the same; this is
a plug-in of pydicom's that uses it.
"""

from __future__ import annotations

import gdcm
from pydicom.pixels.decoders.base import DecodeRunner
from pydicom.uid import UID, JPEGExtended12Bit

from mura_desktop.imaging.dicom.codestream import mended_scan

DECODER_DEPENDENCIES = {JPEGExtended12Bit: ("gdcm>=3.0.10",)}
"""Asked for by pydicom of every plug-in."""


def is_available(uid: UID) -> bool:
    """Return whether the transfer syntax is decoded here; asked for by pydicom."""
    return uid in DECODER_DEPENDENCIES


def decode_frame(stream: bytes, runner: DecodeRunner) -> bytes:
    """Return a grey frame's values, little endian, in the containers that the header declares.

    Raises:
        ValueError: if GDCM makes nothing of the stream.
    """
    image = gdcm.Image()
    image.SetNumberOfDimensions(2)
    image.SetDimensions((runner.columns, runner.rows, 1))
    image.SetDataElement(_pixel_data(mended_scan(stream)))
    kind = gdcm.PhotometricInterpretation.GetPIType(str(runner.photometric_interpretation))
    image.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(kind))
    image.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.JPEGExtendedProcess2_4))
    bits = runner.bits_stored
    image.SetPixelFormat(
        gdcm.PixelFormat(
            runner.samples_per_pixel,
            runner.bits_allocated,
            bits,
            bits - 1,
            runner.pixel_representation,
        )
    )
    decoded: str | None = image.GetBuffer()
    if decoded is None:
        raise ValueError("GDCM could not decode the stream")
    return decoded.encode("utf-8", "surrogateescape")  # GDCM hands bytes over as text


def _pixel_data(stream: bytes) -> gdcm.DataElement:
    fragment = gdcm.Fragment()
    fragment.SetByteStringValue(stream)
    fragments = gdcm.SequenceOfFragments.New()
    fragments.AddFragment(fragment)
    element = gdcm.DataElement(gdcm.Tag(0x7FE0, 0x0010))
    element.SetValue(fragments.__ref__())
    return element
