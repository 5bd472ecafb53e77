"""The body part, from the header or else from the path."""

from __future__ import annotations

import re
from pathlib import Path

from mura_desktop.domain.study import Region, RegionSource

_SAME = {
    "FINGERS": "FINGER",
    "HANDS": "HAND",
    "UPPERARM": "HUMERUS",
    "UPPER ARM": "HUMERUS",
    "LOWER ARM": "FOREARM",
    "LOWERARM": "FOREARM",
    "UPPERLIMB": "UPEREXTRM",
    "LOWERLIMB": "LOWEXTRM",
}
"""What consoles write, and the word that the bundles know for it."""

_ANY_LIMB = frozenset({"EXTREMITY", "EXTREMITIES"})
"""What says no more than that it is a limb: which part of it, the network may say."""

_MURA_FOLDER = re.compile(r"XR_([A-Z]+)", re.IGNORECASE)


def region_of(body_part: str, path: Path) -> Region | None:
    """Return the region, or None where neither source names one, or a header any limb.

    Args:
        body_part: Body Part Examined (0018,0015), or an empty text. A value that is not a Defined
            Term of PS3.16 Annex L is kept as it is, in upper case.
        path: The file; a folder on its way named as in the MURA data set, ``XR_WRIST``, names one.
    """
    code = body_part.strip().upper()
    if code and code not in _ANY_LIMB:
        return Region(_SAME.get(code, code), RegionSource.HEADER)
    for part in reversed(path.absolute().parent.parts):
        if named := _MURA_FOLDER.fullmatch(part):
            return Region(named[1].upper(), RegionSource.PATH)
    return None
