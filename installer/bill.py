"""The list of parts as CycloneDX 1.6 JSON, for programs that look for known weaknesses."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from installer.parts import Part

_SYSTEM = "deb/debian" if shutil.which("dpkg-query") else "generic"
_PURL = {"distribution": "pypi", "system": _SYSTEM, "python": "generic"}


def write(target: Path, parts: Sequence[Part], version: str, flavour: str) -> None:
    """Write the list.

    Args:
        target: The JSON file.
        parts: What was packed.
        version: The program's.
        flavour: ``cpu`` or ``cuda``.
    """
    others = [
        part
        for part in parts
        if part.kind not in ("program", "stand-in") and part.name != "mura-desktop"
    ]
    components = sorted(
        (_component(part) for part in others), key=lambda each: str(each["bom-ref"])
    )
    # the same parts give the same list, to the byte
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([version, flavour, components]))
    program = {"type": "application", "bom-ref": "mura-desktop", "name": "mura-desktop"}
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "component": {
                **program,
                "version": version,
                "licenses": [{"license": {"id": "MIT"}}],
                "properties": [{"name": "mura-desktop:flavour", "value": flavour}],
            }
        },
        "components": components,
        "dependencies": [
            {"ref": "mura-desktop", "dependsOn": [each["bom-ref"] for each in components]}
        ],
    }
    target.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")


def _component(part: Part) -> dict[str, Any]:
    # such an address quotes what it is made of, such as the "+" in versions of Debian
    name, version = part.name.lower().replace("_", "-"), quote(part.version, safe=":~")
    purl = f"pkg:{_PURL[part.kind]}/{quote(name)}@{version}"
    licences = [{"license": {"name": part.licence}}] if part.licence else []
    return {
        "type": "library",
        "bom-ref": purl,
        "name": part.name,
        "version": part.version,
        "purl": purl,
        "licenses": licences,
        "properties": [{"name": "mura-desktop:bytes", "value": str(part.size)}],
    }
