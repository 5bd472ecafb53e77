"""A seed and a number become a damaged file, the same one every time."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from random import Random

from tests.fuzz import (
    bytewise,
    dicom_damage,
    dicom_starts,
    picture_damage,
    picture_starts,
    stream_damage,
    zip_damage,
)
from tests.fuzz.bytewise import Damage

SHARES = {"DICOM": 10, "PNG": 2, "JPEG": 2, "TIFF": 3, "ZIP": 3}
DAMAGES: dict[str, tuple[Damage, ...]] = {
    "DICOM": dicom_damage.DAMAGES,
    "PNG": picture_damage.PNG_DAMAGES,
    "JPEG": stream_damage.JPEG_DAMAGES,
    "TIFF": picture_damage.TIFF_DAMAGES,
    "ZIP": zip_damage.DAMAGES,
}
LARGEST = 8 << 20


@dataclass(frozen=True)
class Case:
    """A damaged file, and how it came to be."""

    number: int
    family: str
    history: str
    data: bytes


class Cases:
    """All cases of a seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def case(self, number: int) -> Case:
        with warnings.catch_warnings(action="ignore"):
            return self._built(number)

    def _built(self, number: int) -> Case:
        random = Random(f"{self._seed}/{number}")
        family = random.choices(list(SHARES), list(SHARES.values()))[0]
        name, data = random.choice(self.starts[family])
        history = [name]
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            if len(data) > LARGEST:
                break
            step, data = self._damaged(family, data, random)
            history.append(step)
        return Case(number, family, " > ".join(history), data)

    def whole(self, family: str) -> Case:
        """A file without damage, of DICOM a compressed one."""
        name, data = self.starts[family][8 if family == "DICOM" else 0]
        return Case(-1, family, name, data)

    @cached_property
    def starts(self) -> dict[str, list[tuple[str, bytes]]]:
        """Names and files of each family."""
        found = {
            "DICOM": list(dicom_starts.starts()),
            "PNG": list(picture_starts.png()),
            "JPEG": list(picture_starts.jpeg()),
            "TIFF": list(picture_starts.tiff()),
        }
        inside = {f"a/{family}": files[1][1] for family, files in found.items()}
        found["ZIP"] = list(picture_starts.archives(inside))
        return found

    def _damaged(self, family: str, data: bytes, random: Random) -> tuple[str, bytes]:
        """Damage by the file's structure, as bytes, or by splicing; say how."""
        way = random.random()
        if way < 0.04:
            other, spliced = random.choice(self.starts[random.choice(list(SHARES))])
            return f"splice {other}", bytewise.splice(data, spliced, random)
        damage = random.choice(DAMAGES[family] if way < 0.75 else bytewise.DAMAGES)
        try:
            return _name(damage), damage(data, random)
        except Exception as error:  # the structure is gone after an earlier damage
            return f"{_name(damage)} ({type(error).__name__})", bytewise.flip_bits(data, random)


def _name(damage: Callable[..., object]) -> str:
    return damage.__name__
