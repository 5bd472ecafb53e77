"""How much the process grows while it judges 200 studies in a row.

    python benchmarks/memory.py [STUDIES]

The sample study is opened and judged again and again; the reference is the process's own resident
memory after the first twenty studies, when every cache is warm. Exits 1 above the limit.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from mura_desktop import paths
from mura_desktop.domain.errors import UnreadableFile
from mura_desktop.domain.judging import judge
from mura_desktop.domain.study import group_into_studies
from mura_desktop.imaging.reading import load
from mura_desktop.inference.analyzer import load_analyzer

STUDIES = 200
WARM = 20
LIMIT = 0.05


def resident() -> int:
    """Return this process's resident memory in bytes (Linux)."""
    gc.collect()
    status = Path("/proc/self/status").read_text()
    return 1024 * int(status.split("VmRSS:")[1].split()[0])


def main() -> int:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else STUDIES
    analyzer = load_analyzer(paths.default_bundle(), "cpu")
    before = 0
    for number in range(count):
        opened = list(load([paths.sample_study()]))
        images = [each for each in opened if not isinstance(each, UnreadableFile)]
        for study in group_into_studies(images):
            judge(study, analyzer)
        if number + 1 == WARM:
            before = resident()
    after = resident()
    growth = after / before - 1
    print(f"after {WARM} studies {before / 2**20:.0f} MiB, after {count} {after / 2**20:.0f} MiB")
    print(f"growth {growth:+.1%}  (at most {LIMIT:.0%})")
    return 0 if growth <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
