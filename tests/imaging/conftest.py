"""DICOM files built in the test, and the one image or refusal that a file becomes."""

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import (
    DigitalXRayImageStorageForPresentation,
    ExplicitVRLittleEndian,
    generate_uid,
)

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.study import Image
from mura_desktop.imaging.reading import load

Builder = Callable[..., FileDataset]
Writer = Callable[..., Path]


@pytest.fixture
def ramp() -> np.ndarray:
    """(32, 64) uint16: 2,048 different values, so that every part of a pipeline is passed."""
    return (np.arange(32 * 64, dtype=np.uint16) * 2).reshape(32, 64)


@pytest.fixture
def build() -> Builder:
    """Return a function that makes a DX object of pixels and any further elements."""

    def build(pixels: np.ndarray, **elements: object) -> FileDataset:
        meta = FileMetaDataset()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
        meta.MediaStorageSOPInstanceUID = generate_uid()
        ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
        ds.SOPClassUID = meta.MediaStorageSOPClassUID
        ds.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
        ds.Modality = "DX"
        ds.Rows, ds.Columns = pixels.shape[:2]
        ds.SamplesPerPixel = 1 if pixels.ndim == 2 else 3
        ds.PhotometricInterpretation = "MONOCHROME2" if pixels.ndim == 2 else "RGB"
        if pixels.ndim == 3:
            ds.PlanarConfiguration = 0
        ds.BitsAllocated = ds.BitsStored = 8 * pixels.dtype.itemsize
        ds.HighBit = ds.BitsStored - 1
        ds.PixelRepresentation = int(pixels.dtype.kind == "i")
        ds.PixelData = pixels.tobytes()
        for keyword, value in elements.items():
            setattr(ds, keyword, value)
        if "HighBit" not in elements:
            ds.HighBit = ds.BitsStored - 1
        return ds

    return build


@pytest.fixture
def dicom_file(tmp_path: Path, build: Builder) -> Writer:
    """Return a function that writes such an object and returns its path."""

    def write(pixels: np.ndarray, name: str = "image.dcm", **elements: object) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with warnings.catch_warnings(action="ignore"):  # some tests write what breaks the standard
            build(pixels, **elements).save_as(path, enforce_file_format=True)
        return path

    return write


@pytest.fixture
def opened() -> Callable[[Path], Image]:
    """Return a function that opens a file that must become an image."""

    def open_one(path: Path) -> Image:
        (result,) = load([path])
        assert isinstance(result, Image), result
        return result

    return open_one


@pytest.fixture
def refused() -> Callable[[Path], UnreadableFile]:
    """Return a function that opens a file that must be refused, with a reason and a remedy."""

    def open_one(path: Path) -> UnreadableFile:
        (result,) = load([path])
        assert isinstance(result, UnreadableFile)
        assert result.path == path
        assert result.reason.endswith(".")
        assert result.remedy.endswith(".")
        return result

    return open_one


@pytest.fixture
def lut_item() -> Callable[..., Dataset]:
    """Return a function that makes an item of a Modality or VOI LUT Sequence."""

    def make(first: int, table: np.ndarray, bits: int = 16, explanation: str = "") -> Dataset:
        item = Dataset()
        count = len(table) % 0x10000  # 65,536 does not fit and is written as 0
        item.add_new("LUTDescriptor", "SS" if first < 0 else "US", [count, first, bits])
        item.add_new("LUTData", "OW", table.astype("<u2").tobytes())
        if explanation:
            item.LUTExplanation = explanation
        return item

    return make
