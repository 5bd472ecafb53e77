"""What the program remembers, where it puts its window, and what it never writes down."""

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QMenu, QSplitter, QWidget

from mura_desktop.domain.study import Header, Patient, Study
from mura_desktop.ui.keeping import placement
from mura_desktop.ui.keeping.identity import may_be_kept
from mura_desktop.ui.keeping.preferences import Preferences
from mura_desktop.ui.keeping.recent import RecentStudies
from mura_desktop.ui.look.colours import DARK, LIGHT

SCREEN = QRect(0, 0, 1920, 1080)
BESIDE = QRect(1920, 0, 1280, 1024)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "settings.ini"


def chosen(file):
    return Preferences(QSettings(str(file), QSettings.Format.IniFormat))


@pytest.fixture
def study_in(image_of, tmp_path):
    """Makes a study of one file in a folder."""

    def make(folder="cases", **changes):
        path = tmp_path / folder / "1.dcm"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        image = image_of(str(path))
        return Study("1", (replace(image, header=replace(image.header, **changes)),))

    return make


def test_choices_are_there_the_next_time(qapp, file):
    first = chosen(file)
    first.theme = LIGHT
    first.remembers_place = False
    first.write()

    again = chosen(file)
    assert again.theme is LIGHT
    assert not again.remembers_place
    assert again.remembers_studies


def test_a_file_of_nonsense_counts_as_none(qapp, file):
    file.write_bytes(b"\x00\xff[look\ntheme=\x80\n[recent]\nstudies={]\n[window]\nplace=7")

    choices = chosen(file)
    assert choices.theme is DARK
    assert RecentStudies(choices).studies == ()


@pytest.mark.parametrize("kept", ["", "7", "[]", '{"place": 1}', '{"place": [1, 2], "panes": []}'])
def test_a_place_that_is_none_is_left_alone(qtbot, file, kept):
    window = window_at(qtbot, QRect(50, 60, 700, 500))
    choices = chosen(file)
    choices.keep("window/place", kept)

    placement.restore(window, window.centralWidget(), choices)

    assert window.geometry() == QRect(50, 60, 700, 500)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (QRect(100, 100, 800, 600), QRect(100, 100, 800, 600)),
        (QRect(2000, 100, 800, 600), QRect(2000, 100, 800, 600)),
        (QRect(5000, 4000, 800, 600), QRect(1120, 480, 800, 600)),
        (QRect(-3000, -200, 800, 600), QRect(0, 0, 800, 600)),
        (QRect(1500, 700, 800, 600), QRect(1120, 480, 800, 600)),
        (QRect(1900, 0, 4000, 3000), QRect(1920, 0, 1280, 1024)),
        (QRect(10, 10, 5, 5), QRect(10, 10, 480, 360)),
    ],
)
def test_a_window_lies_on_a_screen_that_is_there(place, expected):
    assert placement.clamped(place, [SCREEN, BESIDE]) == expected


def window_at(qtbot, place):
    window = QMainWindow()
    qtbot.addWidget(window)
    panes = QSplitter()
    panes.setObjectName("panes")
    for _ in range(3):
        panes.addWidget(QWidget())
    window.setCentralWidget(panes)
    window.setGeometry(place)
    return window


def test_a_window_comes_back_where_it_was_and_on_screen_where_that_screen_is_gone(qtbot, file):
    choices = chosen(file)
    window = window_at(qtbot, QRect(40, 80, 700, 500))
    window.show()
    window.centralWidget().setSizes([100, 400, 200])
    placement.keep(window, window.centralWidget(), choices)
    sizes = window.centralWidget().sizes()

    back = window_at(qtbot, QRect(0, 0, 600, 400))
    placement.restore(back, back.centralWidget(), choices)
    back.show()
    assert back.geometry() == QRect(40, 80, 700, 500)
    assert back.centralWidget().sizes() == sizes

    window.setGeometry(QRect(30_000, 30_000, 700, 500))
    placement.keep(window, window.centralWidget(), choices)
    placement.restore(back, back.centralWidget(), choices)
    assert QGuiApplication.primaryScreen().geometry().contains(back.geometry())


