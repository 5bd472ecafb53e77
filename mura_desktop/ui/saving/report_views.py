"""The views of a report: each with what was said of it, in rows that are not cut by a page."""

from __future__ import annotations

import math
from html import escape

from mura_desktop.domain.score_texts import ScoreTexts
from mura_desktop.domain.study import Image
from mura_desktop.domain.verdict import (
    BundleInfo,
    ImageVerdict,
    Judgement,
    NoVerdict,
    StudyVerdict,
)
from mura_desktop.ui.reading.open_study import Phase
from mura_desktop.ui.words import judgement_look, laterality_text, sourced_region

_WIDTH = 515
"""Of the text, in points: of A4, the narrower paper."""
_PICTURES_HEIGHT = 366
_LEAST, _TALLEST, _COMFORTABLE = 78, 260, 120
_ROWS_ON_ONE = 3
"""Of pictures, beside all the words of a report."""


def views_part(judged: StudyVerdict, info: BundleInfo) -> str:
    """Return the part of the report with the views, as HTML: a table for each row of them."""
    width, height, in_row = _picture_size(len(judged.study.images))
    texts = info.texts_for(judged.scores)
    cells = [
        _view(
            number,
            image,
            judgement,
            _words(judgement, info.label, texts, stale=bool(judged.stale)),
            (width, height, 100 // in_row),
            stale=bool(judged.stale),
        )
        for number, (image, judgement) in enumerate(_pairs(judged), start=1)
    ]
    empty = [f"<td width='{100 // in_row}%'></td>"] * (-len(cells) % in_row)
    # a table of its own for each row: pages are broken between tables
    return "".join(
        f"<table width='100%' cellpadding='0' cellspacing='0'><tr>{''.join(row)}</tr></table>"
        for row in _chunks([*cells, *empty], in_row)
    )


def _view(
    number: int,
    image: Image,
    judgement: Judgement,
    words: str,
    room: tuple[int, int, int],
    *,
    stale: bool,
) -> str:
    width, height, share = room
    tall = image.rows * image.aspect
    scale = min(width / image.columns, height / tall)
    size = f"width='{scale * image.columns:.0f}' height='{scale * tall:.0f}'"
    pictures = f"<img src='plain:{number}' {size}>"
    words = escape(words)
    below = judgement.reason if isinstance(judgement, NoVerdict) else ""
    if stale:
        words, below = struck(words), ""
    elif isinstance(judgement, ImageVerdict):
        row, column = judgement.score.heatmap.peak(image.rows, image.columns)
        below = f"{judgement.score.heatmap.method}, strongest at row {row}, column {column}"
        pictures += f" <img src='heat:{number}' {size}>"
    return (
        f"<td class='view' width='{share}%'><p><b>{number}. {words}</b><br>"
        f"{escape(_name(image, judgement))}</p><p>{pictures}</p>"
        f"<p class='caption'>{escape(below)}</p></td>"
    )


def _words(judgement: Judgement, label: str, texts: ScoreTexts, *, stale: bool) -> str:
    words = judgement_look(judgement, Phase.JUDGED, label).text
    if stale or isinstance(judgement, NoVerdict):
        return words
    return f"{words} · score {texts.score(judgement.score.probability)}"


def _name(image: Image, judgement: Judgement) -> str:
    parts = (
        sourced_region(judgement.region or image.region),
        image.header.view,
        laterality_text(image.header.laterality),
        f"frame 1 of {image.frames}" if image.frames > 1 else "",
    )
    return " · ".join(filter(None, parts)) or "Radiograph"


def struck(word: str) -> str:
    """Return a word, as HTML, that was said and no longer holds."""
    return f"STALE · <s>{word}</s>"


def _picture_size(images: int) -> tuple[int, int, int]:
    """Return the room for one picture in points, and how many views share a row.

    What fits on one page is made to; pages of more than that hold as many as can be looked at.
    """
    in_row = 1 if images == 1 else 2
    rows = math.ceil(images / in_row)
    width = _WIDTH // (2 * in_row) - 10
    height = max(_LEAST, min(_TALLEST, _PICTURES_HEIGHT // rows - 44))
    return width, height if rows <= _ROWS_ON_ONE else _COMFORTABLE, in_row


def _chunks(items: list[str], size: int) -> list[list[str]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _pairs(judged: StudyVerdict) -> list[tuple[Image, Judgement]]:
    return list(zip(judged.study.images, judged.images, strict=True))
