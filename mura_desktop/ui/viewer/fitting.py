"""Which lines of text stand at two corners beside each other, as far as there is room. No Qt.

What says least gives way first: a line to its short form, then the letter between the corners,
which goes towards the middle of the image, and only then the corners stand one below the other. A
line is cut only where even that does not help, or where the half of it still tells something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Measure = Callable[[str], float]
"""Returns the width of a text with the plate that it stands on."""
Cut = Callable[[str, float], str]
"""Returns as much of a text as there is room for, with an ellipsis."""

_LEAST = 96.0
"""Width below which what is left of a cut line tells nothing."""


BETWEEN = " · "


def wrapped(text: str, room: float, measure: Measure) -> str:
    """Return a text on as many lines as it needs: parted between marks, then between words."""
    lines: list[str] = []
    for mark in text.split(BETWEEN):
        joined = f"{lines[-1]}{BETWEEN}{mark}" if lines else mark
        if measure(joined) <= room:
            lines[-1:] = [joined]
        elif measure(mark) <= room:
            lines.append(mark)
        else:
            lines += _in_words(mark, room, measure)
    return "\n".join(lines)


def _in_words(text: str, room: float, measure: Measure) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        lines[-1:] = [joined] if not lines or measure(joined) <= room else [lines[-1], word]
    return lines


@dataclass(frozen=True)
class Line:
    """A line of text.

    Attributes:
        text: All of it.
        short: What stands in its place where there is no room: less of it, the same where it must
            not be cut, nothing where it is left out; or None where it may be cut.
    """

    text: str
    short: str | None = None

    @staticmethod
    def whole(text: str) -> Line:
        """Return a line that is not cut while there is any room for it."""
        return Line(text, text)


@dataclass(frozen=True)
class Fitted:
    """What is written at two corners.

    Attributes:
        left: Lines at the left.
        right: Lines at the right.
        stacked: Whether the right ones stand below the left ones, as they do not fit beside them.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    stacked: bool = False


@dataclass(frozen=True)
class Fitter:
    """Fits lines into the width of a view.

    Attributes:
        width: Of the view between its margins.
        gap: What must be free between two texts.
        measure: Measures a text.
        cut: Cuts a text.
    """

    width: float
    gap: float
    measure: Measure
    cut: Cut

    def fit(self, left: Sequence[Line], right: Sequence[Line], letter: float) -> Fitted:
        """Return what to write.

        Args:
            left: The lines of the left corner.
            right: The lines of the right corner.
            letter: Width of what stands in the middle between them, or 0.
        """
        half = (self.width - (letter + 5.0 * self.gap if letter else self.gap)) / 2.0
        if max(self._least(left), self._least(right)) <= half:
            return Fitted(self._shown(left, half), self._shown(right, half))
        beside = self.width - self.gap - self._least(left)
        if self._least(right) > beside:
            return Fitted(self._shown(left, self.width), self._shown(right, self.width), True)
        shown = self._shown(right, beside)
        taken = max(map(self.measure, shown), default=0.0)
        return Fitted(self._shown(left, self.width - self.gap - taken), shown)

    def _least(self, lines: Sequence[Line]) -> float:
        """Return the room that lines need at least."""
        return max(
            (
                min(self.measure(line.text), _LEAST)
                if line.short is None
                else min(self.measure(line.text), self.measure(line.short))
                for line in lines
                if line.short != ""
            ),
            default=0.0,
        )

    def _shown(self, lines: Sequence[Line], room: float) -> tuple[str, ...]:
        return tuple(filter(None, (self._fitted(line, room) for line in lines)))

    def _fitted(self, line: Line, room: float) -> str:
        if self.measure(line.text) <= room:
            return line.text
        text = line.text if line.short is None else line.short
        return text if not text or self.measure(text) <= room else self.cut(text, room)
