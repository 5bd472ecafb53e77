"""Two processes train as one does: the same batches, the same gradient, the same figures."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.trainer.mura_tree import healthy_tree
from trainer.__main__ import main

ROOT = Path(__file__).parents[2]
# layer normalisation, for batch statistics differ between half a batch and a whole one
CLASSIFIER = {"backbone": "test_convnext", "head": "pooled", "hidden": [], "input_size": 64}


def run_apart(arguments):
    """Run a command in a process that starts others."""
    done = subprocess.run(
        [sys.executable, "-m", "trainer", *arguments],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def test_two_processes_give_the_figures_of_one(tmp_path):
    healthy_tree(tmp_path / "MURA-v1.1", patients=48)
    recipe = {
        "name": "small",
        "label": "abnormality",
        "seed": 1,
        "dataset": {"name": "mura", "validation": 0.34, "seed": 0},
        "losses": {"balance": "per_region"},
        "classifier": CLASSIFIER,
        "training": {
            "epochs": 2,
            "batch": 8,
            "average": 0.5,
            "augmentation": {"flip": True, "rotation": 10, "noise": 5},
        },
    }
    (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(recipe))
    logs = []
    for devices in (1, 2):
        run = tmp_path / f"run{devices}"
        strategy = "ddp" if devices == 2 else "auto"
        command = ["fit", "--recipe", str(tmp_path / "recipe.yaml"), "--data", str(tmp_path)]
        command += ["--run", str(run), "--accelerator", "cpu"]
        command += ["--devices", str(devices), "--strategy", strategy]
        if devices == 1:  # which needs no process of its own
            assert main(command) == 0
        else:
            run_apart(command)
        assert (run / "network.safetensors").exists()
        with (run / "network" / "log.csv").open(newline="") as rows:
            logs.append(list(csv.DictReader(rows)))
    one, two = logs
    assert len(one) == len(two) == 2
    for alone, shared in zip(one, two, strict=True):
        assert alone["steps"] == shared["steps"]
        for name in ("validation_loss", "validation_auc", "validation_kappa"):
            assert float(shared[name]) == pytest.approx(float(alone[name]), abs=1e-4)
