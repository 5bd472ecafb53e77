"""What mouse and held keys do to a canvas."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent

from mura_desktop.ui.viewer import changes
from mura_desktop.ui.viewer.presentation_widget import PresentationWidget
from mura_desktop.ui.viewer.tool import Tool

GESTURES = (
    ("Left drag", "Window: right for wider, up for brighter"),
    ("Shift + left drag, Ctrl + left drag", "Window: finely, fast"),
    (
        "Left drag or clicks, with a kind of Measure",
        "Draw; handles, lines and, by themselves, labels can be dragged",
    ),
    (
        "Return, arrow keys, with a kind of Measure",
        "Bring a cross, move it (Shift: finely), place a point; take a handle, let it go",
    ),
    ("Esc, in a drag", "Give it up"),
    ("Double-click", "One view alone, or everything again"),
    ("Wheel, right drag", "Zoom at the pointer"),
    ("Ctrl + wheel", "Next or previous image, or frame (Settings exchange it with the wheel)"),
    ("Middle drag, Space + drag", "Pan"),
    ("Right click", "What can be done here"),
    ("Hold P", "Peek: heatmap on while held (off while held, if it is on)"),
    ("Hold M", "Magnifier at the pointer while held"),
    ("Drag from the list", "Show that image in the view where it is dropped"),
)
"""What the list of keys tells, beside the commands' keys."""

HELD_KEYS = {"P": "peek at the heatmap", "M": "the magnifier", "Space": "pan by dragging"}
"""Keys that mean something while they are held; no command can have them."""

_JITTER = 3.0
"""How far, in units of text, a pressed button is moved before that is a drag: no hand stands still
while it clicks."""
_ZOOM_STEP = 1.2
_WHEEL_NOTCH = 120.0
_DRAG_ZOOM = 1.01
_FINE, _FAST = 0.2, 4.0


