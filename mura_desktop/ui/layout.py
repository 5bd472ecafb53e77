"""How the panes of the main window lie beside and above each other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QToolBar, QToolButton, QVBoxLayout, QWidget

from mura_desktop.domain.verdict import DISCLAIMER
from mura_desktop.ui.commands.commands import Commands
from mura_desktop.ui.commands.view_commands import LAYOUTS, layout_command
from mura_desktop.ui.grid.layouts import Layout
from mura_desktop.ui.look.theme import icon

_TOOLS = (
    ("open_files", "open_folder"),
    ("fit", "actual", "zoom_in", "zoom_out"),
    ("invert", "turn_left", "turn_right", "flip_h", "flip_v", "reset", "undo", "redo"),
    ("heatmap",),
    ("link_window", "link_zoom", "compare"),
    ("measure_length", "measure_angle", "measure_ellipse"),
    ("why_grey", "save_report", "copy_view"),
)
"""The last ones are the first that a narrow window has no room for."""
_MORE = 18
"""Width of the button for what a narrow tool bar has no room for: Qt's own 12 hide its arrow."""
_WIDTHS = [288, 800, 352]
USUAL_SIZE = 1440, 900
"""Of the window, where the screen has room for it."""


def stacked(*widgets: QWidget) -> QWidget:
    """Put widgets above each other; the last one takes the room that is left."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget, stretch=int(widget is widgets[-1]))
    return whole


def side_by_side(left: QWidget, middle: QWidget, right: QWidget) -> QSplitter:
    """Put three panes beside each other; the middle one takes the room that is left."""
    panes = QSplitter(Qt.Orientation.Horizontal)
    panes.setObjectName("panes")
    panes.setHandleWidth(1)
    panes.setChildrenCollapsible(False)
    for pane in (left, middle, right):
        panes.addWidget(pane)
    panes.setStretchFactor(1, 1)
    panes.setSizes(_WIDTHS)
    return panes


def disclaimer_below(*widgets: QWidget) -> QWidget:
    """Put the disclaimer below widgets, where nothing hides it; the first has the room."""
    words = QLabel(DISCLAIMER)
    words.setObjectName("disclaimer")
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    whole = stacked(words, *reversed(widgets))
    column = whole.layout()
    assert isinstance(column, QVBoxLayout)
    column.setDirection(QVBoxLayout.Direction.BottomToTop)
    return whole


def _layout_button(commands: Commands) -> QToolButton:
    """Return a button that shows the layout in use and drops the menu of all."""
    button = QToolButton()
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(commands.menu(LAYOUTS))
    button.setIcon(icon("layout-single"))
    button.setToolTip("Layout")
    button.setAccessibleName("Layout")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for layout in Layout:
        action = commands[layout_command(layout)]
        action.toggled.connect(
            lambda on, action=action: button.setIcon(action.icon()) if on else None
        )
    return button


def tool_bar(commands: Commands, choice: QWidget) -> QToolBar:
    """Return the tool bar with the commands that hands reach for most.

    Args:
        commands: The window's commands.
        choice: What chooses the window that an image is seen through.
    """
    bar = QToolBar("Tools")
    bar.setMovable(False)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    for group in _TOOLS:
        if bar.actions():
            bar.addSeparator()
        if "invert" in group:
            bar.addWidget(choice)
        if "link_window" in group:
            bar.addWidget(_layout_button(commands))
        bar.addActions([commands[name] for name in group])
    more = bar.findChild(QToolButton, "qt_toolbar_ext_button")  # Qt's own, and Qt leaves it mute
    if more is not None:
        more.setMinimumWidth(_MORE)
        more.setToolTip("More tools")
        more.setAccessibleName("More tools")
    return bar
