"""The commands of the View menu: what is in sight, how large, and beside what."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence

from mura_desktop.ui.commands.commands import Command, Commands
from mura_desktop.ui.commands.step_commands import pan_commands
from mura_desktop.ui.grid.hanging import Hanging
from mura_desktop.ui.grid.layouts import Layout
from mura_desktop.ui.grid.viewer_grid import ViewerGrid
from mura_desktop.ui.reading.session import ReadingSession
from mura_desktop.ui.viewer import changes
from mura_desktop.ui.viewer.changes import Aspect

Std = QKeySequence.StandardKey

ZOOM_STEP = 1.25

_MENU = "&View"
LAYOUTS = "&View/&Layout"
"""The menu of the layouts."""
_LAYOUT_KEYS = {
    Layout.SINGLE: "Alt+1",
    Layout.PAIR: "Alt+2",
    Layout.FOUR: "Alt+4",
    Layout.ALL: "Alt+0",
}


def view_commands(
    session: ReadingSession,
    hanging: Hanging,
    views: ViewerGrid,
    compare: Callable[[], None],
    show_texts: Callable[[bool], None],
) -> tuple[Command, ...]:
    """Return the commands, in the order of the menu.

    Args:
        session: What is gone through.
        hanging: What is laid out.
        views: What is looked at.
        compare: Looks at the study in front beside another one of the patient.
        show_texts: Shows the texts and the scale bar, or hides them.
    """
    return (
        *_layout_commands(hanging, views, compare),
        *_zoom_commands(views),
        *pan_commands(views),
        *_walk_commands(session),
        *_sight_commands(views, show_texts),
    )


def layout_command(layout: Layout) -> str:
    """Return the name of the command that chooses a layout."""
    return f"layout_{layout.name.lower()}"


ARRANGEMENT = (
    tuple(layout_command(layout) for layout in Layout),
    ("link_window", "link_zoom"),
)
"""The commands that arrange views: those of which one is chosen, and those that are on or off."""


def mark_layout(commands: Commands, chosen: Layout) -> None:
    """Mark the layout that is in use."""
    for layout in Layout:
        commands[layout_command(layout)].setChecked(layout is chosen)


def _zoom_commands(views: ViewerGrid) -> tuple[Command, ...]:
    fit, actual = changes.fitted(), changes.zoomed_to(1.0)
    nearer, farther = changes.zoomed(ZOOM_STEP), changes.zoomed(1.0 / ZOOM_STEP)
    return (
        Command("fit", _MENU, "&Fit to window", lambda: views.ask(fit), ("=",), "fit", parts=True),
        Command(
            "actual",
            _MENU,
            "&Actual pixels (1:1)",
            lambda: views.ask(actual),
            ("Ctrl+1",),
            "one-to-one",
        ),
        Command(
            "zoom_in", _MENU, "Zoom &in", lambda: views.ask(nearer), (Std.ZoomIn, "+"), "zoom-in"
        ),
        Command(
            "zoom_out",
            _MENU,
            "Zoom &out",
            lambda: views.ask(farther),
            (Std.ZoomOut, "-"),
            "zoom-out",
        ),
    )


def _walk_commands(session: ReadingSession) -> tuple[Command, ...]:
    return (
        Command("next_image", _MENU, "&Next image", lambda: session.step(1), ("Down",), parts=True),
        Command("previous_image", _MENU, "&Previous image", lambda: session.step(-1), ("Up",)),
        Command("next_study", _MENU, "Next &study", lambda: session.step_study(1), ("PgDown",)),
        Command(
            "previous_study", _MENU, "Previous st&udy", lambda: session.step_study(-1), ("PgUp",)
        ),
        Command("next_frame", _MENU, "Next &frame", None, ("Right",), "next", parts=True),
        Command("previous_frame", _MENU, "Previous f&rame", None, ("Left",), "previous"),
    )


def _layout_commands(
    hanging: Hanging, views: ViewerGrid, compare: Callable[[], None]
) -> tuple[Command, ...]:
    return (
        *(
            Command(
                layout_command(layout),
                LAYOUTS,
                layout.value,
                lambda layout=layout: hanging.set_layout(layout),
                (key,),
                f"layout-{layout.name.lower()}",
                choice=True,
                on=layout is Layout.SINGLE,
            )
            for layout, key in _LAYOUT_KEYS.items()
        ),
        Command(
            "compare",
            LAYOUTS,
            "&Compare with prior",
            compare,
            ("C",),
            "compare",
            parts=True,
        ),
        Command(
            "next_view",
            LAYOUTS,
            "Next view",
            lambda: views.step(1),
            ("Ctrl+Right",),
            parts=True,
        ),
        Command("previous_view", LAYOUTS, "Previous view", lambda: views.step(-1), ("Ctrl+Left",)),
        Command(
            "maximise_view", LAYOUTS, "&Maximise view, or not", views.toggle_maximised, ("F10",)
        ),
        Command(
            "link_window",
            LAYOUTS,
            "Link &windows",
            lambda on: views.link(Aspect.WINDOW, on),
            ("Shift+W",),
            "link-window",
            checkable=True,
            parts=True,
        ),
        Command(
            "link_zoom",
            LAYOUTS,
            "Link &zoom and position",
            lambda on: views.link(Aspect.ZOOM, on),
            ("Shift+Z",),
            "link-zoom",
            checkable=True,
        ),
    )


def _sight_commands(views: ViewerGrid, show_texts: Callable[[bool], None]) -> tuple[Command, ...]:
    return (
        Command(
            "overlays",
            _MENU,
            "&Overlays of the file",
            views.set_overlays_on,
            ("O",),
            checkable=True,
            on=True,
            parts=True,
        ),
        Command(
            "shutter",
            _MENU,
            "Shu&tter of the file",
            views.set_shutter_on,
            ("S",),
            checkable=True,
            on=True,
        ),
        Command(
            "texts",
            _MENU,
            "Te&xts and scale bar",
            show_texts,
            ("T",),
            checkable=True,
            on=True,
        ),
        Command(
            "magnifier",
            _MENU,
            "Ma&gnifier",
            views.set_magnifying,
            ("Shift+M",),
            "magnifier",
            checkable=True,
        ),
        Command("why_grey", _MENU, "&Why is this grey?", None, ("W",), "why-grey", checkable=True),
        Command(
            "image_alone",
            _MENU,
            "I&mage alone",
            None,
            ("Shift+F11",),
            "maximise",
            checkable=True,
            parts=True,
        ),
        Command("full_screen", _MENU, "F&ull screen", None, ("F11",), checkable=True),
    )