def test_a_full_screen_is_remembered_with_the_place_below_it(qtbot, file):
    choices = chosen(file)
    window = window_at(qtbot, QRect(40, 80, 700, 500))
    window.showFullScreen()
    placement.keep(window, window.centralWidget(), choices)

    back = window_at(qtbot, QRect(0, 0, 600, 400))
    placement.restore(back, back.centralWidget(), choices)
    assert back.isFullScreen()


def test_nothing_is_placed_for_who_does_not_want_it(qtbot, file):
    choices = chosen(file)
    window = window_at(qtbot, QRect(40, 80, 700, 500))
    placement.keep(window, window.centralWidget(), choices)
    choices.remembers_place = False
    placement.keep(window, window.centralWidget(), choices)

    assert choices.text("window/place") == ""


def test_a_recent_study_is_told_by_region_and_time_and_opens_again(qapp, file, study_in):
    study = study_in()
    recent = RecentStudies(chosen(file))
    recent.add(study)

    (again,) = RecentStudies(chosen(file)).studies
    assert again.what == "Wrist, 1 image"
    assert again.files == (study.images[0].path,)
    assert again.label(again.when.date()).startswith("Wrist, 1 image, opened today at")
    other = replace(again, when=datetime(2026, 3, 4, 15, 9))
    assert other.label(date(2026, 3, 5)) == "Wrist, 1 image, opened on 2026-03-04 at 15:09"


@pytest.mark.parametrize(
    "folder",
    [
        "Example_Ada",
        "EXAMPLE",
        "kids of éxample",
        "pat-ID-7",
        "id7x",
        "born 1970-01-01",
        "01011970",
    ],
)
def test_a_path_that_says_who_it_is_ends_with_the_program(qapp, file, study_in, folder):
    recent = RecentStudies(chosen(file))
    recent.add(study_in(folder))

    assert len(recent.studies) == 1, "it opens again meanwhile"
    assert RecentStudies(chosen(file)).studies == ()
    assert not file.exists() or folder not in file.read_text()


def test_files_that_name_nobody_cannot_be_checked(study_in):
    nameless = study_in(patient=Patient())

    assert not may_be_kept(nameless.images)
    assert may_be_kept(study_in(patient=Patient(), synthetic=True).images)


def test_recent_studies_that_would_read_alike_are_counted(qapp, file, study_in):
    choices = chosen(file)
    kept = [
        {"what": what, "when": f"2026-03-04T15:0{minute}:0{second}", "files": [f"{second}.dcm"]}
        for what, minute, second in (
            ("Wrist", 9, 4),
            ("Elbow", 9, 4),
            ("Wrist", 9, 1),
            ("Wrist", 8, 0),
        )
    ]
    choices.keep("recent/studies", json.dumps(kept))

    assert RecentStudies(choices).labels(date(2026, 3, 4)) == [
        "Wrist, opened today at 15:09, 2 of 2",
        "Elbow, opened today at 15:09",
        "Wrist, opened today at 15:09, 1 of 2",
        "Wrist, opened today at 15:08",
    ]


def test_turning_the_list_off_clears_it(qapp, file, study_in):
    choices = chosen(file)
    recent = RecentStudies(choices)
    recent.add(study_in())

    choices.remembers_studies = False
    assert recent.studies == ()
    assert "1.dcm" not in file.read_text()
    recent.add(study_in())
    assert recent.studies == ()


def test_the_menu_lists_what_was_open_without_naming_anybody(opened):
    menu = next(each for each in opened.findChildren(QMenu) if each.title() == "Open &recent")

    words = [action.text() for action in menu.actions()]
    assert "Wrist, 2 images" in words[0]
    assert not any(part in "".join(words) for part in ("Ada", "Example", "ID-7", "a1"))
    assert opened.keeper.recent.studies[0].files == (Path("a1").absolute(), Path("a2").absolute())


def test_a_study_without_a_region_is_a_radiograph(qapp, study_in):
    study = study_in()
    bare = Study("1", (replace(study.images[0], region=None),))
    recent = RecentStudies(Preferences())
    recent.add(bare)

    assert recent.studies[0].what == "Radiograph, 1 image"
    assert isinstance(bare.header, Header)
