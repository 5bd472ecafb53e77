"""The commands of the window: what each is called, where it is found, which keys it has."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from mura_desktop.ui.commands import step_commands
from mura_desktop.ui.commands.commands import Command
from mura_desktop.ui.commands.image_commands import image_commands
from mura_desktop.ui.commands.view_commands import view_commands
from mura_desktop.ui.deeds import Deeds
from mura_desktop.ui.measuring import commands as measuring

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


def command_table(deeds: Deeds) -> tuple[Command, ...]:
    """Return every command, in the order of the menus."""
    return (
        *_file_commands(deeds),
        *_edit_commands(deeds),
        *image_commands(deeds.views),
        *deeds.header.commands(),
        *measuring.measuring_commands(deeds.measuring),
        *view_commands(deeds.session, deeds.hanging, deeds.views, deeds.compare, deeds.show_texts),
        *_verdict_commands(deeds),
        *deeds.keeper.commands(),
        *_record_commands(deeds),
        Command("help", "&Help", "&Contents…", deeds.show_help, ("Shift+F1",)),
        Command("shortcuts", "&Help", "&Keyboard shortcuts…", None, ("F1", "?")),
        Command("about", "&Help", "&About MURA Desktop", deeds.show_about, parts=True),
    )


def _file_commands(deeds: Deeds) -> tuple[Command, ...]:
    file = "&File"
    return (
        Command("open_files", file, "Open &files…", deeds.ask_for_files, (Std.Open,), "open-file"),
        Command(
            "open_folder",
            file,
            "Open f&older…",
            deeds.ask_for_folder,
            ("Ctrl+Shift+O",),
            "open-folder",
        ),
        Command("open_sample", file, "Open &sample study", deeds.open_sample, (), "sample"),
        Command(
            "judge_folder",
            file,
            "&Judge a folder…",
            deeds.records.ask_for_list,
            ("Ctrl+Shift+F",),
            parts=True,
        ),
        Command(
            "save_report",
            file,
            "Save &report…",
            deeds.save_report,
            (Std.Save, Std.Print),
            "report",
            parts=True,
        ),
        Command(
            "save_view",
            file,
            "Save &view as picture…",
            deeds.exports.save_view,
            ("Ctrl+Shift+S",),
        ),
        Command("close_study", file, "&Close study", deeds.close_study, _CLOSE, parts=True),
        Command("quit", file, "&Quit", deeds.window.close, (Std.Quit, "Ctrl+Q"), parts=True),
    )


def _edit_commands(deeds: Deeds) -> tuple[Command, ...]:
    menu = "&Edit"
    return (
        Command("undo", menu, "&Undo", deeds.undo, (Std.Undo,), "undo"),
        Command(
            "redo",
            menu,
            "&Redo",
            deeds.histories.redo,
            (Std.Redo, "Ctrl+Y", "Ctrl+Shift+Z"),
            "redo",
        ),
        Command(
            "copy_view",
            menu,
            "&Copy view",
            deeds.exports.copy_view,
            (Std.Copy,),
            "copy",
            parts=True,
        ),
        Command("copy_grey", menu, "Copy &grey value", None, ("Ctrl+Shift+C",)),
    )


def _verdict_commands(deeds: Deeds) -> tuple[Command, ...]:
    menu = "V&erdict"
    return (
        Command(
            "heatmap",
            menu,
            "&Heatmap",
            deeds.views.set_heatmap_on,
            ("G",),
            "heatmap",
            checkable=True,
        ),
        Command("driving", menu, "Go to the &deciding image", deeds.select_driving_image, ("N",)),
        Command("judge", menu, "&Judge again", deeds.judge_again, ("Ctrl+J",), "judge", parts=True),
        Command("cancel", menu, "&Cancel", deeds.session.cancel, ("Ctrl+.",), "cancel"),
        Command("stability", menu, "Check &stability of this image", None, ("Ctrl+Shift+J",)),
        Command("bundles", menu, "&Bundles…", None, ("Ctrl+B",), parts=True),
        Command("model_card", menu, "&Model card", None),
    )


def _record_commands(deeds: Deeds) -> tuple[Command, ...]:
    menu = "V&erdict"
    return (
        Command(
            "commit_first",
            menu,
            "My verdict &first, then the program's",
            deeds.recording.set_commit_first,
            checkable=True,
            parts=True,
        ),
        Command("reading_log", menu, "&Reading log…", deeds.records.show_log, ("Ctrl+L",)),
    )
