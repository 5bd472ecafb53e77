"""The commands of the Image menu: how the active view shows its image."""

from __future__ import annotations

from mura_desktop.domain.presets import Preset
from mura_desktop.ui.commands.commands import Command
from mura_desktop.ui.commands.step_commands import window_commands
from mura_desktop.ui.commands.window_choice import FILE_WINDOWS, MENU, preset_command
from mura_desktop.ui.grid.viewer_grid import ViewerGrid
from mura_desktop.ui.viewer import changes
from mura_desktop.ui.viewer.changes import Change


def image_commands(views: ViewerGrid) -> tuple[Command, ...]:
    """Return the commands, in the order of the menu."""
    menu = "&Image"

    def asking(
        name: str,
        text: str,
        change: Change,
        keys: tuple[str, ...],
        icon: str = "",
        parts: bool = False,
    ) -> Command:
        return Command(name, menu, text, lambda: views.ask(change), keys, icon, parts=parts)

    return (
        *(_window_command(views, index) for index in range(FILE_WINDOWS)),
        *(_preset_command(views, index, preset) for index, preset in enumerate(Preset)),
        *window_commands(views),
        asking("invert", "&Invert", changes.inverted(), ("I",), "invert"),
        asking(
            "turn_left",
            "Rotate &left",
            changes.turned(-1),
            ("L", "Shift+R"),
            "rotate-left",
            parts=True,
        ),
        asking("turn_right", "Rotate &right", changes.turned(1), ("R",), "rotate-right"),
        asking(
            "flip_h",
            "Flip &horizontally",
            changes.flipped_horizontally(),
            ("H",),
            "flip-horizontal",
        ),
        asking("flip_v", "Flip &vertically", changes.flipped_vertically(), ("V",), "flip-vertical"),
        Command("reset", menu, "Re&set", views.reset, ("Esc",), "reset", parts=True),
    )


def _window_command(views: ViewerGrid, index: int) -> Command:
    name = f"Window {index + 1} of the file"
    keys = (str(index + 1),) if index else ("1", "0")
    chosen = changes.voi_chosen(index)
    return Command(f"window_{index}", MENU, name, lambda: views.ask(chosen), keys, choice=True)


def _preset_command(views: ViewerGrid, index: int, preset: Preset) -> Command:
    key = str(FILE_WINDOWS + index + 1)
    chosen = changes.preset_chosen(preset)
    return Command(
        preset_command(preset),
        MENU,
        f"Preset window: {preset.value.lower()}",
        lambda: views.ask(chosen),
        (key,),
        choice=True,
        parts=index == 0,
    )
