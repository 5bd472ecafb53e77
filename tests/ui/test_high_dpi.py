"""A magnified screen: the canvas in a process of its own, as the factor holds for all of one."""

import json
import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

LOOK = """
import json
import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

application = QApplication(["-style", "fusion"])
from mura_desktop import paths
from mura_desktop.domain.grey import Window
from mura_desktop.domain.study import Header, Image
from mura_desktop.ui.look.places import find_resources
from mura_desktop.ui.look.theme import icon
from mura_desktop.ui.viewer.canvas import Canvas

find_resources(paths.resources())
noise = np.random.default_rng(3).integers(0, 256, (900, 700)).astype(np.uint8)
header = Header(study_id="1")
image = Image(paths.resources(), noise, header, vois=(Window(128.0, 256.0),))
canvas = Canvas()
canvas.resize(401, 301)
canvas.show()
canvas.show_image(image)
canvas.zoom_to(1.0)
shot = canvas.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
rows = np.frombuffer(shot.constBits(), np.uint8).reshape(shot.height(), -1)[:, : shot.width()]
middle = rows[shot.height() // 2 - 40 : shot.height() // 2 + 40, 60:-60]
x, y = canvas.image_position(QPointF(60 / canvas.devicePixelRatioF(), 0.0))
top = round(y) + shot.height() // 2 - 40
left = round(x)
shown = noise[top : top + 80, left : left + middle.shape[1]]
pixmap = icon("fit").pixmap(QSize(20, 20), canvas.devicePixelRatioF())
print(json.dumps({
    "ratio": canvas.devicePixelRatioF(),
    "shot": [shot.width(), shot.height()],
    "picture": canvas.picture().size().toTuple(),
    "as_they_are": bool(np.array_equal(middle, shown)),
    "icon": pixmap.width(),
}))
"""


@pytest.mark.parametrize("factor", [1.5, 2.0])
def test_a_magnified_screen_gets_device_pixels_sharp_icons_and_the_pixel_under_the_pointer(factor):
    said = subprocess.run(
        [sys.executable, "-c", LOOK],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(factor)},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    ).stdout
    found = json.loads(said.splitlines()[-1])
    size = [round(401 * factor), round(301 * factor)]
    assert found["ratio"] == factor
    assert found["shot"] == pytest.approx(size, abs=1)
    assert found["picture"] == pytest.approx(size, abs=1)
    assert found["as_they_are"], "at 1:1 an image pixel is one device pixel, where it is pointed at"
    assert found["icon"] == round(20 * factor)


def test_a_window_that_goes_to_a_magnified_screen_shows_the_whole_image_there(
    canvas, image_of, monkeypatch
):
    canvas.show_image(image_of())
    canvas.invert()
    before = canvas.presentation
    monkeypatch.setattr(canvas, "devicePixelRatioF", lambda: 2.0)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.DevicePixelRatioChange))
    after = canvas.presentation
    assert (after.view.width, after.view.height) == (1200, 1000)
    assert after.view.scale == 2.0 * before.view.scale
    assert after.inverted
