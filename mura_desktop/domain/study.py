"""Studies and images: what was opened, before anything is said about it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mura_desktop.domain.colour import Colour, luma
from mura_desktop.domain.grey import ModalityLut, Rescale, Voi, display_lut
from mura_desktop.domain.overlay_plane import OverlayPlane
from mura_desktop.domain.pixels import FilePixels, Stored
from mura_desktop.domain.shutter import Shutter
from mura_desktop.domain.spacing import Spacing

_BAND_ROWS = 32


class RegionSource(StrEnum):
    """Where an image's region was learned from."""

    HEADER = "header"
    PATH = "path"
    NETWORK = "network"
    READER = "reader"


@dataclass(frozen=True)
class Region:
    """A body part, and who says so.

    Attributes:
        code: A Body Part Examined (0018,0015) value, upper case, such as ``WRIST`` (PS3.16
            Annex L).
        source: Where it was learned from.
    """

    code: str
    source: RegionSource


class Laterality(StrEnum):
    """Image Laterality (0020,0062)."""

    LEFT = "L"
    RIGHT = "R"
    BOTH = "B"
    UNPAIRED = "U"


@dataclass(frozen=True)
class Patient:
    """Who was examined; kept in memory for the banner, never written to a log or a recent list."""

    name: str = ""
    identifier: str = ""
    birth_date: str = ""
    sex: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells one patient from another: identifier, and name without regard to case."""
        return self.identifier, " ".join(self.name.casefold().split())


@dataclass(frozen=True)
class Header:
    """What an image's file says of its study and of itself; empty where the file is silent.

    Attributes:
        study_id: Study Instance UID, or the folder for files that have none.
        series_number: Series Number, 0 when absent.
        instance_number: Instance Number, 0 when absent.
        instance_id: SOP Instance UID, which no other image should have.
        modality: Modality (0008,0060), such as ``DX`` or ``CR``.
        view: View Position (0018,5101), such as ``AP`` or ``LL``.
        orientation: Patient Orientation (0020,0020): where in the patient the right and the lower
            edge of the image lie, such as ``("L", "F")``; two empty texts where it is not said.
        study_date: ``YYYYMMDD``.
        lossy: Whether Lossy Image Compression (0028,2110) says "01", or the file is a JPEG.
        synthetic: Whether Synthetic Data (0008,001C) says "YES": drawn by a program, no patient.
        burned_in: Burned In Annotation (0028,0301): whether the pixels themselves may name the
            patient; None where it is not said.
        turned: Field of View Rotation (0018,7032): degrees clockwise, 0, 90, 180 or 270, by which
            the image was turned after it was taken. The pixels are turned already.
        flipped: Field of View Horizontal Flip (0018,7034): whether it was mirrored after that.
    """

    study_id: str
    patient: Patient = Patient()
    study_date: str = ""
    study_description: str = ""
    series_description: str = ""
    series_number: int = 0
    instance_number: int = 0
    instance_id: str = ""
    modality: str = ""
    view: str = ""
    orientation: tuple[str, str] = ("", "")
    laterality: Laterality | None = None
    lossy: bool = False
    synthetic: bool = False
    burned_in: bool | None = None
    turned: int = 0
    flipped: bool = False

    @property
    def study_key(self) -> str:
        """What images of one study have in common: study_id and patient.

        Some consoles give the examinations of two patients one Study Instance UID. Nobody's image
        may be read as another's, so those are two studies.
        """
        return "\0".join((self.study_id, *self.patient.key))

    @property
    def reading_order(self) -> tuple[int, int]:
        """The key that sorts the images of a study: series number, then instance number."""
        return self.series_number, self.instance_number


@dataclass(frozen=True, eq=False, repr=False)
class Image:
    """One decoded single frame.

    Attributes:
        path: The file it came from.
        pixels: (rows, columns) stored values, uint8, uint16 or int16, row 0 at the top; of a
            picture in colour that is no palette (rows, columns, 3) samples. Not to be changed.
            Where the image can be read again (:meth:`readable_again`) and they are not
            :attr:`pixels_at_hand`, that happens here: it takes time, and raises UnreadableFile when
            the file is gone or is another one.
        header: What the file says of study and image.
        vois: VOI transformations, the default one first; at least one.
        modality: Modality transformation.
        monochrome1: Whether low values are white (PS3.3 C.7.6.3.1.2).
        padding: Range of stored values that are padding, inclusive, or None.
        region: Body part, or None when neither header nor path names one.
        spacings: Every pixel spacing that the file gives, the one to measure with first.
        magnification: Estimated Radiographic Magnification Factor (0018,1114): how much larger the
            patient is at the detector, or None.
        aspect: Height of a pixel divided by its width; 1 where it is not said.
        overlays: One-bit drawings that lie over the image, for the screen only.
        shutter: What the file asks to cover on the screen, or None. No network sees it.
        frame: Which frame of the file this is, from 0.
        frames: How many frames or pages the file holds.
        colour: How the stored values become colours, or None for a grey image. A picture in colour
            has no window: ``vois`` and ``modality`` have no part in what is shown of it.
        grey_of: The Photometric Interpretation of a file whose colours are all greys, where
            ``pixels`` are their brightness; empty where the file stores greys itself.
        unsuitable: Why no network may judge this image although it can be shown (colour, not a
            radiograph ...), as a sentence, or None.
    """

    path: Path
    pixels: Stored
    header: Header
    vois: tuple[Voi, ...]
    modality: Rescale | ModalityLut = field(default_factory=Rescale)
    monochrome1: bool = False
    padding: tuple[int, int] | None = None
    region: Region | None = None
    spacings: tuple[Spacing, ...] = ()
    magnification: float | None = None
    aspect: float = 1.0
    overlays: tuple[OverlayPlane, ...] = ()
    shutter: Shutter | None = None
    frame: int = 0
    frames: int = 1
    colour: Colour | None = None
    grey_of: str = ""
    unsuitable: str | None = None

    @property
    def spacing(self) -> Spacing | None:
        """The pixel spacing to measure with, or None."""
        return self.spacings[0] if self.spacings else None

    def __repr__(self) -> str:
        return f"<Image of {self.rows} x {self.columns} pixels>"  # and no patient's name

    @property
    def held(self) -> Stored | FilePixels:
        """What ``pixels`` come from."""
        held: Stored | FilePixels = self.__dict__["held"]
        return held

    def readable_again(self, read: Callable[[], Stored]) -> Image:
        """Return the image with pixels that are kept only while there is room for them.

        Args:
            read: Reads the file once more and returns the same pixels. Called by whoever asks for
                ``pixels``, in any thread. Raises UnreadableFile when the file is gone or changed.
        """
        image = replace(self)
        image.__dict__["held"] = FilePixels(self.pixels, read)
        return image

    def in_region(self, region: Region | None) -> Image:
        """Return the image with the region that a reader has chosen, or itself without one."""
        if region is None:
            return self
        image = copy(self)  # and not replace, which would read the pixels
        image.__dict__["region"] = region
        return image

    @property
    def pixels_at_hand(self) -> Stored | None:
        """The pixels if they are in memory, else None: what a thread asks that may not wait."""
        held = self.held
        return held.at_hand if isinstance(held, FilePixels) else held

    @cached_property
    def identity(self) -> tuple[object, ...] | None:
        """What two files of one DICOM image have in common, or None without an instance_id.

        Like ``stored``, which is part of it, it takes a while and may read the file.
        """
        header = self.header
        if not header.instance_id:
            return None
        return (header.study_key, header.instance_id, self.frame, *self.stored)

    @cached_property
    def stored(self) -> tuple[object, ...]:
        """Shape, type and a checksum of all pixels: it takes a while and may read the file.

        The checksum need not be a strong one: it only tells apart what has one identifier, or came
        from one place.
        """
        pixels = self.pixels
        return pixels.shape, pixels.dtype, zlib.crc32(np.ascontiguousarray(pixels).data)

    def shows_the_same(self, other: Image) -> bool:
        """Tell whether another image has the same pixels, and the same greys by default."""
        same = self.header.study_key == other.header.study_key and self.stored == other.stored
        return same and np.array_equal(self.lut(self.default_voi), other.lut(other.default_voi))

    @property
    def rows(self) -> int:
        """Height in pixels."""
        return int(self.held.shape[0])

    @property
    def columns(self) -> int:
        """Width in pixels."""
        return int(self.held.shape[1])

    @property
    def default_voi(self) -> Voi:
        """The VOI transformation that the file asks for first; the network always sees this one."""
        return self.vois[0]

    @cached_property
    def stored_range(self) -> tuple[int, int]:
        """Lowest and highest value that a display table must cover: the range of the pixel type.

        Of a picture in colour it is that of red, green and blue, 0 to 255.
        """
        if self.colour is not None:
            return 0, 255
        limits = np.iinfo(self.held.dtype)
        return int(limits.min), int(limits.max)

    def lut(self, voi: Voi, *, inverted: bool = False) -> NDArray[np.uint8]:
        """Return the display table of a VOI transformation, indexed ``stored - stored_range[0]``.

        Args:
            voi: The transformation to show.
            inverted: The reader's invert, on top of the file's own polarity.

        A picture in colour has a table for red, green and blue alike, which the window leaves as
        it is.
        """
        if self.colour is not None:
            levels = np.arange(256, dtype=np.uint8)
            return 255 - levels if inverted else levels
        return display_lut(
            self.stored_range,
            self.modality,
            voi,
            inverted=self.monochrome1 != inverted,
            padding=self.padding,
        )

    def rgb(self) -> NDArray[np.uint8]:
        """Return (rows, columns, 3) uint8 red, green and blue of a picture in colour."""
        assert self.colour is not None
        return np.ascontiguousarray(self.colour.apply(self.pixels))

    def rendered(self) -> NDArray[np.uint8]:
        """Return (rows, columns) uint8 brightness under the default VOI: what a network sees."""
        if self.colour is not None:
            return luma(self.rgb())
        table = self.lut(self.default_voi)
        pixels, low = self.pixels, self.stored_range[0]
        brightness = np.empty(pixels.shape, np.uint8)
        # band by band: the indices that take() makes of a whole radiograph would not fit a cache
        for top in range(0, len(pixels), _BAND_ROWS):
            band = pixels[top : top + _BAND_ROWS]
            if low < 0:
                band = band.view(np.uint16) ^ np.uint16(-low)
            table.take(band, out=brightness[top : top + _BAND_ROWS], mode="clip")
        return brightness


class _Pixels:
    """What is behind the attribute ``pixels``: an array, or a file that gives it again."""

    def __get__(self, image: Image, owner: type[Image]) -> Stored:
        held = image.held
        return held.get() if isinstance(held, FilePixels) else held

    def __set__(self, image: Image, held: Stored | FilePixels) -> None:
        image.__dict__["held"] = held


if not TYPE_CHECKING:  # to whoever uses it, it is a plain field
    Image.pixels = _Pixels()


@dataclass(frozen=True)
class Study:
    """Images of one examination, in reading order.

    Attributes:
        id: What tells it from every other study: the study_key of its images.
    """

    id: str
    images: tuple[Image, ...]

    @property
    def header(self) -> Header:
        """The first image's header, which speaks for the study."""
        return self.images[0].header


def group_into_studies(images: Iterable[Image]) -> tuple[Study, ...]:
    """Group images by study_key; studies in order of first appearance, images in reading order.

    Reading order is series number, then instance number, then the order of arrival.
    """
    groups: dict[str, list[Image]] = {}
    for image in images:
        groups.setdefault(image.header.study_key, []).append(image)
    return tuple(
        Study(
            key,
            tuple(sorted(group, key=lambda image: image.header.reading_order)),
        )
        for key, group in groups.items()
    )
