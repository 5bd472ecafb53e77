import pytest

from mura_desktop.ui.viewer.edges import Edges, edge_letters
from mura_desktop.ui.viewer.view import Orientation

FRONTAL = ("L", "F")  # the patient looks at the reader, head up
UPRIGHT = Orientation()


def test_a_frontal_view_has_the_patients_right_on_the_left():
    assert edge_letters(FRONTAL, UPRIGHT) == Edges(left="R", right="L", top="H", bottom="F")


@pytest.mark.parametrize(
    ("orientation", "letters"),
    [
        (UPRIGHT.turned(1), Edges(left="F", right="H", top="R", bottom="L")),
        (UPRIGHT.turned(2), Edges(left="L", right="R", top="F", bottom="H")),
        (UPRIGHT.turned(-1), Edges(left="H", right="F", top="L", bottom="R")),
        (UPRIGHT.flipped_horizontally(), Edges(left="L", right="R", top="H", bottom="F")),
        (UPRIGHT.flipped_vertically(), Edges(left="R", right="L", top="F", bottom="H")),
    ],
    ids=str,
)
def test_the_letters_follow_rotation_and_mirroring(orientation, letters):
    assert edge_letters(FRONTAL, orientation) == letters


def test_oblique_directions_keep_their_order():
    assert edge_letters(("LA", "FP"), UPRIGHT) == Edges("RP", "LA", "HA", "FP")


@pytest.mark.parametrize("patient", [("", ""), ("CR", "V"), ("?", "1")])
def test_what_is_not_said_in_letters_of_people_is_left_out(patient):
    assert edge_letters(patient, UPRIGHT) == Edges()


def test_one_known_direction_is_told_alone():
    assert edge_letters(("", "F"), UPRIGHT) == Edges(top="H", bottom="F")
