"""The whole way: the sample study, the bundle that ships, and everything that is made of them."""

import os
import subprocess
import sys

from PIL import Image as Pillow

from mura_desktop.domain.verdict import DISCLAIMER


def test_without_a_display_the_sample_study_is_judged_and_written_down(tmp_path):
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in screens}

    done = subprocess.run(
        [sys.executable, "-m", "mura_desktop.demo", tmp_path / "out"],
        env=environment,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "There is no display here" in done.stdout
    assert "SYNTHETIC · NO PATIENT" in done.stdout
    assert "LATERAL.dcm" in done.stdout
    assert DISCLAIMER in done.stdout
    assert (tmp_path / "out" / "report.pdf").read_bytes().startswith(b"%PDF-")
    with Pillow.open(tmp_path / "out" / "window.png") as picture:
        assert picture.width > 1000
