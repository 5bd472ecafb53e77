"""The commands of the Measure menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction, QKeySequence

from mura_desktop.domain.measurement.shape import Kind
from mura_desktop.ui.commands.commands import Command, Commands
from mura_desktop.ui.grid.viewer_grid import ViewerGrid
from mura_desktop.ui.measuring.measuring import Measuring
from mura_desktop.ui.measuring.sheet import Sheet

MENU = "&Measure"

_KINDS = {  # D and A as in Weasis
    Kind.LENGTH: ("measure_length", "&Length", "D", "length"),
    Kind.ANGLE: ("measure_angle", "&Angle", "A", "angle"),
    Kind.COBB: ("measure_cobb", "&Cobb angle", "Shift+A", "cobb"),
    Kind.ELLIPSE: ("measure_ellipse", "&Ellipse", "E", "ellipse"),
    Kind.RECTANGLE: ("measure_rectangle", "&Rectangle", "B", "rectangle"),
}

NEEDS_IMAGE = (
    *(name for name, *_ in _KINDS.values()),
    *("calibrate", "measurements"),
)
"""The commands that mean nothing while nothing is open."""


def measuring_commands(measuring: Measuring) -> tuple[Command, ...]:
    """Return the commands that measure."""
    return (
        *(
            Command(name, MENU, text, partial(measuring.choose, kind), (key,), icon, choice=True)
            for kind, (name, text, key, icon) in _KINDS.items()
        ),
        Command(
            "calibrate",
            MENU,
            "Cali&brate by a known length",
            measuring.choose_calibration,
            ("K",),
            "calibrate",
            choice=True,
            parts=True,
        ),
        Command(
            "forget_calibration",
            MENU,
            "Use the &file's scale again",
            measuring.forget_calibration,
        ),
        Command(
            "delete_measurement",
            MENU,
            "&Delete measurement",
            measuring.delete_selected,
            (QKeySequence.StandardKey.Delete, "Backspace"),
            parts=True,
        ),
        Command("delete_measurements", MENU, "Delete &all of this image", measuring.delete_all),
        Command(
            "show_measurements",
            MENU,
            "Sho&w measurements",
            measuring.show_measurements,
            ("Shift+T",),
            checkable=True,
            on=True,
            parts=True,
        ),
        Command(
            "measurements",
            MENU,
            "Li&st of measurements",
            measuring.show_list,
            ("Ctrl+M",),
        ),
    )


def enable_what_acts(sheet: Sheet, views: ViewerGrid, commands: Commands) -> None:
    """Enable what takes back only where there is something to take back, from now on."""

    def enable() -> None:
        image = views.active.image
        measured = image is not None and bool(sheet.measurements(image))
        commands.enable(["delete_measurement", "delete_measurements"], measured)
        calibrated = image is not None and sheet.is_calibrated(image)
        commands.enable(["forget_calibration"], calibrated)

    sheet.changed.connect(enable)
    views.activated.connect(enable)
    enable()


def check_chosen(measuring: Measuring, commands: Commands) -> None:
    """Check the command of what is measured, from now on."""
    actions: dict[Kind, QAction] = {kind: commands[name] for kind, (name, *_) in _KINDS.items()}

    def check() -> None:
        kind, calibrating = measuring.hand.choice
        for each, action in actions.items():
            action.setChecked(each is kind and not calibrating)
        if kind is not None:  # nobody draws what is not in sight
            commands["show_measurements"].setChecked(True)
        commands["calibrate"].setChecked(calibrating)

    measuring.hand.chosen.connect(check)
