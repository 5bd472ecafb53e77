"""An examination as two tables."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from trainer.data.mura_lists import PARTS
from trainer.doctor.check import Check, State
from trainer.doctor.examine import Examination
from trainer.doctor.published import PUBLISHED, Counts, Table, total

_STYLES = {State.GOOD: "green", State.NOTE: "yellow", State.BAD: "bold red"}


def print_examination(examination: Examination, published: Table = PUBLISHED) -> None:
    """Print the counts beside the published ones, then every check, its remedy below it."""
    console = Console()
    if examination.counted:
        console.print(_counts(examination.counted, published))
    table = RichTable("", "Looked at", "Found", title="Checks", title_justify="left")
    for check in examination.checks:
        table.add_row(_sign(check.state), escape(check.title), _found(check))
    console.print(table)
    console.print("Sound." if examination.sound else "Not fit for training: see the ✗ above.")


def _counts(counted: Table, published: Table) -> RichTable:
    table = RichTable(title="Normal and abnormal", title_justify="left")
    for heading in ("", "Part", "Region", "Studies", "Images"):
        table.add_column(heading, justify="right" if heading in ("Studies", "Images") else "left")
    for part in PARTS:
        rows = {**counted[part], "all": total(counted[part])}
        wanted = {**published[part], "all": total(published[part])}
        for region, found in rows.items():
            good = found == wanted[region]
            studies, images = _pairs(found)
            if not good:
                studies, images = (
                    f"{here}, published {there}"
                    for here, there in zip(_pairs(found), _pairs(wanted[region]), strict=True)
                )
            sign = _sign(State.GOOD if good else State.BAD)
            table.add_row(sign, part, region, studies, images, end_section=region == "all")
    return table


def _pairs(counts: Counts) -> tuple[str, str]:
    return (
        f"{counts.normal_studies:,} + {counts.abnormal_studies:,}",
        f"{counts.normal_images:,} + {counts.abnormal_images:,}",
    )


def _sign(state: State) -> str:
    return f"[{_STYLES[state]}]{state.value}[/]"


def _found(check: Check) -> str:
    return escape(f"{check.detail} {check.remedy}".strip())
