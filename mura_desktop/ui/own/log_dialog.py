"""What the reading log says together, and its way out of the program."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QTextBrowser, QVBoxLayout, QWidget

from mura_desktop.domain.agreement import WORDS, Agreement
from mura_desktop.domain.reading import Entry, Influence
from mura_desktop.domain.verdict import DISCLAIMER
from mura_desktop.ui.documents import closing_buttons
from mura_desktop.ui.look.quiet_dialog import QuietDialog
from mura_desktop.ui.look.room import resize_within_screen

_TOO_FEW = 10
_FEW = 30
"""Below this many readings kappa's interval for large samples is too narrow."""


class LogDialog(QuietDialog):
    """Statistics of the log, and buttons that export it."""

    export_wanted = Signal(str)
    """``csv`` or ``json``."""

    def __init__(self, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Reading log")
        resize_within_screen(self, 680, 600)
        told = QTextBrowser()
        told.setHtml(statistics_html(Agreement.of(entry.reading for entry in entries)))
        told.setAccessibleName("Statistics of the reading log")
        note = QLabel(
            "Kept on this computer alone, without names: studies are known by a salted hash. "
            f"{DISCLAIMER}"
        )
        note.setWordWrap(True)
        note.setProperty("quiet", True)
        buttons = closing_buttons(self)
        for kind in ("csv", "json"):
            button = buttons.addButton(
                f"Export as {kind.upper()}…", QDialogButtonBox.ButtonRole.ActionRole
            )
            button.setEnabled(bool(entries))
            button.clicked.connect(lambda _=False, kind=kind: self.export_wanted.emit(kind))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        column.addWidget(told)
        column.addWidget(note)
        column.addWidget(buttons)
        self.finished.connect(self.deleteLater)


def statistics_html(agreement: Agreement) -> str:
    """Return the statistics as HTML; what these readings cannot say is not said."""
    if not agreement.readings:
        return (
            "<h3>No reading yet</h3><p>Choose a word under YOUR VERDICT and press Record. With "
            "<i>Verdict › My verdict first</i> the program's verdict stays hidden until then.</p>"
        )
    lines = []
    if agreement.median_seconds is not None:
        lines.append(_line("Median time to your verdict", _duration(agreement.median_seconds)))
    lines.append(_line("Readings with a verdict of yours", str(agreement.readings)))
    lines.append(
        _line("Of these, recorded before the program's verdict was seen", str(agreement.compared))
    )
    if not agreement.compared:
        none = "Agreement is counted only where your verdict came first; there is no such reading."
        return f"<table>{''.join(lines)}</table><p>{none}</p>"
    percent = 100.0 * agreement.agreed / agreement.compared
    share = f"{agreement.agreed} of {agreement.compared} ({percent:.0f} %)"
    lines.append(_line("The same word", share))
    lines.append(_line("Cohen's kappa, three words", _kappa(agreement)))
    moved = agreement.influences
    changed = (
        f"{agreement.changed}: {moved[Influence.TOWARDS]} towards the program, "
        f"{moved[Influence.AWAY]} away from it, {moved[Influence.ASIDE]} neither"
    )
    lines.append(_line("Changed after seeing the program's verdict", changed))
    few = "<p>So few readings say little.</p>" if agreement.compared < _FEW else ""
    return f"<table>{''.join(lines)}</table>{few}{_table(agreement)}"


def _line(name: str, value: str) -> str:
    return (
        f"<tr><td style='padding: 4px 24px 4px 0'>{name}</td>"
        f"<td style='padding: 4px 0'><b>{value}</b></td></tr>"
    )


def _kappa(agreement: Agreement) -> str:
    kappa = agreement.kappa
    if agreement.compared < _TOO_FEW:
        return f"not told below {_TOO_FEW} readings"
    if kappa is None:
        return "not defined: one word alone was said"
    return f"{kappa.value:.2f} (95 % interval {kappa.low:.2f} to {kappa.high:.2f})"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.1f} min"


def _table(agreement: Agreement) -> str:
    cell = "<td align='right' style='padding: 2px 16px'>"
    heads = "".join(f"<td style='padding: 2px 16px'>{word.value}</td>" for word in WORDS)
    rows = "".join(
        f"<tr><td style='padding: 2px 16px 2px 0'>{word.value}</td>"
        f"{''.join(f'{cell}{count}</td>' for count in row)}</tr>"
        for word, row in zip(WORDS, agreement.table, strict=True)
    )
    return (
        "<h4>Your word (rows) and the program's (columns)</h4>"
        f"<table><tr><td></td>{heads}</tr>{rows}</table>"
    )