class Gestures(QObject):
    """Turns mouse and key events into what is asked of a canvas.

    Attributes:
        tool: Is asked what the left button does before the window is moved.
        wheel_scrolls: Whether the wheel goes through images, and zooms with Ctrl; else it is the
            other way.
    """

    scrolled = Signal(int)
    """How many images or frames further on the wheel was turned."""
    menu_wanted = Signal(QPointF)
    """The right button was clicked at a widget position."""

    def __init__(self, canvas: PresentationWidget) -> None:
        super().__init__(canvas)
        self.tool: Tool | None = None
        self.wheel_scrolls = False
        self._canvas = canvas
        self._button = self._pressed = Qt.MouseButton.NoButton
        self._last = QPointF()
        self._began = QPointF()
        self._space = False
        self._scrolled = 0.0
        self._moved = False
        self._taken = False

    def press(self, event: QMouseEvent) -> None:
        """Begin a drag with the button pressed."""
        if self.dragging and event.button() != self._pressed and event.buttons() & self._pressed:
            return
        self.give_up()
        left = event.button() == Qt.MouseButton.LeftButton
        self._button = Qt.MouseButton.MiddleButton if left and self._space else event.button()
        self._pressed = event.button()
        self._last = self._began = event.position()
        self._moved = False
        self._taken = False
        if self._button == Qt.MouseButton.LeftButton and (tool := self.tool):
            at = self._canvas.image_position(event.position())
            self._taken = at is not None and tool.press(self._canvas, at)

    def press_again(self, event: QMouseEvent) -> bool:
        """Offer the second press of a double click to the tool; returns whether it was taken."""
        self.press(event)
        if not self._taken:
            self._button = Qt.MouseButton.NoButton
        return self._taken

    def move(self, event: QMouseEvent) -> None:
        """Go on with the drag."""
        if self.dragging and not event.buttons() & self._pressed:
            self.give_up()  # the button was let go over a dialog, which kept that to itself
        if self.dragging and not self._moved and self._is_jitter(event.position()):
            return
        moved = event.position() - self._last
        self._last = event.position()
        canvas = self._canvas
        if self._handed_on(event.position()):
            self._moved = True
            return
        change = None
        if self._button == Qt.MouseButton.LeftButton:
            speed = _speed(event.modifiers())
            change = changes.window_moved(speed * moved.y(), speed * moved.x())
        elif self._button == Qt.MouseButton.MiddleButton:
            change = changes.panned(*canvas.device_position(moved))
        elif self._button == Qt.MouseButton.RightButton:
            change = changes.zoomed(_DRAG_ZOOM ** -moved.y(), canvas.device_position(self._began))
        if change is not None:
            canvas.change(change.going_on(self._moved))
            self._moved = True

    def release(self, event: QMouseEvent) -> None:
        """End the drag."""
        if event.button() != self._pressed:
            return
        if not self.dragging:
            return
        self._button = Qt.MouseButton.NoButton
        at = self._canvas.image_position(event.position())
        if self._taken and self.tool is not None and at is not None:
            self.tool.release(self._canvas, at)
        self._taken = False
        if event.button() == Qt.MouseButton.RightButton and not self._moved:
            self.menu_wanted.emit(event.position())

    @property
    def dragging(self) -> bool:
        """Whether a button is held that was pressed over the canvas."""
        return self._button is not Qt.MouseButton.NoButton

    def give_up(self) -> bool:
        """End the drag as if it had not been; returns whether it moved the window or the view.

        What is the tool's the tool gives up itself. What moved the view is in its history.
        """
        moved = self.dragging and self._moved and not self._taken
        if self._taken and self.tool is not None:
            self.tool.give_up()
        self._button = Qt.MouseButton.NoButton
        self._taken = False
        return moved

    def _is_jitter(self, position: QPointF) -> bool:
        way = position - self._began
        return max(abs(way.x()), abs(way.y())) < _JITTER

    def _handed_on(self, position: QPointF) -> bool:
        """Give a move to the tool where it is the tool's; returns whether it was."""
        at, tool = self._canvas.image_position(position), self.tool
        if tool is None or at is None:
            return self._taken
        if self._taken:
            tool.move(self._canvas, at)
        elif self._button is Qt.MouseButton.NoButton:
            tool.hover(self._canvas, at)
        return self._taken

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom about the pointer; with Ctrl, or only without, go through images and frames."""
        notches = event.angleDelta().y() / _WHEEL_NOTCH
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if held is not self.wheel_scrolls:
            self._scroll(notches)
            return
        at = self._canvas.device_position(event.position())
        self._canvas.change(changes.zoomed(_ZOOM_STEP**notches, at).going_on())

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Zoom about two fingers on a touch pad; returns whether that is what they do."""
        if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
            return False
        at = self._canvas.device_position(event.position())
        factor = max(1.0 + event.value(), 0.5)
        self._canvas.change(changes.zoomed(factor, at).going_on())
        return True

    def _scroll(self, notches: float) -> None:
        """Go on by whole notches; a touch pad turns the wheel by less, many times."""
        self._scrolled -= notches
        steps = int(self._scrolled)
        if steps:
            self._scrolled -= steps
            self.scrolled.emit(steps)

    def key(self, event: QKeyEvent, *, held: bool) -> bool:
        """Take a held key; returns whether it means something here."""
        if event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        if event.key() == Qt.Key.Key_P:
            if not event.isAutoRepeat():
                self._canvas.set_peeking(held)
            return True
        if event.key() == Qt.Key.Key_M:
            if not event.isAutoRepeat():
                self._canvas.set_lens_held(held)
            return True
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space = held
                shape = Qt.CursorShape.OpenHandCursor if held else Qt.CursorShape.ArrowCursor
                self._canvas.setCursor(shape)
            return True
        return False

    def let_go(self) -> None:
        """Forget held keys, whose release will go to another window."""
        self._space = False
        self._canvas.set_peeking(False)
        self._canvas.set_lens_held(False)
        self._canvas.unsetCursor()


def _speed(modifiers: Qt.KeyboardModifier) -> float:
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        return _FAST
    return _FINE if modifiers & Qt.KeyboardModifier.ShiftModifier else 1.0
