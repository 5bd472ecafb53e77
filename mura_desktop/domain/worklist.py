"""Judging a long list of images one by one, so that a broken-off list goes on where it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from mura_desktop.domain.basis import digest_of
from mura_desktop.domain.errors import SetAside, UnreadableFile
from mura_desktop.domain.judging import Analyzer, judge_image
from mura_desktop.domain.study import Image
from mura_desktop.domain.verdict import BundleInfo, Judgement, NoVerdict


class Journal(Protocol):
    """Something that keeps judgements from one run of a list to the next."""

    def find(self, key: str) -> Judgement | None:
        """Return what was kept under a key, or None.

        Raises:
            MuraDesktopError: when the journal cannot be read.
        """
        ...

    def keep(self, key: str, judgement: Judgement) -> None:
        """Keep a judgement; when this returns it is on disk.

        Raises:
            MuraDesktopError: when it could not be kept.
        """
        ...

    def forget(self, keys: Iterable[str]) -> None:
        """Forget what was kept under some keys: their list is complete.

        Raises:
            MuraDesktopError: when the journal cannot be written.
        """
        ...


Judged = tuple[Image, Judgement]
"""An image and what was said of it; who takes it lets go of its pixels."""


def judge_each(
    found: Iterable[Image | UnreadableFile],
    analyzer: Analyzer,
    *,
    journal: Journal | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Judged | UnreadableFile]:
    """Judge images one after the other as they are read.

    Args:
        found: What imaging yields.
        analyzer: What judges.
        journal: Where each judgement is kept as soon as it is made, and looked for before. What has
            failed is not kept and is judged again. When all is judged it is forgotten.
        cancelled: Asked before each image; what was judged by then stays in the journal.

    Yields:
        In the order of arrival a judgement with its image, or the refusal of a file. An image that
        came before from another file is set aside.
    """
    earlier: set[object] = set()
    keys: list[str] = []
    for each in found:
        if cancelled():
            return
        if isinstance(each, UnreadableFile):
            yield each
        elif each.identity in earlier:
            yield SetAside.already_open(each.path)
        else:
            if each.identity:
                earlier.add(each.identity)
            yield each, _judged(each, analyzer, journal, keys)
    if journal is not None and not cancelled():
        journal.forget(keys)


def _judged(
    image: Image, analyzer: Analyzer, journal: Journal | None, keys: list[str]
) -> Judgement:
    if journal is None:
        return judge_image(image, analyzer)
    keys.append(_key(image, analyzer.info))
    known = journal.find(keys[-1])
    if known is not None:
        return known
    judgement = judge_image(image, analyzer)
    if not (isinstance(judgement, NoVerdict) and judgement.failed):
        journal.keep(keys[-1], judgement)
    return judgement


def _key(image: Image, info: BundleInfo) -> str:
    """Return what a judgement depends on: a text that no other image or bundle has."""
    return "\0".join(
        (
            *(digest_of(image), repr(image.default_voi), repr(image.modality)),
            *(repr(image.monochrome1), repr(image.padding), repr(image.region)),
            *(repr(image.aspect), image.unsuitable or ""),
            *(info.sha256, repr(info.thresholds)),
        )
    )
