"""``python -m installer FOLDER``: the packages, from what ``build_installer.spec`` left in FOLDER.

FOLDER holds ``mura-desktop``, the packaged program, and ``packed.json``, the record of its files.
Beside them come the notices, the list of parts, the Debian package, the archive and their sums.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import sys
from pathlib import Path

import mura_desktop
from installer import bill, contents, deb, layout, notices, parts


def main(folder: Path) -> None:
    """Make everything that can be made on Linux."""
    version, flavour = mura_desktop.__version__, contents.flavour()
    name = f"mura-desktop-{version}-linux-{platform.machine()}-{flavour}"
    found = parts.parts_of(parts.read(folder / "packed.json"), Path(__file__).parent.parent)
    texts = [folder / "THIRD-PARTY-NOTICES.txt", folder / "bill-of-materials.cdx.json"]
    notices.write(texts[0], found, version)
    bill.write(texts[1], found, version, flavour)
    for text in texts:  # the archive brings them, too
        shutil.copy2(text, folder / "mura-desktop" / text.name)
    root = folder / "root"
    shutil.rmtree(root, ignore_errors=True)
    layout.lay_out(folder / "mura-desktop", texts, root)
    made = [folder / f"{name}.tar.gz", folder / f"{name}.deb"]
    deb.archive(root, made[0], name)
    deb.build(root, made[1], version)
    shutil.rmtree(root)
    sums = "".join(f"{_sha256(path)}  {path.name}\n" for path in [*made, *texts])
    (folder / "SHA256SUMS").write_text(sums)
    parts.main(folder / "packed.json")
    for path in made:
        print(f"{path.stat().st_size / 1e6:9.1f} MB  {path}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
