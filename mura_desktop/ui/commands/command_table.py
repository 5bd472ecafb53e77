"""The commands of the window: what each is called, where it is found, which keys it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from mura_desktop.ui.commands import step_commands
from mura_desktop.ui.commands.commands import Command
from mura_desktop.ui.commands.image_commands import image_commands
from mura_desktop.ui.commands.view_commands import view_commands
from mura_desktop.ui.grid.viewer_grid import ViewerGrid
from mura_desktop.ui.measuring import commands as measuring
from mura_desktop.ui.reading.session import ReadingSession
from mura_desktop.ui.record_keeping import list_commands, record_commands

if TYPE_CHECKING:
    from mura_desktop.ui.main_window import MainWindow

Std = QKeySequence.StandardKey

_CLOSE = (Std.Close, "Ctrl+W")

NEEDS_IMAGE = (
    *("close_study", "invert", "turn_left", "turn_right", "flip_h", "flip_v", "reset", "fit"),
    *("actual", "zoom_in", "zoom_out", "next_image", "previous_image", "next_study"),
    *("previous_study", "model_card", "save_view", "copy_view", "why_grey", "image_alone"),
    "compare",
    *measuring.NEEDS_IMAGE,
    *step_commands.NEEDS_IMAGE,
    "header",
)
"""The commands that mean nothing while nothing is open."""


def command_table(
    window: MainWindow, session: ReadingSession, views: ViewerGrid
) -> tuple[Command, ...]:
    """Return every command, in the order of the menus."""
    return (
        *_file_commands(window, session),
        *_edit_commands(window),
        *image_commands(views),
        *window.header.commands(),
        *measuring.measuring_commands(window.measuring),
        *view_commands(window, session, views),
        *_verdict_commands(window, session, views),
        *window.keeper.commands(),
        *record_commands(window),
        Command("help", "&Help", "&Contents…", lambda: _show_help(window), ("Shift+F1",)),
        Command("shortcuts", "&Help", "&Keyboard shortcuts…", window.show_shortcuts, ("F1", "?")),
        Command("about", "&Help", "&About MURA Desktop", lambda: _show_about(window), parts=True),
    )


def _show_help(window: MainWindow) -> None:
    from mura_desktop.ui.help import HelpDialog

    HelpDialog(window).open()


def _show_about(window: MainWindow) -> None:
    from mura_desktop.ui.documents import show_about

    show_about(window, window.self_check.details)


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
        *list_commands(window),
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
        Command("undo", menu, "&Undo", lambda: _undo(window), (Std.Undo,), "undo"),
        Command(
            "redo",
            menu,
            "&Redo",
            window.histories.redo,
            (Std.Redo, "Ctrl+Y", "Ctrl+Shift+Z"),
            "redo",
        ),
        Command(
            "copy_view",
            menu,
            "&Copy view",
            lambda: window.exports.copy_view(),
            (Std.Copy,),
            "copy",
            parts=True,
        ),
        Command(
            "copy_grey",
            menu,
            "Copy &grey value",
            lambda: window.viewer.grey.copy(),
            ("Ctrl+Shift+C",),
        ),
    )


def _undo(window: MainWindow) -> None:
    """Take back what was done last; a drag that is under way is not done yet, and given up."""
    if not window.views.give_up_drag():
        window.histories.undo()


def _verdict_commands(
    window: MainWindow, session: ReadingSession, views: ViewerGrid
) -> tuple[Command, ...]:
    menu = "V&erdict"
    return (
        Command(
            "heatmap", menu, "&Heatmap", views.set_heatmap_on, ("G",), "heatmap", checkable=True
        ),
        Command("driving", menu, "Go to the &deciding image", window.select_driving_image, ("N",)),
        Command(
            "judge", menu, "&Judge again", window.judge_again, ("Ctrl+J",), "judge", parts=True
        ),
        Command("cancel", menu, "&Cancel", session.cancel, ("Ctrl+.",), "cancel"),
        Command(
            "stability",
            menu,
            "Check &stability of this image",
            lambda: window.controls.check_stability(),
            ("Ctrl+Shift+J",),
        ),
        Command(
            "bundles",
            menu,
            "&Bundles…",
            lambda: window.controls.show_bundles(),
            ("Ctrl+B",),
            parts=True,
        ),
        Command("model_card", menu, "&Model card", window.show_model_card),
    )
