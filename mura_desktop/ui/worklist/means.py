"""What the window hands to a list of many studies; the list itself comes when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mura_desktop.domain.worklist import Journal
    from mura_desktop.ui.reading.arrivals import Loader
    from mura_desktop.ui.reading.judging import AnalyzerFactory


@dataclass(frozen=True)
class Means:
    """What a list is read, counted, judged and kept with.

    Attributes:
        load: Reads files.
        make_analyzer: Makes what judges, for a device and a bundle's folder.
        count: Returns how many files there are below a folder; asked off the GUI thread.
        journal: Keeps judgements of a list that is not complete, or None.
    """

    load: Loader
    make_analyzer: AnalyzerFactory
    count: Callable[[Sequence[Path]], int] | None = None
    journal: Journal | None = None
