"""Readings: who said what, when, and how often both agree."""

from datetime import UTC, datetime, timedelta

import pytest

from mura_desktop.domain.agreement import Agreement, kappa
from mura_desktop.domain.reading import (
    REMOVED,
    Influence,
    Opinion,
    Reading,
    Showing,
    without_identity,
)
from mura_desktop.domain.study import Patient
from mura_desktop.domain.verdict import Verdict

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SUSPECTED, UNCERTAIN, NOT = Verdict.SUSPECTED, Verdict.UNCERTAIN, Verdict.NOT_SUSPECTED


def said(program, seconds=30, score=0.5):
    at = START + timedelta(seconds=seconds)
    return Showing(at, program, score, None, 0.2, 0.6, "bundle", "1.0", "00", "fracture")


def read(own, program, *later, seconds=20):
    """A reading committed before the program's verdict was seen, and what was said after."""
    first = Opinion(START + timedelta(seconds=seconds), own)
    reading = Reading(START, "WRIST", (first,)).with_showing(said(program))
    for number, verdict in enumerate(later):
        at = START + timedelta(seconds=60 + number)
        reading = reading.with_opinion(Opinion(at, verdict, program_seen=True))
    return reading


def test_kappa_and_its_interval_are_those_of_the_published_example():
    # 200 subjects, three categories: Fleiss, Cohen and Everitt (1969): kappa 0.429, error 0.054
    table = [[106, 10, 4], [22, 28, 10], [2, 12, 6]]

    found = kappa(table)

    assert found.value == pytest.approx(0.429, abs=0.001)
    assert (found.high - found.low) / 2 / 1.96 == pytest.approx(0.054, abs=0.001)


@pytest.mark.parametrize("table", [[[0, 0], [0, 0]], [[7, 0], [0, 0]]])
def test_kappa_is_not_defined_where_nothing_or_one_word_was_said(table):
    assert kappa(table) is None


def test_agreement_counts_words_changes_and_time():
    agreement = Agreement.of(
        [
            read(SUSPECTED, SUSPECTED, seconds=10),
            read(NOT, SUSPECTED, UNCERTAIN, seconds=20),
            read(UNCERTAIN, UNCERTAIN, NOT, seconds=30),
            read(NOT, NOT, seconds=40),
            read(UNCERTAIN, NOT, SUSPECTED, UNCERTAIN, seconds=50),
        ]
    )

    assert agreement.readings == agreement.compared == 5
    assert agreement.agreed == 3
    assert agreement.table == ((1, 0, 0), (0, 1, 1), (1, 0, 1))
    assert agreement.changed == 2
    assert agreement.influences[Influence.TOWARDS] == 1
    assert agreement.influences[Influence.AWAY] == 1
    assert agreement.influences[Influence.KEPT] == 3
    assert agreement.median_seconds == 30


def test_what_was_said_after_seeing_the_program_is_no_evidence_of_agreement():
    late = Reading(START).with_showing(said(SUSPECTED))
    late = late.with_opinion(Opinion(START, SUSPECTED, program_seen=True))
    alone = Reading(START, opinions=(Opinion(START, SUSPECTED),))

    agreement = Agreement.of([late, alone, Reading(START)])

    assert agreement.readings == 2
    assert agreement.compared == agreement.agreed == 0
    assert agreement.kappa is None


def test_a_second_thought_before_the_program_is_seen_is_the_readers_own():
    reading = Reading(START, opinions=(Opinion(START, NOT), Opinion(START, SUSPECTED)))

    assert reading.with_showing(said(SUSPECTED)).agrees


def test_the_same_verdict_is_not_shown_twice_in_a_row_and_another_one_is():
    reading = Reading(START).with_showing(said(SUSPECTED)).with_showing(said(SUSPECTED, 90))
    assert len(reading.showings) == 1
    assert len(reading.with_showing(said(SUSPECTED, 90, score=0.9)).showings) == 2


def test_a_conclusion_is_kept_without_the_patients_name_identifier_and_birth_date():
    patient = Patient("Doe^Jane^Li", "ID-7", "19700102", "F")
    text = "JANE DOE (ID-7, born 1970-01-02): does not flex; Li did."

    kept = without_identity(text, patient)

    assert kept == f"{REMOVED} {REMOVED} ({REMOVED}, born {REMOVED}): does not flex; Li did."
