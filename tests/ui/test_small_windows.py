"""Small windows and small screens: nothing that matters is cut, covered or out of reach."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QStyleOptionViewItem, QToolBar, QToolButton

from mura_desktop import paths
from mura_desktop.domain.study import Region, RegionSource
from mura_desktop.ui.help import HelpDialog
from mura_desktop.ui.look.colours import Role
from mura_desktop.ui.look.elided import ElidedLabel
from mura_desktop.ui.look.theme import colour, dress
from mura_desktop.ui.main_window import MainWindow
from mura_desktop.ui.viewer.annotations import annotate, is_small
from mura_desktop.ui.viewer.corners import corner_texts
from mura_desktop.ui.viewer.edges import Edges
from mura_desktop.ui.viewer.presentation import Presentation
from mura_desktop.ui.viewer.view import Orientation, View
from mura_desktop.ui.worklist.means import Means
from tests.ui.painted import FULL


@pytest.fixture
def written(qapp, image_of):
    """Returns what is written over a forearm in a view of a size, turned and inverted."""

    def write(width, height=475, source=RegionSource.HEADER):
        image = image_of(region=Region("UPPER_EXTREMITY", source))
        header = replace(image.header, synthetic=True, lossy=True, series_description="Two views")
        image = replace(image, header=header)
        area = QRect(0, 0, width, height)
        view = View.fit(64, 48, width, height).oriented(Orientation(1, mirrored=True))
        shown = Presentation(FULL, view, inverted=True)
        corners = corner_texts(image, "11 / 12", shown, brief=is_small(area))
        corners = replace(corners, mark=f"ANOTHER PATIENT · {corners.mark}")
        return annotate(area, corners, Edges("R", "L", "F", "H"), "").inscriptions

    return write


WIDTHS = [176, 210, 260, 312, 358, 480, 640, 900]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("source", [RegionSource.HEADER, RegionSource.NETWORK])
def test_of_what_is_written_over_an_image_nothing_covers_another(written, width, source):
    boxes = [each.box for each in written(width, source=source)]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].intersects(pair[1])]
    assert all(box.left() >= 0 and box.right() <= width for box in boxes)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_tells_images_apart_is_never_cut(written, width):
    said = "\n".join(each.text for each in written(width)).splitlines()
    assert {"2024-05-01", "AP · Left", "Top to the right", "Inverted"} <= set(said)
    assert any(line.startswith("Upper extremity") for line in said)
    assert any("11 / 12" in line for line in said)
    assert any(line.startswith("Lossy") for line in said)
    marks = " · ".join(said)
    assert all(mark in marks for mark in ("ANOTHER PATIENT", "MIRRORED", "SYNTHETIC"))


@pytest.mark.parametrize("size", [(118, 130), (150, 150), (96, 96)])
def test_in_a_tiny_view_the_side_is_what_stays(written, size):
    texts = written(*size)
    assert any(each.text.endswith(("AP · Left", "AP…")) for each in texts)
    upper = [each.box for each in texts if each.box.bottom() < size[1] / 2]
    lower = [each.box for each in texts if each.box.top() > size[1] / 2]
    assert upper
    assert lower, "the middle of the view is left to the image"


def ink(window, width, row):
    """How much of the colour of a verdict is painted in a row of the list at a width."""
    index = window.thumbnails.model().index(0, 0)
    index = index if row is None else index.model().index(row, 0, index)
    delegate = window.thumbnails.itemDelegate()
    option = QStyleOptionViewItem()
    option.decorationSize = window.thumbnails.iconSize()
    option.rect = QRect(0, 0, width, delegate.sizeHint(option, index).height())
    picture = QImage(option.rect.size(), QImage.Format.Format_RGB888)
    picture.fill(QColor("black"))
    painter = QPainter(picture)
    delegate.paint(painter, option, index)
    painter.end()
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1)
    rgb = pixels[:, : 3 * width].reshape(picture.height(), width, 3).astype(int)
    worn = colour(Role.SUSPECTED).getRgb()[:3]
    beside = rgb if row is None else rgb[:, 96:]  # not the frame of the picture
    return int((np.abs(beside - worn).sum(axis=2) < 60).sum())


@pytest.mark.parametrize("row", [None, 0], ids=["study", "image"])
def test_a_verdict_in_the_list_is_written_whole_however_narrow_it_is(opened, row):
    narrow, wide = ink(opened, opened.thumbnails.minimumWidth(), row), ink(opened, 500, row)
    assert wide > 100
    assert narrow == pytest.approx(wide, rel=0.05)


def test_a_window_with_images_goes_on_a_small_screen_and_stays_as_wide_in_another_theme(opened):
    # 1920 x 1080 pixels at 200 %, less what the desktop takes
    opened.resize(960, 500)
    assert opened.size().toTuple() == (960, 500)
    dress(QApplication.instance(), paths.resources())
    assert opened.size().toTuple() == (960, 500)


def test_what_a_narrow_tool_bar_has_no_room_for_has_a_named_button_and_is_not_the_heatmap(opened):
    opened.resize(965, 640)
    bar = opened.findChild(QToolBar)
    more = bar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert more.isVisible()
    assert more.accessibleName() == more.toolTip() == "More tools"
    assert bar.widgetForAction(opened.commands["heatmap"]).isVisible()
    assert not bar.widgetForAction(opened.commands["copy_view"]).isVisible()


@pytest.mark.parametrize("command", ["help", "header", "shortcuts", "about"])
def test_a_dialog_is_no_larger_than_the_screen(opened, command):
    free = opened.screen().availableSize()
    assert (free.width(), free.height()) == (800, 800), "as Qt's platform for tests has it"
    opened.commands[command].trigger()
    (dialog,) = (each for each in opened.findChildren(QDialog) if each.isVisible())
    assert dialog.width() < free.width()
    assert dialog.height() < free.height()
    dialog.close()


def test_help_keeps_its_usual_size_where_there_is_room(dressed, qtbot, monkeypatch):
    dialog = HelpDialog()
    qtbot.addWidget(dialog)
    assert dialog.height() == 700


def test_a_narrow_banner_tells_an_identifier_whole_or_not_at_all(qapp, qtbot):
    label = ElidedLabel()
    qtbot.addWidget(label)
    parts = ["ID 4711-0815", "study 2024-05-01", "born 1940-02-29"]
    label.say_parts(parts)
    label.show()
    whole = label.sizeHint().width()
    seen = []
    least = label.fontMetrics().horizontalAdvance(f"{parts[0]}   …") + 2
    for width in range(whole, least - 1, -1):
        label.resize(width, 20)
        if label.text() not in seen:
            seen.append(label.text())
    assert seen == ["   ".join(parts), "   ".join((*parts[:2], "…")), f"{parts[0]}   …"]
    assert parts[2] in label.toolTip()


def test_the_first_window_of_all_goes_on_the_screen_with_its_frame(
    dressed, qtbot, session, log, files, network
):
    window = MainWindow(session, paths.sample_study(), log, Means(files, network))
    qtbot.addWidget(window)
    free = window.screen().availableSize()
    assert window.width() < free.width()
    assert window.height() < free.height()
