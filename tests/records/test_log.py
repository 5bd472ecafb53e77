"""The reading log: what is recorded stays, whatever happens to the file."""

import csv
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from mura_desktop.domain.errors import MuraDesktopError
from mura_desktop.domain.reading import Opinion, Reading, Showing
from mura_desktop.domain.verdict import DISCLAIMER, Verdict
from mura_desktop.records.export import as_csv, as_json
from mura_desktop.records.folder import SALT, Records
from mura_desktop.records.log import SqliteReadingLog

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
KEY = "1.2.3\0ID-7\0doe^jane"
SHOWN = Showing(
    START + timedelta(seconds=30),
    Verdict.SUSPECTED,
    0.81,
    None,
    0.2,
    0.6,
    "bundle",
    "1.0",
    "ab" * 32,
    "fracture",
)
READ = Reading(START, "WRIST", (Opinion(START + timedelta(seconds=20), Verdict.UNCERTAIN, "Hm."),))
CHANGED = READ.with_showing(SHOWN).with_opinion(
    Opinion(START + timedelta(seconds=60), Verdict.SUSPECTED, "Yes.", program_seen=True)
)


@pytest.fixture
def records(tmp_path):
    return Records(tmp_path / "records")


@pytest.fixture
def log(records):
    return SqliteReadingLog(records)


def readings(records):
    return [entry.reading for entry in SqliteReadingLog(Records(records.path.parent)).entries()]


def test_a_reading_comes_back_as_it_was_recorded_step_by_step(log, records):
    log.record(KEY, READ)
    assert readings(records) == [READ]
    log.record(KEY, CHANGED)
    assert readings(records) == [CHANGED]


def test_recording_twice_keeps_one_and_another_look_at_the_study_is_another_reading(log, records):
    later = Reading(START + timedelta(days=1), "WRIST", READ.opinions)
    for reading in (READ, READ, later):
        log.record(KEY, reading)
    assert readings(records) == [READ, later]
    assert len({entry.study for entry in log.entries()}) == 1


def test_what_was_seen_is_remembered_for_good_and_names_nobody(log, records):
    assert not log.was_seen(KEY)
    log.note_seen([KEY, "other"])
    log.note_seen([KEY])
    again = SqliteReadingLog(Records(records.path.parent))
    assert again.was_seen(KEY)
    assert not again.was_seen("a third")
    assert again.entries() == ()
    assert b"doe" not in records.path.read_bytes()


def test_what_an_older_log_has_shown_counts_as_seen(log):
    log.record(KEY, READ)
    assert not log.was_seen(KEY)
    log.record(KEY, CHANGED)
    assert log.was_seen(KEY)


def test_a_reading_without_an_opinion_is_no_entry(log, records):
    log.record(KEY, Reading(START).with_showing(SHOWN))
    assert readings(records) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE opinion SET verdict = 'suspected'",
        "DELETE FROM opinion",
        "UPDATE showing SET probability = 0.1",
        "DELETE FROM reading",
    ],
)
def test_the_database_refuses_to_change_what_was_recorded(log, records, change):
    log.record(KEY, CHANGED)
    with (
        closing(sqlite3.connect(records.path)) as database,
        pytest.raises(sqlite3.IntegrityError, match="never changed"),
    ):
        database.execute(change)
    assert readings(records) == [CHANGED]


def test_nothing_on_disk_names_study_or_patient_and_another_salt_gives_another_hash(
    log, records, tmp_path
):
    log.record(KEY, CHANGED)
    kept = b"".join(file.read_bytes() for file in records.path.parent.iterdir())
    for secret in (b"1.2.3", b"ID-7", b"doe", b"jane"):
        assert secret not in kept
    other = SqliteReadingLog(Records(tmp_path / "other"))
    other.record(KEY, READ)
    assert other.entries()[0].study != log.entries()[0].study
    assert (records.path.parent / SALT).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", ["overwritten", "cut", "foreign"])
