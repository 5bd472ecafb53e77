"""The self-test of a running program: decoders, and the bundle by its hash and expected score."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from mura_desktop.selftest import decoding, judging
from mura_desktop.selftest.check import all_of, answer


def answers() -> Iterator[tuple[str, bool, str]]:
    """Yield what was looked at, whether it is as it must be, and what was found."""
    with tempfile.TemporaryDirectory(prefix="mura-desktop-") as folder:
        decoders = all_of("Decoders", decoding.checks(Path(folder)))
        for check in (*decoders, *all_of("Bundles", judging.bundle_checks())):
            found = answer(check)
            yield found.name, found.passed, found.found
