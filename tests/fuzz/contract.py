"""What opening any file must end in."""

import dataclasses
import re
import traceback
import warnings
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.grey_trace import trace
from mura_desktop.domain.study import Image

FOREIGN = re.compile(r"could not be decoded \((\w+)\)")
"""The reason that the imaging room gives for a failure that nobody foresaw."""

LONGEST = 300
"""Longest reason, in characters, that a list of files still shows."""


@dataclass(frozen=True)
class Outcome:
    """What became of a case; ``detail`` says more, a traceback where there is one."""

    kind: str
    detail: str = ""
    good: bool = True

    @classmethod
    def finding(cls, kind: str, detail: str) -> "Outcome":
        return cls(kind, detail, good=False)


def outcome(results: Iterable[Image | UnreadableFile]) -> Outcome:
    """Judge what ``load`` yields for one file: the first thing that is wrong, else the first."""
    try:
        with warnings.catch_warnings(action="error"):
            found = [_judged(result) for result in results]
    except Exception as error:
        return Outcome.finding(f"raised {type(error).__name__}", traceback.format_exc())
    if not found:
        return Outcome.finding("nothing came of it", "")
    return next((each for each in found if not each.good), found[0])


def _judged(result: Image | UnreadableFile) -> Outcome:
    if isinstance(result, UnreadableFile):
        return _refusal(result)
    try:
        return _image(result)
    except Exception as error:
        return Outcome.finding(f"not shown: {type(error).__name__}", traceback.format_exc())


def _refusal(refusal: UnreadableFile) -> Outcome:
    if foreign := FOREIGN.search(refusal.reason):
        cause = "".join(traceback.format_exception(refusal.__cause__ or refusal))
        return Outcome.finding(f"not foreseen: {foreign[1]}", cause)
    if not (_is_sentence(refusal.reason) and _is_sentence(refusal.remedy)):
        return Outcome.finding("no reason or no remedy", str(refusal))
    if not _is_readable(refusal.reason + refusal.remedy):
        return Outcome.finding("a reason that cannot be read", refusal.reason)
    return Outcome(f"refused: {_without_figures(refusal.reason)}", refusal.reason)


def _image(image: Image) -> Outcome:
    """Show an image under each of its windows, as the window and the network do."""
    shape = image.rows, image.columns
    brightness = image.rendered()
    if brightness.dtype != np.uint8 or brightness.shape != shape or not brightness.size:
        return Outcome.finding("no display", f"{brightness.dtype} {brightness.shape}")
    low, high = image.stored_range
    modality = image.modality.apply(np.arange(low, high + 1))
    for voi in image.vois:
        image.lut(voi, inverted=True)
        if not np.isfinite(voi.apply(modality)).all():
            return Outcome.finding("not finite", str(voi))
    if image.colour is not None and image.rgb().shape != (*shape, 3):
        return Outcome.finding("no colours", str(image.rgb().shape))
    if trace(image, 0, 0, image.default_voi, inverted=False) is None:
        return Outcome.finding("not explained", str(shape))
    said = [image.unsuitable or "", image.region.code if image.region else ""]
    said += map(str, dataclasses.astuple(image.header))
    if not image.unsuitable or _is_readable(image.unsuitable):
        "".join(said).encode()  # fails where it could not be written to a file
        return Outcome("image", str(shape))
    return Outcome.finding("a reason that cannot be read", image.unsuitable)


def _is_readable(text: str) -> bool:
    return text.isprintable() and len(text) <= LONGEST


def _is_sentence(text: str) -> bool:
    return len(text) > 5 and text.strip().endswith((".", "?"))


def _without_figures(reason: str) -> str:
    """The reason without what differs from file to file, for counting."""
    return re.sub(r"\(.*\)", "(...)", re.sub(r"-?\d[\d,.]*\d|\d", "#", reason))
