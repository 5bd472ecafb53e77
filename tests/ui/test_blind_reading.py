"""While the reader's verdict comes first, a window tells nothing of the program's: not by a hue."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QAbstractItemView, QWidget

from mura_desktop.domain.study import Region, RegionSource
from mura_desktop.domain.verdict import NoVerdict
from mura_desktop.ui.reading.open_study import Phase

SAID = {
    "suspected": (0.97, 0.9),
    "not suspected": (0.01, 0.02),
    "driven by the second": (0.3, 0.99),
    "out of scope": (NoVerdict("Blank.", Region("FOOT", RegionSource.NETWORK)),) * 2,
    "failed": (RuntimeError("broken kernel"), 0.2),
}
KEYS = (Qt.Key.Key_G, Qt.Key.Key_N, Qt.Key.Key_P)
_ROLES = (
    *(Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole),
    *(Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole),
)


def told(window: QWidget) -> list[str]:
    """Everything that a window says to those who read, hover, listen, or look at what is grey."""
    lines = [window.windowTitle()]
    for widget in (window, *window.findChildren(QWidget)):
        if widget.isVisible():
            lines += [widget.toolTip(), widget.statusTip(), widget.whatsThis()]
            spoken = QAccessible.queryAccessibleInterface(widget)
            lines += [spoken.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Value)]
            lines += [spoken.text(QAccessible.Text.Description), str(widget.isEnabled())]
        if isinstance(widget, QAbstractItemView) and widget.isVisible():
            lines += rows_of(widget.model(), QModelIndex())
    return lines + [f"{each.text()} {each.isEnabled()}" for each in window.commands.all]


def rows_of(model: QAbstractItemModel, above: QModelIndex) -> list[str]:
    lines = []
    for row in range(model.rowCount(above)):
        for column in range(model.columnCount(above)):
            index = model.index(row, column, above)
            lines += [str(index.data(role)) for role in _ROLES]
        lines += rows_of(model, model.index(row, 0, above))
    return lines


def settled(window: QWidget, qtbot) -> tuple[list[str], np.ndarray]:
    """What a window tells and shows once its layouts have come to rest."""
    looks = [seen(window)]

    def rests() -> bool:
        looks.append(seen(window))
        return bool((looks[-1] == looks[-2]).all()) and len(looks) > 3

    qtbot.waitUntil(rests)
    return told(window), looks[-1]


def seen(window: QWidget) -> np.ndarray:
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(picture.constBits(), np.uint32).copy()


@pytest.fixture
def read_blind(window, session, files, image_of, network, qtbot):
    """Opens the study once more with other judgements on it, and waits until they are withheld."""
    window.commands["commit_first"].setChecked(True)
    files.contents["study"] = [image_of("a1"), image_of("a2", instance=2)]

    def read(first, second):
        for opened in session.studies:
            session.close_study(opened.study.id)
        network.scores.update(a1=first, a2=second)
        session.open([Path("study")])
        qtbot.waitUntil(
            lambda: bool(session.studies) and session.studies[0].phase is Phase.WITHHELD
        )
        return window

    return read


def test_a_blind_window_is_the_same_whatever_the_program_says(read_blind, qtbot):
    looks = {}
    for name, answers in SAID.items():
        window = read_blind(*answers)
        for key in KEYS:
            qtbot.keyClick(window.canvas, key)
        looks[name] = settled(window, qtbot)

    words, pixels = looks["suspected"]
    assert len(words) > 200, "it was looked at"
    for name, (others, painted) in looks.items():
        assert others == words, name
        assert (painted == pixels).all(), name


def test_a_peek_at_the_heatmap_shows_none_while_it_is_withheld(read_blind, qtbot):
    window = read_blind(0.97, 0.9)
    before = seen(window.canvas)
    qtbot.keyPress(window.canvas, Qt.Key.Key_P)
    assert (seen(window.canvas) == before).all()
    qtbot.keyRelease(window.canvas, Qt.Key.Key_P)
