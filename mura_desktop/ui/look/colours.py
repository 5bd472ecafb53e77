"""The colours of the two themes, by what they are for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a colour is for; as text the name by which the style sheet calls it."""

    WINDOW = "window"
    PANEL = "panel"
    RAISED = "raised"
    BORDER = "border"
    TEXT = "text"
    QUIET = "quiet"
    DISABLED = "disabled"
    ACCENT = "accent"
    ACCENT_HOVER = "accent_hover"
    ON_ACCENT = "on_accent"
    NOTICE = "notice"
    SUSPECTED = "suspected"
    UNCERTAIN = "uncertain"
    ON_UNCERTAIN = "on_uncertain"
    NOT_SUSPECTED = "not_suspected"
    NO_VERDICT = "no_verdict"


@dataclass(frozen=True)
class Theme:
    """A theme.

    Attributes:
        name: What the reader calls it.
        colours: ``#rrggbb`` for every role.
        drawn: What stands in an icon's file, by what it is drawn with instead.
    """

    name: str
    colours: dict[Role, str]
    drawn: dict[str, str]


CANVAS = "#07090b"
"""Behind the image, in both themes: a bright surround dims what the eye sees in bone."""

DARK = Theme(
    "Dark",
    {
        Role.WINDOW: "#12161a",
        Role.PANEL: "#191e24",
        Role.RAISED: "#232a32",
        Role.BORDER: "#333d48",
        Role.TEXT: "#e8edf2",
        Role.QUIET: "#a9b5c1",
        Role.DISABLED: "#6b7783",
        Role.ACCENT: "#63b3f4",
        Role.ACCENT_HOVER: "#86c5f8",
        Role.ON_ACCENT: "#08131c",
        Role.NOTICE: "#2a2618",
        Role.SUSPECTED: "#f59a3c",
        Role.UNCERTAIN: "#f1d67a",
        Role.ON_UNCERTAIN: "#1d1704",
        Role.NOT_SUSPECTED: "#7fbdf0",
        Role.NO_VERDICT: "#a9b5c1",
    },
    {},
)
"""The default: a radiograph wants a dark room."""

LIGHT = Theme(
    "Light",
    {
        Role.WINDOW: "#eef1f4",
        Role.PANEL: "#ffffff",
        Role.RAISED: "#e6eaee",
        Role.BORDER: "#b9c3cd",
        Role.TEXT: "#171f27",
        Role.QUIET: "#47535f",
        Role.DISABLED: "#7d8893",
        Role.ACCENT: "#0a5ca3",
        Role.ACCENT_HOVER: "#084a84",
        Role.ON_ACCENT: "#ffffff",
        Role.NOTICE: "#fdf3d3",
        Role.SUSPECTED: "#964500",
        Role.UNCERTAIN: "#665000",
        Role.ON_UNCERTAIN: "#ffffff",
        Role.NOT_SUSPECTED: "#0b5a92",
        Role.NO_VERDICT: "#47535f",
    },
    {
        "#d5dde5": "#2a3540",
        "#e8edf2": "#171f27",
        "#191e24": "#ffffff",
        "#a9b5c1": "#47535f",
        "#f59a3c": "#964500",
        "#f1d67a": "#665000",
        "#7fbdf0": "#0b5a92",
    },
)

THEMES = (DARK, LIGHT)
