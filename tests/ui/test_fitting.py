"""What is written at the corners of a view, as it grows narrow: ten units to a letter."""

from mura_desktop.ui.viewer.fitting import Fitted, Fitter, Line, wrapped


def fit(width, left=(), right=(), letter=0.0):
    fitter = Fitter(
        float(width),
        4.0,
        lambda text: 10.0 * len(text),
        lambda text, room: text[: int(room / 10.0) - 1] + "…",
    )
    return fitter.fit(left, right, letter)


DATE = Line.whole("2025-01-01")
PART = Line("Forearm, from the header", "Forearm")


def test_lines_that_fit_beside_the_letter_are_written_whole():
    assert fit(700, [DATE], [PART], 20.0) == Fitted((DATE.text,), (PART.text,))


def test_a_line_takes_its_short_form_before_the_letter_gives_way():
    assert fit(260, [DATE], [PART], 20.0) == Fitted((DATE.text,), ("Forearm",))


def test_a_short_corner_leaves_its_room_to_the_other():
    assert fit(180, [DATE], [PART], 40.0) == Fitted((DATE.text,), ("Forearm",))


def test_corners_that_do_not_fit_beside_each_other_stand_one_below_the_other():
    assert fit(150, [DATE], [PART]) == Fitted((DATE.text,), ("Forearm",), stacked=True)


def test_a_line_that_may_be_cut_is_cut_first():
    name = Line("A name of very many letters")
    assert fit(240, [name, DATE], [PART]) == Fitted(("A name of …", DATE.text), ("Forearm",))


def test_a_line_without_a_short_form_is_left_out():
    assert fit(104, [Line("1024 x 1024 pixels", "")], [DATE]) == Fitted((), (DATE.text,))


def test_nothing_is_wider_than_the_view():
    fitted = fit(60, [DATE], [PART], 20.0)
    assert all(len(text) <= 6 for text in (*fitted.left, *fitted.right))


def test_marks_that_are_too_wide_stand_on_several_lines_and_none_is_cut():
    def lines(room):
        text = "ANOTHER PATIENT · MIRRORED · SYNTHETIC"
        return wrapped(text, room, lambda text: 10.0 * len(text)).splitlines()

    assert lines(380.0) == ["ANOTHER PATIENT · MIRRORED · SYNTHETIC"]
    assert lines(260.0) == ["ANOTHER PATIENT · MIRRORED", "SYNTHETIC"]
    assert lines(160.0) == ["ANOTHER PATIENT", "MIRRORED", "SYNTHETIC"]
    assert lines(90.0) == ["ANOTHER", "PATIENT", "MIRRORED", "SYNTHETIC"]
