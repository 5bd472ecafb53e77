"""A loader, an analyzer and a log that behave, and images built of arrays."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.grey import Window
from mura_desktop.domain.header_row import HeaderRow
from mura_desktop.domain.heatmap import Heatmap
from mura_desktop.domain.reading import Entry, Reading
from mura_desktop.domain.study import Header, Image, Laterality, Patient, Region, RegionSource
from mura_desktop.domain.verdict import (
    BundleInfo,
    Estimate,
    ImageScore,
    JudgedRegion,
    NoVerdict,
    OperatingPoint,
    OperatingPoints,
)

POINTS = OperatingPoints(
    OperatingPoint(
        "high sensitivity",
        0.18,
        Estimate(0.95, 0.92, 0.97),
        Estimate(0.71, 0.66, 0.75),
        "validation",
    ),
    OperatingPoint(
        "high specificity",
        0.62,
        Estimate(0.78, 0.73, 0.82),
        Estimate(0.95, 0.93, 0.97),
        "validation",
    ),
)


INFO = BundleInfo(
    name="fake",
    version="1.0",
    sha256="0" * 64,
    label="fracture",
    operating_points=POINTS,
    device="CPU",
    localisation=Estimate(0.72, 0.66, 0.78),
    card="# A card\n\nWritten for a test.",
    regions=(
        JudgedRegion("HAND", "hand and wrist", ("HAND", "WRIST")),
        JudgedRegion("FOOT", "foot", ("FOOT",)),
    ),
)


def make_image(
    name: str = "image.dcm",
    *,
    study: str = "1.2.3",
    pixels: np.ndarray | None = None,
    instance: int = 1,
    **changes: object,
) -> Image:
    """A 16-bit gradient in a study, as a file would give it."""
    if pixels is None:
        ramp = np.linspace(0, 4095, 64 * 48).reshape(64, 48)
        pixels = ramp.astype(np.uint16)
    header = Header(
        study_id=study,
        patient=Patient("Example^Ada", "ID-7", "19700101", "F"),
        study_date="20240501",
        study_description="Wrist",
        instance_number=instance,
        view="AP",
        laterality=Laterality.LEFT,
    )
    image = Image(
        path=Path(name),
        pixels=pixels,
        header=header,
        vois=(Window(2048.0, 4096.0), Window(1000.0, 500.0, explanation="BONE")),
        region=Region("WRIST", RegionSource.HEADER),
    )
    return replace(image, **changes)


def hot(
    row: int,
    column: int,
    shape: tuple[int, int] = (8, 6),
    cell: float = 8.0,
    method: str = "Evidence map",
) -> Heatmap:
    """A heatmap with one hot cell."""
    values = np.zeros(shape, np.float32)
    values[row, column] = 1.0
    return Heatmap(values, (cell, cell), (0.0, 0.0), method)


@dataclass
class Files:
    """A loader over what a test puts in: path name to images and refusals.

    ``gate`` holds back all but the first file while it is cleared.
    """

    contents: dict[str, list[Image | UnreadableFile]] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self):
        self.gate.set()

    def __call__(self, paths, *, cancelled):
        for path in paths:
            for outcome in self.contents[str(path)]:
                if cancelled():
                    return
                yield outcome
                while not self.gate.wait(0.01) and not cancelled():
                    pass


@dataclass
class Frames:
    """A loader of frames: each brighter than the one before; waits at the gate."""

    gate: threading.Event = field(default_factory=threading.Event)
    begun: list[int] = field(default_factory=list)
    broken: dict[int, Exception] = field(default_factory=dict)

    def __call__(self, image, number):
        self.begun.append(number)
        self.gate.wait(10)
        if number in self.broken:
            raise self.broken[number]
        return replace(image, frame=number, pixels=image.pixels + np.uint16(100 * number))


@dataclass
class FakeAnalyzer:
    """Scores by the file's name; waits at the gate; notes what it judged."""

    scores: dict[str, float]
    gate: threading.Event
    judged: list[str]
    begun: list[str]
    info: BundleInfo = INFO

    def analyze(self, image, method=None):
        self.begun.append(image.path.name)
        self.gate.wait(10)
        self.judged.append(image.path.name)
        outcome = self.scores.get(image.path.name, 0.5)
        if isinstance(outcome, Exception):
            raise outcome
        if isinstance(outcome, NoVerdict):
            return outcome
        return ImageScore(outcome, hot(1, 4, method=method or "Evidence map"), image.region)


@dataclass
class Network:
    """An analyzer factory that a test can hold back, break and question."""

    scores: dict[str, object] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)
    judged: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    devices: list[str] = field(default_factory=list)
    failure: Exception | None = None
    info: BundleInfo = INFO

    def __call__(self, device: str, bundle: Path | None = None) -> FakeAnalyzer:
        self.devices.append(device)
        if self.failure is not None:
            raise self.failure
        info = replace(self.info, device="CPU" if device == "auto" else device.upper())
        if bundle is not None:
            info = replace(info, name=bundle.name, sha256=bundle.name)
        return FakeAnalyzer(self.scores, self.gate, self.judged, self.begun, info)


@dataclass
class Log:
    """A reading log in memory that a test can hold back and break."""

    kept: dict[str, Reading] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    gate: threading.Event = field(default_factory=threading.Event)
    failure: Exception | None = None

    def __post_init__(self):
        self.gate.set()

    def record(self, study_key, reading):
        self.gate.wait(10)
        if self.failure is not None:
            raise self.failure
        self.kept[study_key] = reading

    def note_seen(self, study_keys):
        self.seen |= set(study_keys)

    def was_seen(self, study_key):
        return study_key in self.seen

    def check(self):
        return None

    def exported(self, entries, kind):
        return f"{len(entries)} readings as {kind}"

    def entries(self):
        return tuple(Entry("0" * 32, reading) for reading in self.kept.values())


def header_of(image: Image) -> tuple[HeaderRow, ...]:
    """A header of a name, a private element, and a sequence in a sequence."""
    if image.path.suffix == ".png":
        raise UnreadableFile(image.path, "The file is no DICOM file.", "Open another.")
    return (
        HeaderRow(0, "(0008,1140)", "SQ", "Referenced Image Sequence", "1 item"),
        HeaderRow(1, "", "", "Item 1", ""),
        HeaderRow(2, "(0008,1155)", "UI", "Referenced SOP Instance UID", "1.2.3.4"),
        HeaderRow(0, "(0009,0010)", "LO", "Private Creator", "ACME", private=True),
        HeaderRow(0, "(0010,0010)", "PN", "Patient's Name", "Example^Ada"),
        HeaderRow(0, "(0020,4000)", "LT", "Image Comments", f"of {image.path.name}"),
    )
