"""The hand that measures: turns presses and drags of the left button into shapes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from mura_desktop.domain.measurement.shape import Kind, Point, Shape
from mura_desktop.domain.study import Image
from mura_desktop.ui.measuring.grips import NEAR, Grip, apart, grip_at, handle_at, step_of, within
from mura_desktop.ui.measuring.ink import Ink
from mura_desktop.ui.measuring.pending import Pending
from mura_desktop.ui.measuring.sheet import Measurement, Sheet
from mura_desktop.ui.viewer.presentation_widget import PresentationWidget

_CLICK = NEAR / 2.0
"""A release that far from its press ends a drag; nearer it was a click."""


class Hand(QObject):
    """A :class:`~mura_desktop.ui.viewer.tool.Tool` that all canvases of a window share.

    While a kind is chosen the left button places points: press and drag, or click after click.
    Otherwise it takes hold of handles, lines and labels, and leaves the rest to the window.
    """

    chosen = Signal()
    """Another kind is measured from now on, or none."""
    selected = Signal()
    """Another measurement is selected, or none."""
    line_drawn = Signal(object, object)
    """Image and Shape: a line to calibrate with."""

    def __init__(self, sheet: Sheet, pending: Pending, ink: Ink, parent: QObject) -> None:
        super().__init__(parent)
        self._sheet = sheet
        self._pending = pending
        self._ink = ink
        self._kind: Kind | None = None
        self._calibrating = False
        self._fixed: list[Point] = []
        self._pressed: Point | None = None
        self._grip: Grip | None = None
        self._canvas: PresentationWidget | None = None
        self._on: Image | None = None

    # --- what is chosen

    @property
    def choice(self) -> tuple[Kind | None, bool]:
        """What a drag measures, or None; and whether that is to calibrate."""
        return self._kind, self._calibrating

    def choose(self, kind: Kind | None, *, calibrating: bool = False) -> None:
        """Measure this from now on; choosing the same again, or None, ends it."""
        self.give_up()
        again = (kind, calibrating) == self.choice
        self._kind = None if again else kind
        self._calibrating = calibrating and self._kind is not None
        self._pending.cross = None
        self.select(None)
        self.chosen.emit()

    def step_back(self) -> bool:
        """Give up the shape on its way, or else the kind chosen; returns whether there was one."""
        if self.under_way:
            self.give_up()
        elif self._kind is not None:
            self.choose(None)
        else:
            return False
        return True

    @property
    def under_way(self) -> bool:
        """Whether a shape is being drawn or changed."""
        return bool(self._fixed) or self._grip is not None

    @property
    def held(self) -> Point | None:
        """Where the handle lies that is held, or None: none is."""
        grip = self._grip
        if grip is None or grip.handle is None:
            return None
        return grip.measurement.shape.handles[grip.handle]

    def select(self, selected: tuple[Image, int] | None) -> None:
        """Select a measurement by image and number, or none."""
        if selected != self._pending.selected:
            self._pending.selected = selected
            self._repaint()
            self.selected.emit()

    def select_at(self, canvas: PresentationWidget, at: Point) -> bool:
        """Select what is drawn at an image position; returns whether something is."""
        image = canvas.image
        grip = grip_at(canvas, image, self._sheet, self._ink, at) if image is not None else None
        if image is not None and grip is not None:
            self._canvas = canvas
            self.select((image, grip.measurement.number))
        return grip is not None

    # --- the tool

    def press(self, canvas: PresentationWidget, at: Point) -> bool:
        """Place a point, or take hold of what is under the pointer."""
        image = canvas.image
        if image is None:
            return False
        self._canvas, self._on = canvas, image
        self._pending.cross = None
        if self._kind is not None:
            self._grip = self._own_handle(canvas, image, at)
            if self._grip is None:
                self._pressed = within(image, at)
                self._place(canvas, image, self._pressed)
            return True
        self._grip = grip_at(canvas, image, self._sheet, self._ink, at)
        self.select((image, self._grip.measurement.number) if self._grip else None)
        return self._grip is not None

    def move(self, canvas: PresentationWidget, at: Point) -> None:
        """Draw on, or drag what is held."""
        image = canvas.image
        if image is not self._on:  # it changed under the button: the points are of another image
            self.give_up()
        if image is None:
            return
        if self._grip is not None:
            self._show(image, self._grip.dragged(canvas, image, at))
        elif self._fixed:
            self._float(canvas, image, within(image, at))

    def release(self, canvas: PresentationWidget, at: Point) -> None:
        """Place the point that was dragged to, or leave what was held where it is."""
        if canvas.image is not self._on:
            self.give_up()
        image, pressed, grip = canvas.image, self._pressed, self._grip
        self._pressed = self._grip = None
        if image is None:
            return
        at = within(image, at)
        if grip is not None:
            self._let_go(image, grip)
        elif self._fixed and pressed is not None and apart(canvas, at, pressed) > _CLICK:
            self._place(canvas, image, at)

    def give_up(self) -> None:
        """Forget the shape that is on its way, or what is held."""
        self._fixed, self._grip, self._pressed = [], None, None
        self._pending.clear()
        self._repaint()

    def hover(self, canvas: PresentationWidget, at: Point) -> None:
        """Draw on between clicks; show by the cursor what a press would do."""
        image = canvas.image
        if image is None:
            return
        if self._fixed and (canvas is not self._canvas or image is not self._pending.image):
            self.give_up()
        if self._fixed:
            self._float(canvas, image, within(image, at))
        shape = self._cursor(canvas, image, at)
        if canvas.cursor().shape() is not shape:
            canvas.setCursor(shape)

    # --- drawing

    def _place(self, canvas: PresentationWidget, image: Image, at: Point) -> None:
        """Fix a point; with the last one the shape is whole."""
        assert self._kind is not None
        if self._pending.image is not image:
            self._fixed = []
        self._fixed.append(at)
        if len(self._fixed) < self._kind.points:
            self._float(canvas, image, at)
            return
        shape = Shape(self._kind, tuple(self._fixed), step_of(canvas))
        self.give_up()
        if not shape.is_empty:
            self._finish(image, shape)

    def _finish(self, image: Image, shape: Shape) -> None:
        if self._calibrating:
            self.choose(None)
            self.line_drawn.emit(image, shape)
        else:
            self.select((image, self._sheet.add(image, shape).number))

    def _float(self, canvas: PresentationWidget, image: Image, at: Point) -> None:
        assert self._kind is not None
        shape = Shape(self._kind, (*self._fixed, at), step_of(canvas))
        self._show(image, Measurement(0, shape))

    def _let_go(self, image: Image, grip: Grip) -> None:
        drawn = self._pending.drawn
        self._pending.clear()
        if drawn is not None and drawn != grip.measurement and not drawn.shape.is_empty:
            self._sheet.put(image, drawn)
        self._repaint()

    def _show(self, image: Image, drawn: Measurement) -> None:
        self._pending.show(image, drawn)
        self._repaint()

    def _repaint(self) -> None:
        if self._canvas is not None:
            self._canvas.update()

    def _own_handle(self, canvas: PresentationWidget, image: Image, at: Point) -> Grip | None:
        """Return the handle, if any, of the selected shape at a place where no shape is begun.

        While a kind is chosen the handles of what was drawn last are in sight: they can be taken.
        """
        number = self._pending.number_on(image)
        if self._fixed or number is None:
            return None
        grip = handle_at(canvas, image, self._sheet, at)
        return grip if grip is not None and grip.measurement.number == number else None

    def _cursor(self, canvas: PresentationWidget, image: Image, at: Point) -> Qt.CursorShape:
        if self._kind is not None:
            held = self._own_handle(canvas, image, at) is not None
            return Qt.CursorShape.PointingHandCursor if held else Qt.CursorShape.CrossCursor
        grip = grip_at(canvas, image, self._sheet, self._ink, at)
        if grip is None:
            return Qt.CursorShape.ArrowCursor
        if grip.handle is not None:
            return Qt.CursorShape.PointingHandCursor
        labelled = grip.aside is not None
        return Qt.CursorShape.OpenHandCursor if labelled else Qt.CursorShape.SizeAllCursor
