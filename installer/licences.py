"""What every part may be packed under, and who says so where the part itself does not.

Nothing under the GPL is packed. Parts under the LGPL are named here one by one: they lie in the
package as shared libraries that may be replaced. Whatever is not known stops the packages, so that
a library which slips in is noticed.
"""

from __future__ import annotations

import re
from pathlib import Path

TEXTS = Path(__file__).parent / "licences"

LGPL = {
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "libglib-2.0": ("LGPL-2.1.txt",),
    "libgthread-2.0": ("LGPL-2.1.txt",),
    "libgcrypt": ("LGPL-2.1.txt",),
    "libgpg-error": ("LGPL-2.1.txt",),
    "libkeyutils": ("LGPL-2.1.txt",),
    "libsystemd": ("LGPL-2.1.txt",),
}
"""Distributions and system libraries that may be under the LGPL, with the texts that go along."""

OF_DISTRIBUTION = {
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "python-gdcm": "Apache-2.0 AND BSD-3-Clause",
}
"""Licences that a distribution's metadata does not tell, or not wholly."""

TEXTS_OF_DISTRIBUTION = {"python-gdcm": ("GDCM.txt",), "pyjpegls": ("pyjpegls.txt",)}
"""Texts that a wheel does not bring."""

OF_SYSTEM_LIBRARY = {
    "libX11": "MIT",
    "libX11-xcb": "MIT",
    "libXau": "MIT",
    "libXdmcp": "MIT",
    "libXext": "MIT",
    "libXrender": "MIT",
    "libxcb": "MIT",
    "libxkbcommon": "MIT",
    "libxkbcommon-x11": "MIT",
    "libbrotlicommon": "MIT",
    "libbrotlidec": "MIT",
    "libbsd": "BSD-3-Clause",
    "libbz2": "bzip2-1.0.6",
    "libcap": "BSD-3-Clause OR GPL-2.0-only",
    "libcrypto": "Apache-2.0",
    "libsqlite3": "blessing",
    "libssl": "Apache-2.0",
    "libdbus-1": "AFL-2.1 OR GPL-2.0-or-later",
    "libexpat": "MIT",
    "libffi": "MIT",
    "libfontconfig": "HPND-sell-variant",
    "libfreetype": "FTL OR GPL-2.0-or-later",
    "libgcc_s": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libstdc++": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libglib-2.0": "LGPL-2.1-or-later",
    "libgthread-2.0": "LGPL-2.1-or-later",
    "libgcrypt": "LGPL-2.1-or-later",
    "libgpg-error": "LGPL-2.1-or-later",
    "libsystemd": "LGPL-2.1-or-later",
    "libcom_err": "MIT",
    "libgssapi_krb5": "MIT",
    "libk5crypto": "MIT",
    "libkeyutils": "LGPL-2.1-or-later",
    "libkrb5": "MIT",
    "libkrb5support": "MIT",
    "liblz4": "BSD-2-Clause",
    "liblzma": "0BSD",
    "libmd": "BSD-3-Clause AND ISC",
    "libpcre2-8": "BSD-3-Clause",
    "libpng16": "libpng-2.0",
    "libreadline": "GPL-3.0-or-later",
    "libuuid": "BSD-3-Clause",
    "libz": "Zlib",
    "libzstd": "BSD-3-Clause OR GPL-2.0-only",
}
"""Licences of libraries by the name before ``.so``; ``libxcb`` stands for all that begin so."""

_GPL = re.compile(r"\b(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)


def of_system_library(file: str) -> tuple[str, str]:
    """Return the name by which a system library is known here, and its licence.

    Args:
        file: Its file name.

    Raises:
        SystemExit: for one that is not known.
    """
    stem = re.sub(r"(\.\d+)?\.dylib$", "", file.partition(".so")[0])
    name = "libxcb" if stem.startswith("libxcb-") else stem
    if name not in OF_SYSTEM_LIBRARY:
        raise SystemExit(f"{file} would be packed; look up its licence for {Path(__file__).name}.")
    return name, OF_SYSTEM_LIBRARY[name]


def require_permissive(name: str, licence: str) -> None:
    """Refuse a part that is under the GPL, or under the LGPL without being named for it.

    Args:
        name: Of a distribution or system library.
        licence: An SPDX expression, or what metadata says in its own words.

    Raises:
        SystemExit: when every choice that the licence leaves is refused.
    """
    choices = re.split(r"\s+OR\s+", licence)
    if not any(_is_permitted(name, choice) for choice in choices):
        raise SystemExit(f"{name} is under {licence!r}, which binds the package.")


def _is_permitted(name: str, choice: str) -> bool:
    if re.search(r"\bLGPL|Lesser General", choice, re.IGNORECASE):
        return name.lower().replace("_", "-") in LGPL
    parts = re.split(r"\s+AND\s+", choice)
    return not any(_GPL.search(part) and "exception" not in part for part in parts)
