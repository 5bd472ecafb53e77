"""A small tree with MURA's layout and MURA's quirks, drawn by a program."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image as Picture

REGIONS = ("ELBOW", "FINGER", "FOREARM", "HAND", "HUMERUS", "SHOULDER", "WRIST")


@dataclass
class MuraTree:
    """Writes studies below ``root`` and lists them under the published name, ``MURA-v1.1``."""

    root: Path
    images: dict = field(default_factory=lambda: {"train": [], "valid": []})
    labels: dict = field(default_factory=lambda: {"train": {}, "valid": {}})
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))

    def add(self, part, region, patient, study, abnormal, modes=("L",), suffix=None, size=(60, 44)):
        """Add a study of one image a mode; return the folder of its images."""
        suffix = suffix or ("positive" if abnormal else "negative")
        place = f"{part}/XR_{region}/patient{patient:05d}/study{study}_{suffix}"
        (self.root / place).mkdir(parents=True)
        self.labels[part][place] = abnormal
        for number, mode in enumerate(modes, 1):
            pixels = self.random.normal(90, 12, size)
            if abnormal:  # what can be learned: a bright spot
                y, x = (int(self.random.integers(4, side - 20)) for side in size)
                pixels[y : y + 12, x : x + 12] += 130
            picture = Picture.fromarray(pixels.clip(0, 255).astype(np.uint8))
            picture.convert(mode).save(self.root / place / f"image{number}.png")
            self.images[part].append(f"{place}/image{number}.png")
        return self.root / place

    def write_lists(self):
        """Write the four CSV files as they are published: no header, a slash after a study."""
        for part in ("train", "valid"):
            with (self.root / f"{part}_image_paths.csv").open("w", newline="") as stream:
                csv.writer(stream).writerows([f"MURA-v1.1/{file}"] for file in self.images[part])
            with (self.root / f"{part}_labeled_studies.csv").open("w", newline="") as stream:
                csv.writer(stream).writerows(
                    [f"MURA-v1.1/{place}/", int(label)]
                    for place, label in self.labels[part].items()
                )
        return self


def healthy_tree(root, patients=16):
    """A tree without a fault: all regions, both labels, L beside RGB and RGBA, and ``._`` files."""
    tree = MuraTree(root)
    for patient in range(1, patients + 1):
        part = "valid" if patient % 4 == 0 else "train"
        region = REGIONS[patient % 7]
        modes = (("L",), ("L", "RGB"), ("RGB", "L", "RGBA"))[patient % 3]
        folder = tree.add(part, region, patient, 1, patient % 8 < 4, modes)
        if patient % 5 == 0:  # the same patient and study number again, of another region
            tree.add(part, REGIONS[(patient + 3) % 7], patient, 1, patient % 8 >= 4)
    (folder / "._image1.png").write_bytes(b"\0\5\x16\7 left by macOS")
    return tree.write_lists()