def test_a_damaged_file_is_set_aside_whole_and_a_new_log_begins(log, records, damage):
    log.record(KEY, CHANGED)
    before = records.path.read_bytes()
    if damage == "foreign":
        records.path.unlink()
        with closing(sqlite3.connect(records.path)) as database:
            database.executescript("CREATE TABLE other (x); PRAGMA user_version = 1")
        damaged = records.path.read_bytes()
    elif damage == "cut":
        damaged = before[: len(before) // 2]
    else:
        damaged = b"\xff" * 64 + before[64:]
    records.path.write_bytes(damaged)

    again = Records(records.path.parent)
    aside = again.check()

    assert aside.read_bytes() == damaged
    SqliteReadingLog(again).record(KEY, READ)
    assert readings(records) == [READ]
    assert again.check() is None


def test_a_log_of_a_newer_version_is_left_alone(log, records):
    log.record(KEY, READ)
    with closing(sqlite3.connect(records.path)) as database:
        database.execute("PRAGMA user_version = 99")
    before = records.path.read_bytes()

    with pytest.raises(MuraDesktopError, match="newer version"):
        SqliteReadingLog(Records(records.path.parent)).record(KEY, CHANGED)
    assert records.path.read_bytes() == before


@pytest.mark.parametrize("left", [b"", b"half of it"])
def test_without_its_whole_salt_nothing_is_recorded_and_the_remedy_is_told(log, records, left):
    log.record(KEY, READ)
    salt = records.path.with_name(SALT)
    salt.write_bytes(left)

    with pytest.raises(MuraDesktopError, match="damaged") as refused:
        log.record(KEY, CHANGED)

    assert str(salt) in str(refused.value)
    assert readings(records) == [READ]
    salt.unlink()  # as the remedy says
    log.record(KEY, CHANGED)
    assert len(readings(records)) == 2


def test_a_folder_that_cannot_be_written_is_told_with_a_remedy(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(MuraDesktopError) as refused:
        SqliteReadingLog(Records(tmp_path / "file")).record(KEY, READ)
    assert "nothing is recorded" in refused.value.reason
    assert f"see that {tmp_path / 'file'} may be written to" in refused.value.remedy


def test_the_csv_has_a_line_for_each_reading_and_the_disclaimer(log):
    log.record(KEY, CHANGED)
    (line,) = csv.DictReader(as_csv(log.entries()).splitlines())
    assert line["statement"] == DISCLAIMER
    assert line["own_verdict"] == "uncertain"
    assert line["program_verdict"] == "suspected"
    assert line["last_verdict"] == "suspected"
    assert line["agrees"] == "0"
    assert line["influence"] == "towards the program"
    assert line["program_seen_before"] == "0"
    assert line["seconds_to_own_verdict"] == "20.0"
    assert line["bundle_sha256"] == "ab" * 32


def test_a_conclusion_is_no_formula_to_a_spreadsheet(log):
    log.record(KEY, Reading(START, opinions=(Opinion(START, Verdict.UNCERTAIN, "=1+1"),)))
    (line,) = csv.DictReader(as_csv(log.entries()).splitlines())
    assert line["own_conclusion"] == "'=1+1"


def test_the_json_has_the_whole_history_and_the_disclaimer(log):
    log.record(KEY, CHANGED)
    content = json.loads(as_json(log.entries()))
    assert content["statement"] == DISCLAIMER
    (reading,) = content["readings"]
    assert [each["verdict"] for each in reading["opinions"]] == ["uncertain", "suspected"]
    assert reading["opinions"][1]["program_seen"] is True
    assert reading["showings"][0]["probability"] == 0.81
    assert datetime.fromisoformat(reading["begun"]) == START


def test_an_empty_log_makes_an_empty_export():
    assert DISCLAIMER in as_csv(())
    assert json.loads(as_json(()))["readings"] == []
