"""``python -m installer``: what follows PyInstaller.

    python -m installer documents FOLDER   notices and the list of parts, on every system
    python -m installer packages FOLDER    the same, the Debian package and the archive, on Linux
    python -m installer sizes FOLDER       how large each part is

FOLDER is what ``build_installer.spec`` was told to fill (``dist``). It holds ``mura-desktop``, the
packaged program, and ``packed.json``, the record of its files.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import mura_desktop
from installer import bill, contents, deb, layout, notices, parts
from installer.collect import RECORD
from installer.parts import Part

PROGRAM = "mura-desktop"
SUMS = "SHA256SUMS"


def documents(folder: Path) -> list[Path]:
    """Write the notices and the list of parts, beside the program and into it."""
    found = _parts(folder)
    version = mura_desktop.__version__
    made = [folder / "THIRD-PARTY-NOTICES.txt", folder / "bill-of-materials.cdx.json"]
    notices.write(made[0], found, version)
    bill.write(made[1], found, version, contents.flavour())
    for text in made:
        shutil.copy2(text, folder / PROGRAM / text.name)
    return made


def packages(folder: Path) -> None:
    """Make everything that can be made on Linux."""
    version, flavour = mura_desktop.__version__, contents.flavour()
    name = f"mura-desktop-{version}-linux-{platform.machine()}-{flavour}"
    texts = documents(folder)
    root = folder / "root"
    shutil.rmtree(root, ignore_errors=True)
    layout.lay_out(folder / PROGRAM, texts, root)
    made = [folder / f"{name}.tar.gz", folder / f"{name}.deb"]
    deb.archive(root, made[0], name)
    deb.build(root, made[1], version)
    shutil.rmtree(root)
    (folder / SUMS).write_text(checksums([*made, *texts]), encoding="utf-8")
    for path in made:
        print(f"{path.stat().st_size / 1e6:9.1f} MB  {path}")


def sizes(folder: Path) -> None:
    """Print how large each part is."""
    print(parts.report(_parts(folder), folder / PROGRAM))


def checksums(files: Iterable[Path]) -> str:
    """Return lines that ``sha256sum --check`` reads in the files' folder."""
    return "".join(f"{_sha256(path)}  {path.name}\n" for path in files)


def _parts(folder: Path) -> list[Part]:
    root = Path(__file__).parent.parent
    return parts.parts_of(parts.read(folder / RECORD), root, folder / PROGRAM)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


COMMANDS: dict[str, Callable[[Path], object]] = {
    "documents": documents,
    "packages": packages,
    "sizes": sizes,
}

if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in COMMANDS:
        raise SystemExit(__doc__)
    COMMANDS[sys.argv[1]](Path(sys.argv[2]))
