"""What is killed: ``python -m tests.kill.victim FOLDER`` works and says what is safe."""

from __future__ import annotations

import hashlib
import itertools
import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer

from mura_desktop import app, paths
from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.verdict import (
    BundleInfo,
    Estimate,
    ImageScore,
    OperatingPoint,
    OperatingPoints,
    Verdict,
)
from mura_desktop.records.folder import Records
from mura_desktop.records.judgements import SqliteJournal
from mura_desktop.ui.keeping.preferences import Preferences
from mura_desktop.ui.worklist.means import Means

_ESTIMATE = Estimate(0.9, 0.8, 1.0)


class Network:
    """Scores an image by its brightness."""

    info = BundleInfo(
        name="stand-in",
        version="1",
        sha256="0" * 64,
        label="fracture",
        operating_points=OperatingPoints(
            OperatingPoint("high sensitivity", 0.2, _ESTIMATE, _ESTIMATE, "nothing"),
            OperatingPoint("high specificity", 0.6, _ESTIMATE, _ESTIMATE, "nothing"),
        ),
        device="CPU",
        localisation=None,
        card="",
    )

    def analyze(self, image):
        heat = np.linspace(0, 1, 48, dtype=np.float32).reshape(8, 6)
        cell = image.rows / 8, image.columns / 6
        return ImageScore(0.7, Heatmap(heat, cell, (0.0, 0.0), "ramp"), image.region)


def say(*words: object) -> None:
    """Tell the killer that something is safe now."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class Journal(SqliteJournal):
    """The program's own, which says what it has kept and forgets nothing."""

    def keep(self, key, judgement):
        super().keep(key, judgement)
        say("kept", hashlib.sha256(key.encode()).hexdigest(), self._records.hashed(key))

    def forget(self, keys):
        """Keep all, so that all can be looked for."""


class Victim:
    """The program with a reader who never rests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        app._make_analyzer = lambda device, bundle: Network()
        self.application, self.session, self.window = app.build(Preferences(None))
        self.window.show()
        records = Records(paths.records())
        self.window.records._means = Means(
            self._varied(app._load), lambda *_: Network(), None, Journal(records)
        )
        self.words = itertools.cycle(Verdict)
        self.number = 0
        self.window.recording.changed.connect(self._on_recorded)
        self.window.recording.failed.connect(lambda error: say("failed", error))
        self.window.exports.failed.connect(lambda error: say("failed", error))
        self.window.exports.saved.connect(lambda path: say("saved", path))
        self.session.study_judged.connect(lambda opened: QTimer.singleShot(0, self._begin))
        self.begun = False
        self.session.open([paths.sample_study()])

    def _varied(self, load):
        """Give the sample again and again, each time with other pixels."""
        seed = os.getpid()

        def loaded(chosen, *, cancelled):
            images = list(load(chosen, cancelled=cancelled))
            for number in itertools.count(seed):
                for image in images:
                    small = np.full((64, 48), number % 60_000, np.uint16)
                    header = replace(image.header, instance_id="")
                    yield replace(image, pixels=small, header=header)

        return loaded

    def _begin(self) -> None:
        if not self.begun:
            self.begun = True
            say("ready")
            self.window.records.judge([paths.sample_study()])
            self.timer = QTimer()
            self.timer.timeout.connect(self._work)
            self.timer.start(1)

    def _work(self) -> None:
        window = self.window
        window.own.choose(next(self.words))
        window.own.write(f"number {self.number}")
        window.own.record()
        if not window.exports._runner.busy:
            dialog = window.records.lists[0]
            suffix, write = (
                ("pdf", window.commands["save_report"].trigger),
                ("png", window.exports.save_view),
                ("csv", lambda: dialog._save_as("csv")),
                ("json", lambda: dialog._save_as("json")),
            )[self.number % 4]
            # each file is written again and again, so that there is something to lose
            place = self.folder / f"export-{self.number % 8}.{suffix}"
            window.exports._ask = lambda *_: place
            write()

    def _on_recorded(self, study: str) -> None:
        reading = self.window.recording.reading(study)
        if self.window.recording.is_under_way(study) or not reading or not reading.last:
            return
        said = f"{len(reading.opinions) - 1} {reading.last.conclusion}"
        say("recorded", reading.begun.isoformat(), said)
        self.number += 1


if __name__ == "__main__":
    victim = Victim(Path(sys.argv[1]))
    victim.application.exec()
