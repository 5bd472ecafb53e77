"""What is written at the corners of an image, and the marks above it."""

from __future__ import annotations

from dataclasses import dataclass

from mura_desktop.domain.study import Image, Region, RegionSource
from mura_desktop.ui.viewer.presentation import Presentation
from mura_desktop.ui.words import (
    date_text,
    laterality_text,
    patient_name,
    region_text,
    sourced_region,
    window_name,
    window_values,
)

_TURNS = ("", "Rotated 90° right", "Rotated 180°", "Rotated 90° left")
_TOPS = ("", "Top to the right", "Upside down", "Top to the left")
"""Of a mirrored image: a turn would be right or left only by whether it came before or after."""


@dataclass(frozen=True)
class Corners:
    """Lines of text for the four corners, and a mark at the top."""

    top_left: tuple[str, ...]
    top_right: tuple[str, ...]
    bottom_left: tuple[str, ...]
    bottom_right: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Caption:
    """What stands over an image beside its own texts.

    Attributes:
        mark: A word in capitals, or empty.
        named: Whether the patient's name stands over the image: the banner above all of them says
            whose they are, unless they are of several patients.
    """

    mark: str = ""
    named: bool = True


def corner_texts(
    image: Image,
    place: str,
    presentation: Presentation,
    *,
    region: Region | None = None,
    brief: bool = False,
) -> Corners:
    """Say what is shown: patient and study, part and view, window and zoom, place and matrix.

    Args:
        image: What is shown.
        place: Where in its study it stands, such as ``2 / 3``.
        presentation: How it is shown.
        region: What it is known to show by now, or None where its file alone says so.
        brief: Whether there is room only for what tells images apart and how they lie.
    """
    header, view = image.header, presentation.view
    shown = region or image.region
    silent = brief and shown is not None and shown.source is RegionSource.HEADER
    part = region_text(shown) if silent else sourced_region(shown)
    marks = (
        "MIRRORED" if view.orientation.mirrored else "",
        ("SYNTHETIC" if brief else "SYNTHETIC IMAGE · NO PATIENT") if header.synthetic else "",
    )
    frame = f"Frame {image.frame + 1} / {image.frames}" if image.frames > 1 else ""
    lossy = "Lossy compressed" if header.lossy else ""
    side = _joined(header.view, laterality_text(header.laterality))
    return Corners(
        _lines(patient_name(header.patient), date_text(header.study_date)),
        _lines(part, side) if brief else _lines(part, side, header.series_description),
        _lines(
            (_TOPS if view.orientation.mirrored else _TURNS)[view.orientation.turns],
            "Inverted" if presentation.inverted else "",
            *(() if brief else (_window_text(image, presentation), f"Zoom {view.scale:.0%}")),
        ),
        _lines(
            _joined(f"Image {place}" if place else "", frame),
            "" if brief else f"{image.columns} × {image.rows}",
            lossy.partition(" ")[0] if brief else lossy,  # a line of its own, lest it be cut
        ),
        _joined(*marks),
    )


def _window_text(image: Image, presentation: Presentation) -> str:
    if image.colour is not None:
        return f"Colour, {image.colour.photometric}"
    return f"{window_values(presentation.voi)}  {window_name(presentation.voi, image)}"


def _lines(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _joined(*texts: str) -> str:
    return " · ".join(_lines(*texts))
