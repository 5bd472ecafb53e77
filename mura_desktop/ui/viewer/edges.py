"""Which side of the patient each edge of the screen shows. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from mura_desktop.ui.viewer.view import Orientation, Point

_OPPOSITE = {"L": "R", "R": "L", "A": "P", "P": "A", "H": "F", "F": "H"}


@dataclass(frozen=True)
class Edges:
    """Letters at the four edges of the screen, such as ``R``, ``L``, ``H``, ``F``; may be empty."""

    left: str = ""
    right: str = ""
    top: str = ""
    bottom: str = ""


def edge_letters(patient: tuple[str, str], orientation: Orientation) -> Edges:
    """Return the side of the patient at each edge of an image that is turned and mirrored.

    Args:
        patient: Patient Orientation (PS3.3 C.7.6.1.1.1): the directions in the patient to which the
            rows and the columns of the image run, each as one letter or more, the main one first.
        orientation: How the reader has turned the image.

    Returns:
        The letters; an edge is empty where the file does not say it, or not in letters of people.
    """

    def letters(screen: Point) -> str:
        x, y = orientation.backward(*screen)
        towards, sign = (patient[0], x) if x else (patient[1], y)
        if not set(towards) <= set(_OPPOSITE):
            return ""
        return towards if sign > 0 else "".join(_OPPOSITE[letter] for letter in towards)

    return Edges(
        left=letters((-1.0, 0.0)),
        right=letters((1.0, 0.0)),
        top=letters((0.0, -1.0)),
        bottom=letters((0.0, 1.0)),
    )
