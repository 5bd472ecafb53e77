"""One step of a window/level drag on a 4096 x 4096 image of 16 bits, as a reader feels it.

    python benchmarks/window_level.py [STEPS]

Measured is the real canvas at the size that a maximised window leaves it on a screen of 1920 x
1080: from a mouse move to the pixels in the window's backing store, corner texts and all, fitted
and at 1:1, with and without a heatmap. Beside it, in the same run, the textbook way: floating-point
window over the whole frame, then scaled to the canvas. Exits 1 above the limit.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

if "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" not in os.environ:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mura_desktop.domain.grey import Window
from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.study import Header, Image, Patient
from mura_desktop.ui.viewer.canvas import Canvas

SIDE = 4096
LIMIT_MS = 8.0
STEPS = 200


def radiograph() -> Image:
    """Return a noisy 16-bit image with some structure in it."""
    rng = np.random.default_rng(0)
    rows, columns = np.ogrid[:SIDE, :SIDE]
    structure = 20000 + 15000 * np.sin(rows / 300.0) * np.cos(columns / 200.0)
    pixels = (structure + rng.normal(0, 500, (SIDE, SIDE))).clip(0, 65535).astype(np.uint16)
    header = Header("1", Patient("Synthetic^Phantom"), "20240101", synthetic=True)
    return Image(Path("phantom"), pixels, header, (Window(32768.0, 50000.0),))


def milliseconds(step: Callable[[int], None], steps: int) -> tuple[float, float]:
    """Return median and 95th percentile of a step's time, after a few to warm up."""
    times = []
    for number in range(steps + 5):
        start = time.perf_counter()
        step(number)
        times.append((time.perf_counter() - start) * 1000.0)
    median, high = np.percentile(times[5:], (50, 95))
    return float(median), float(high)


def dragging(canvas: Canvas) -> Callable[[int], None]:
    """Return a step: one mouse move of a drag, painted before it returns."""
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    middle = QPointF(canvas.rect().center())
    QTest.mousePress(canvas, left, pos=middle.toPoint())

    def step(number: int) -> None:
        to = middle + QPointF(40 * np.sin(number / 7), 40 * np.cos(number / 5))
        # sent rather than posted: nothing else is painted in between
        moved = QMouseEvent(
            QEvent.Type.MouseMove, to, canvas.mapToGlobal(to), Qt.MouseButton.NoButton, left, none
        )
        QApplication.sendEvent(canvas, moved)
        canvas.repaint()

    return step


def whole_frame(image: Image, canvas: Canvas) -> Callable[[int], None]:
    """Return a step of the textbook way, painted into a pixmap of the canvas's size."""
    target = QPixmap(canvas.size())

    def step(number: int) -> None:
        low, width = 1000.0 + 10.0 * number, 50000.0
        grey = np.clip((image.pixels.astype(np.float32) - low) / width, 0.0, 1.0) * 255.0
        frame = grey.astype(np.uint8)
        picture = QImage(frame.data, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8)
        painter = QPainter(target)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target.rect(), picture)
        painter.end()

    return step


def main() -> int:
    """Measure and print."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else STEPS
    application = QApplication(sys.argv[:1])
    image = radiograph()
    canvas = Canvas()
    canvas.resize(1280, 900)
    canvas.show()
    application.processEvents()
    canvas.show_image(image)
    canvas.show_heatmap(Heatmap(np.eye(16, dtype=np.float32), (256.0, 256.0), (0.0, 0.0), "Map"))
    step = dragging(canvas)
    measured = {}
    for name, scale, heatmap in (
        ("fitted", 0.0, False),
        ("1:1", 1.0, False),
        ("1:1, heatmap on", 1.0, True),
    ):
        canvas.zoom_to(scale) if scale else canvas.fit()
        canvas.set_heatmap_on(heatmap)
        measured[name] = milliseconds(step, steps)
    reference = milliseconds(whole_frame(image, canvas), max(steps // 20, 5))
    print(f"{SIDE} x {SIDE}, 16 bits, canvas {canvas.width()} x {canvas.height()}, {steps} steps")
    print(f"{'':24}{'median':>9}{'p95':>9}{'ratio':>8}")
    for name, (median, high) in measured.items():
        ratio = reference[0] / median
        print(f"{'canvas, ' + name:24}{median:6.2f} ms{high:6.2f} ms{ratio:7.1f}x")
    print(f"{'whole-frame float':24}{reference[0]:6.2f} ms{reference[1]:6.2f} ms{1.0:7.1f}x")
    worst = max(high for _, high in measured.values())
    print(f"worst p95 {worst:.2f} ms, limit {LIMIT_MS} ms")
    return int(worst > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
