"""A few kills: what the program said is safe is safe, and no file is half written."""

import random
import sys

import pytest

from mura_desktop.domain.whole_file import write_whole
from tests.kill.killing import Said, kill_once, losses

COUNT = 5
MOST = 25
"""On a busy machine the program may be killed before it has said anything."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a leftover may stay")


def test_nothing_that_was_recorded_is_lost_when_the_program_is_killed(tmp_path):
    chance, said = random.Random(7), Said()
    promises = 0
    killed = 0
    while killed < COUNT or (killed < MOST and not (said.opinions and said.judgements)):
        promises += kill_once(tmp_path, chance, said)
        killed += 1
        assert list(losses(tmp_path, said)) == []
    assert promises > 0
    assert said.opinions


def test_what_is_lost_or_half_written_would_be_found(tmp_path):
    said = Said()
    kill_once(tmp_path, random.Random(1), said)
    said.opinions["2026-01-01T00:00:00+00:00", 0] = "never written"
    said.judgements.add("0" * 32)
    names = ("report.pdf", "view.png", "list.csv", "list.json", "x.unfinished")
    for name in names:
        write_whole(tmp_path / "exports" / name, b"%PDF-")
    found = list(losses(tmp_path, said))
    assert len(found) == 2 + len(names)
    assert all(any(name in loss for loss in found) for name in names)
