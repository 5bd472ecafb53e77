"""The grid of views. One of them is active: commands, panes and tools act on that one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from mura_desktop.domain.study import Image
from mura_desktop.ui.grid.captions import captions
from mura_desktop.ui.grid.cell import Cell
from mura_desktop.ui.grid.presentation_command import PresentationCommand, Step
from mura_desktop.ui.viewer.canvas import Canvas
from mura_desktop.ui.viewer.changes import Aspect, Change, as_opened
from mura_desktop.ui.viewer.drawing import Drawing
from mura_desktop.ui.viewer.presentation import Presentation
from mura_desktop.ui.viewer.tool import Tool


class ViewerGrid(QWidget):
    """Cells in rows and columns, what they have in common, and which one is active."""

    activated = Signal(object)
    """Canvas: the active view is another, or shows another image."""
    image_touched = Signal(object)
    """Image: the reader went to the view that shows it."""
    image_dropped = Signal(object)
    """Image: it was dropped on the view that is active now."""
    presentation_changed = Signal(object)
    """Presentation: the active view's window, zoom or orientation are another."""
    pointed = Signal(int, int)
    """Row and column of the pixel under the pointer in the active view; only while followed."""
    done = Signal(object, object)
    """Image and QUndoCommand: the reader changed how images are shown; the image is the leader."""
    given_up = Signal()
    """The reader gave up a drag: what was ``done`` last is to be undone."""
    image_wanted = Signal(object)
    """Image: something done to it is undone, and it is not on screen."""
    scrolled = Signal(int)
    """How many images or frames further on the reader turned the wheel, over the active view."""
    menu_wanted = Signal(object, QPointF)
    """Canvas, which is the active one, and a position on it: a menu is asked for there."""
    double_clicked = Signal()
    """The left button, twice, on a view that is alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: dict[Image, Presentation] = {}
        self._cells: list[Cell] = []
        self._shown: tuple[Cell, ...] = ()
        self._maximised: Cell | None = None
        self._tool: Tool | None = None
        self._drawings: tuple[Drawing, ...] = ()
        self._states: dict[str, Callable[[Canvas], None]] = {}
        self.linked: frozenset[Aspect] = frozenset()
        """What of a change to one view is done to the others too."""
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self.setObjectName("views")
        self._active = self._cell(0)
        self.set_shape(1, 1)

    # --- the active view

    @property
    def active(self) -> Canvas:
        """The view that commands act on."""
        return self._active.canvas

    @property
    def active_cell(self) -> Cell:
        """The cell that holds the active view."""
        return self._active

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells, in reading order; those that a maximised one hides among them."""
        return self._shown

    @property
    def canvases(self) -> tuple[Canvas, ...]:
        """The views that show an image, in reading order."""
        return tuple(cell.canvas for cell in self._shown if cell.canvas.image is not None)

    def activate(self, cell: Cell) -> None:
        """Make a cell the active one."""
        self._active = cell
        if self._maximised is not None:
            self._maximise(cell)
        self.tell()

    def step(self, count: int) -> None:
        """Go to the view ``count`` further on, around the grid."""
        position = self._shown.index(self._active) + count
        cell = self._shown[position % len(self._shown)]
        self._on_touched(cell)
        cell.canvas.setFocus()

    def tell(self) -> None:
        """Mark the active view and tell of it; whoever changes what hangs in a cell says so."""
        framed = len(self._shown) > 1
        said = captions([cell.subject for cell in self._shown], self._active.subject)
        for cell, caption in zip(self._shown, said, strict=True):
            cell.mark(framed and cell is self._active)
            cell.canvas.set_caption(caption)
        self.activated.emit(self.active)

    # --- the grid

    def set_shape(self, rows: int, columns: int) -> None:
        """Have so many cells; those that were there stay, the last ones go."""
        self._maximised = None
        self._shown = tuple(self._cell(number) for number in range(rows * columns))
        if self._active not in self._shown:
            self._active = self._shown[0]
        for number, cell in enumerate(self._cells):
            self._grid.removeWidget(cell)
            if cell in self._shown:
                self._grid.addWidget(cell, number // columns, number % columns)
                cell.set_framed(len(self._shown) > 1)
            else:
                cell.clear()
            cell.setVisible(cell in self._shown)
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, int(row < rows))
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < columns))
        self._grid.activate()

    @property
    def maximised(self) -> bool:
        """Whether one cell has all the room."""
        return self._maximised is not None

    def toggle_maximised(self) -> None:
        """Give the active cell all the room, or show every cell again."""
        self._maximise(None if self._maximised else self._active)

    # --- what all views have in common

    def set_tool(self, tool: Tool | None) -> None:
        """Ask a tool first what the left button does, in every view."""
        self._tool = tool
        for cell in self._cells:
            cell.canvas.gestures.tool = tool

    def set_drawings(self, *drawings: Drawing) -> None:
        """Draw these over every image, the first one lowest."""
        self._drawings = drawings
        for cell in self._cells:
            cell.canvas.set_drawings(drawings)

    def set_heatmap_on(self, on: bool) -> None:
        """Turn the heatmaps on or off."""
        self._in_all("heatmap", lambda canvas: canvas.set_heatmap_on(on))

    def set_opacity(self, opacity: float) -> None:
        """Set how much the strongest evidence covers, in [0, 1]."""
        self._in_all("opacity", lambda canvas: canvas.set_opacity(opacity))

    def set_shutter_on(self, on: bool) -> None:
        """Cover what the files ask to cover, or show it."""
        self._in_all("shutter", lambda canvas: canvas.set_shutter_on(on))

    def set_overlays_on(self, on: bool) -> None:
        """Show the drawings that the files lay over their images, or hide them."""
        self._in_all("overlays", lambda canvas: canvas.set_overlays_on(on))

    def set_texts_on(self, on: bool) -> None:
        """Show the texts at the corners, or hide them."""
        self._in_all("texts", lambda canvas: canvas.set_texts_on(on))

    def set_magnifying(self, magnifying: bool) -> None:
        """Hold a lens under the pointer, or take it away."""
        self._in_all("lens", lambda canvas: canvas.set_magnifying(magnifying))

    def set_wheel_scrolling(self, on: bool) -> None:
        """Go through images with the wheel and zoom with Ctrl and the wheel, or vice versa."""

        def scroll(canvas: Canvas) -> None:
            canvas.gestures.wheel_scrolls = on

        self._in_all("wheel", scroll)

    def follow_pointer(self, follow: bool) -> None:
        """Tell which pixel is under the pointer wherever it goes, or no longer."""
        self._in_all("pointer", lambda canvas: canvas.follow_pointer(follow))

    def hold_key(self, event: QKeyEvent, *, held: bool) -> None:
        """Hand a key that is held, or let go, to the views."""
        for canvas in self.canvases:
            canvas.hold_key(event, held=held)

    def let_go(self) -> None:
        """Forget held keys."""
        for cell in self._cells:
            cell.canvas.let_go()

    def forget(self, images: Iterable[Image]) -> None:
        """Drop what is known of images that are closed."""
        for image in images:
            self._kept.pop(image, None)

    # --- changes

    def ask(self, change: Change) -> None:
        """Do something to the active view."""
        self.active.change(change)

    def reset(self) -> None:
        """Give up the drag that is under way, or else show the image as it was when opened."""
        if not self.give_up_drag():
            self.ask(as_opened())

    def give_up_drag(self) -> bool:
        """Give up the drag under way and undo what it did; returns whether there was one."""
        given_up = [each for canvas in self.canvases if (each := canvas.give_up_drag()) is not None]
        if any(given_up):
            self.given_up.emit()
        return bool(given_up)

    def link(self, aspect: Aspect, linked: bool) -> None:
        """Do to all views what is done to one, or to that one alone."""
        self.linked = self.linked | {aspect} if linked else self.linked - {aspect}

    def show_as(self, canvas: Canvas, image: Image, presentation: Presentation) -> None:
        """Show an image in a way known from before, where it hangs or when it hangs again.

        One that is closed by now is passed over: a linked change to it is in another's history.
        """
        if image not in self._kept:
            return
        if canvas.subject is not image:
            elsewhere = [each for each in self.canvases if each.subject is image]
            if not elsewhere:
                self._kept[image] = presentation
                self.image_wanted.emit(image)
                return
            canvas = elsewhere[0]
        canvas.present(presentation)

    # --- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the cells their new room before anything is painted."""
        super().resizeEvent(event)
        self._grid.activate()

    # --- keeping it together

    def _cell(self, number: int) -> Cell:
        while number >= len(self._cells):
            cell = Cell(self._kept, len(self._cells) + 1, self)
            cell.clear()
            self._wire(cell)
            if self._cells:  # Tab goes from view to view, as the eye does
                QWidget.setTabOrder(self._cells[-1].canvas, cell.canvas)
            self._cells.append(cell)
        return self._cells[number]

    def _wire(self, cell: Cell) -> None:
        canvas = cell.canvas
        canvas.gestures.tool = self._tool
        canvas.set_drawings(self._drawings)
        for state in self._states.values():
            state(canvas)
        cell.touched.connect(partial(self._on_touched, cell))
        cell.dropped.connect(partial(self._on_dropped, cell))
        canvas.menu_wanted.connect(partial(self.menu_wanted.emit, canvas))
        canvas.double_clicked.connect(self._on_double_clicked)
        canvas.changed.connect(partial(self._on_changed, canvas))
        canvas.presentation_changed.connect(partial(self._on_presentation_changed, canvas))
        canvas.scrolled.connect(partial(self._on_scrolled, cell))
        canvas.pointed.connect(partial(self._on_pointed, canvas))

    def _in_all(self, name: str, state: Callable[[Canvas], None]) -> None:
        self._states[name] = state
        for cell in self._cells:
            state(cell.canvas)

    def _maximise(self, cell: Cell | None) -> None:
        self._maximised = cell
        for each in self._shown:
            each.setVisible(cell is None or each is cell)

    def _on_touched(self, cell: Cell) -> None:
        if cell is not self._active and cell in self._shown:
            self.activate(cell)
            if cell.subject is not None:
                self.image_touched.emit(cell.subject)

    def _on_scrolled(self, cell: Cell, count: int) -> None:
        self._on_touched(cell)
        self.scrolled.emit(count)

    def _on_dropped(self, cell: Cell, image: Image) -> None:
        self.activate(cell)
        self.image_dropped.emit(image)

    def _on_presentation_changed(self, canvas: Canvas, now: Presentation) -> None:
        if canvas is self.active:
            self.presentation_changed.emit(now)

    def _on_pointed(self, canvas: Canvas, row: int, column: int) -> None:
        if canvas is self.active:
            self.pointed.emit(row, column)

    def _on_double_clicked(self) -> None:
        if len(self._shown) > 1:
            self.toggle_maximised()
        else:
            self.double_clicked.emit()

    def _on_changed(
        self, leader: Canvas, change: Change, before: Presentation, after: Presentation
    ) -> None:
        assert leader.subject is not None
        steps = [Step(leader, leader.subject, before, after)]
        for canvas in self.canvases:
            was = canvas.presentation
            if canvas is leader or was is None or canvas.subject is None or not self.linked:
                continue
            now = canvas.follow(change, self.linked)
            if now is not None and now != was:
                steps.append(Step(canvas, canvas.subject, was, now))
        self.done.emit(leader.subject, PresentationCommand(change, steps, self.show_as))
