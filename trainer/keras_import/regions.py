"""The regions of MURA, as a bundle that was trained elsewhere names them."""

from __future__ import annotations

from collections.abc import Mapping

from mura_desktop.inference.bundle import BundleRegion

REGIONS: Mapping[str, BundleRegion] = {
    code.lower(): BundleRegion(code.lower(), code.lower(), code, (code, *more))
    for code, more in (
        ("ELBOW", ()),
        ("FINGER", ("THUMB",)),
        ("FOREARM", ("RADIUS", "ULNA", "RADIUSULNA")),
        ("HAND", ()),
        ("HUMERUS", ("UPRARM",)),
        ("SHOULDER", ("CLAVICLE", "SCAPULA", "ACJOINT")),
        ("WRIST", ("SCAPHOID",)),
    )
}
