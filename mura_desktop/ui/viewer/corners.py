"""What is written at the corners of an image, and the marks above it."""

from __future__ import annotations

from dataclasses import dataclass

from mura_desktop.domain.study import Image, Region, RegionSource
from mura_desktop.ui.viewer.fitting import BETWEEN, Line
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

    top_left: tuple[Line, ...]
    top_right: tuple[Line, ...]
    bottom_left: tuple[Line, ...]
    bottom_right: tuple[Line, ...]
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
    marks = (
        "MIRRORED" if view.orientation.mirrored else "",
        ("SYNTHETIC" if brief else "SYNTHETIC IMAGE · NO PATIENT") if header.synthetic else "",
    )
    frame = f"Frame {image.frame + 1} / {image.frames}" if image.frames > 1 else ""
    side = _joined(header.view, laterality_text(header.laterality))
    more = () if brief else (_window_line(image, presentation), _whole(f"Zoom {view.scale:.0%}"))
    return Corners(
        _lines(Line(patient_name(header.patient)), _whole(date_text(header.study_date))),
        _lines(
            _part_line(region or image.region, brief=brief),
            _whole(side),
            Line("" if brief else header.series_description),
        ),
        _lines(
            _whole((_TOPS if view.orientation.mirrored else _TURNS)[view.orientation.turns]),
            _whole("Inverted" if presentation.inverted else ""),
            *more,
        ),
        _lines(
            Line(_joined(f"Image {place}" if place else "", frame), _joined(place, frame)),
            _whole("" if brief else f"{image.columns} × {image.rows}"),
            Line("Lossy compressed", "Lossy") if header.lossy else _whole(""),
        ),
        _joined(*marks),
    )


def _part_line(region: Region | None, *, brief: bool) -> Line:
    """Say what is shown and who says so; of the file itself that goes without saying."""
    text = sourced_region(region)
    if region is None or region.source is not RegionSource.HEADER:
        return _whole(text)
    short = region_text(region)
    return _whole(short) if brief else Line(text, short)


def _window_line(image: Image, presentation: Presentation) -> Line:
    if image.colour is not None:
        return Line(f"Colour, {image.colour.photometric}", "Colour")
    values = window_values(presentation.voi)
    return Line(f"{values}  {window_name(presentation.voi, image)}", values)


def _whole(text: str) -> Line:
    return Line.whole(text)


def _lines(*lines: Line) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.text)


def _joined(*texts: str) -> str:
    return BETWEEN.join(text for text in texts if text)
