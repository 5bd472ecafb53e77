"""What the reader concluded, in the report: apart from the program's verdict, with its history."""

from __future__ import annotations

from html import escape

from mura_desktop.domain.reading import Opinion, Reading


def own_conclusion(reading: Reading | None) -> str:
    """Return the part of the report that is the reader's own, as HTML, or that there is none.

    Every recorded verdict is told in order, each with its time and whether the program's verdict
    had been seen by then; what was said earlier is not left out when it was changed.
    """
    if reading is None or reading.last is None:
        return _boxed("<p><b>No reader has recorded a verdict on this study.</b></p>")
    last = reading.last
    history = "".join(
        f"<p class='quiet'>{escape(_step(opinion))}</p>" for opinion in reading.opinions
    )
    conclusion = escape(last.conclusion).replace("\n", "<br>")
    return _boxed(
        f"<p><b>The reader's own verdict: {escape(last.verdict.value)}</b></p>"
        f"{f'<p>{conclusion}</p>' if conclusion else ''}{history}"
    )


def _boxed(told: str) -> str:
    return (
        "<table class='verdict' width='100%' cellpadding='8' cellspacing='0'><tr>"
        f"<td style='background-color: #eef2f6'>{told}</td></tr></table>"
    )


def _step(opinion: Opinion) -> str:
    when = opinion.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    order = "after" if opinion.program_seen else "before"
    return f"{when}: {opinion.verdict.value}, recorded {order} the program's verdict was seen."
