"""The commands of the window: what each is called, where it is found, which keys it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from mura_desktop.domain.presets import Preset
from mura_desktop.ui.commands import Command
from mura_desktop.ui.documents import show_about
from mura_desktop.ui.session import ReadingSession
from mura_desktop.ui.viewer.canvas import Canvas
from mura_desktop.ui.window_choice import FILE_WINDOWS, MENU, preset_command

if TYPE_CHECKING:
    from mura_desktop.ui.main_window import MainWindow

Std = QKeySequence.StandardKey

ZOOM_STEP = 1.25

_CLOSE = (Std.Close, "Ctrl+W")

NEEDS_IMAGE = (
    *("close_study", "invert", "turn_left", "turn_right", "flip_h", "flip_v", "reset", "fit"),
    *("actual", "zoom_in", "zoom_out", "next_image", "previous_image", "next_study"),
    *("previous_study", "driving", "judge", "model_card", "save_view", "copy_view"),
    *("why_grey", "image_alone"),
)
"""The commands that mean nothing while nothing is open."""


def command_table(
    window: MainWindow, session: ReadingSession, canvas: Canvas
) -> tuple[Command, ...]:
    """Return every command, in the order of the menus."""
    return (
        *_file_commands(window, session),
        *_edit_commands(window),
        *_image_commands(canvas),
        *_view_commands(window, session, canvas),
        *_verdict_commands(window, session, canvas),
        Command("shortcuts", "&Help", "Keyboard shortcuts", window.show_shortcuts, ("F1", "?")),
        Command("about", "&Help", "About MURA Desktop", lambda: show_about(window)),
    )


def _file_commands(window: MainWindow, session: ReadingSession) -> tuple[Command, ...]:
    file = "&File"
    return (
        Command("open_files", file, "Open &files…", window.ask_for_files, (Std.Open,), "open-file"),
        Command(
            "open_folder",
            file,
            "Open f&older…",
            window.ask_for_folder,
            ("Ctrl+Shift+O",),
            "open-folder",
        ),
        Command("open_sample", file, "Open &sample study", window.open_sample, (), "sample"),
        Command(
            "save_report",
            file,
            "Save &report…",
            window.save_report,
            (Std.Save, Std.Print),
            "report",
            parts=True,
        ),
        Command(
            "save_view",
            file,
            "Save &view as picture…",
            lambda: window.exports.save_view(),
            ("Ctrl+Shift+S",),
        ),
        Command("close_study", file, "&Close study", window.close_study, _CLOSE, parts=True),
        Command("quit", file, "&Quit", window.close, (Std.Quit, "Ctrl+Q"), parts=True),
    )


def _edit_commands(window: MainWindow) -> tuple[Command, ...]:
    menu = "&Edit"
    return (
        Command(
            "copy_view", menu, "&Copy view", lambda: window.exports.copy_view(), (Std.Copy,), "copy"
        ),
        Command(
            "copy_grey",
            menu,
            "Copy &grey value",
            lambda: window.viewer.grey.copy(),
            ("Ctrl+Shift+C",),
        ),
    )


def _image_commands(canvas: Canvas) -> tuple[Command, ...]:
    menu = "&Image"
    return (
        *(_window_command(canvas, index) for index in range(FILE_WINDOWS)),
        *(_preset_command(canvas, index, preset) for index, preset in enumerate(Preset)),
        Command("invert", menu, "&Invert", canvas.invert, ("I",), "invert", parts=True),
        Command(
            "turn_left",
            menu,
            "Rotate &left",
            lambda: canvas.turn(-1),
            ("L", "Shift+R"),
            "rotate-left",
            parts=True,
        ),
        Command(
            "turn_right", menu, "Rotate &right", lambda: canvas.turn(1), ("R",), "rotate-right"
        ),
        Command(
            "flip_h",
            menu,
            "Flip &horizontally",
            canvas.flip_horizontally,
            ("H",),
            "flip-horizontal",
        ),
        Command(
            "flip_v", menu, "Flip &vertically", canvas.flip_vertically, ("V",), "flip-vertical"
        ),
        Command("reset", menu, "Re&set", canvas.reset, ("Esc",), "reset", parts=True),
    )


def _view_commands(
    window: MainWindow, session: ReadingSession, canvas: Canvas
) -> tuple[Command, ...]:
    menu = "&View"
    return (
        Command("fit", menu, "&Fit to window", canvas.fit, ("=",), "fit"),
        Command(
            "actual",
            menu,
            "&Actual pixels (1:1)",
            lambda: canvas.zoom_to(1.0),
            ("Ctrl+1",),
            "one-to-one",
        ),
        Command(
            "zoom_in",
            menu,
            "Zoom &in",
            lambda: canvas.zoom(ZOOM_STEP),
            (Std.ZoomIn, "+"),
            "zoom-in",
        ),
        Command(
            "zoom_out",
            menu,
            "Zoom &out",
            lambda: canvas.zoom(1.0 / ZOOM_STEP),
            (Std.ZoomOut, "-"),
            "zoom-out",
        ),
        Command("next_image", menu, "&Next image", lambda: session.step(1), ("Down",), parts=True),
        Command("previous_image", menu, "&Previous image", lambda: session.step(-1), ("Up",)),
        Command("next_study", menu, "Next &study", lambda: session.step_study(1), ("PgDown",)),
        Command(
            "previous_study", menu, "Previous st&udy", lambda: session.step_study(-1), ("PgUp",)
        ),
        *_frame_commands(window),
        *_layer_commands(window, canvas),
    )


def _frame_commands(window: MainWindow) -> tuple[Command, ...]:
    menu = "&View"
    return (
        Command(
            "next_frame",
            menu,
            "Next &frame",
            lambda: window.viewer.frames.step(1),
            ("Right",),
            "next",
            parts=True,
        ),
        Command(
            "previous_frame",
            menu,
            "Previous f&rame",
            lambda: window.viewer.frames.step(-1),
            ("Left",),
            "previous",
        ),
    )


def _layer_commands(window: MainWindow, canvas: Canvas) -> tuple[Command, ...]:
    menu = "&View"
    return (
        Command(
            "overlays",
            menu,
            "&Overlays of the file",
            canvas.set_overlays_on,
            ("O",),
            checkable=True,
            on=True,
            parts=True,
        ),
        Command(
            "shutter",
            menu,
            "Shu&tter of the file",
            canvas.set_shutter_on,
            ("S",),
            checkable=True,
            on=True,
        ),
        Command(
            "why_grey",
            menu,
            "&Why is this grey?",
            window.explain_greys,
            ("W",),
            "why-grey",
            checkable=True,
        ),
        Command(
            "image_alone",
            menu,
            "I&mage alone",
            window.show_image_alone,
            ("F11",),
            "maximise",
            checkable=True,
            parts=True,
        ),
    )


def _verdict_commands(
    window: MainWindow, session: ReadingSession, canvas: Canvas
) -> tuple[Command, ...]:
    menu = "V&erdict"
    return (
        Command(
            "heatmap", menu, "&Heatmap", canvas.set_heatmap_on, ("G",), "heatmap", checkable=True
        ),
        Command(
            "driving", menu, "Image with the highest &score", window.select_driving_image, ("N",)
        ),
        Command("judge", menu, "&Judge", window.judge_again, ("Ctrl+J",), "judge", parts=True),
        Command("cancel", menu, "&Cancel", session.cancel, ("Ctrl+.",), "cancel"),
        Command("model_card", menu, "&Model card", window.show_model_card, parts=True),
    )


def _window_command(canvas: Canvas, index: int) -> Command:
    name = f"Window {index + 1} of the file"
    keys = (str(index + 1),) if index else ("1", "0")
    return Command(
        f"window_{index}", MENU, name, lambda: canvas.choose_voi(index), keys, choice=True
    )


def _preset_command(canvas: Canvas, index: int, preset: Preset) -> Command:
    key = str(FILE_WINDOWS + index + 1)
    return Command(
        preset_command(preset),
        MENU,
        f"Preset window: {preset.value.lower()}",
        lambda: canvas.choose_preset(preset),
        (key,),
        choice=True,
        parts=index == 0,
    )
