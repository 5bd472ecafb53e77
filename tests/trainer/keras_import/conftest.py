"""Networks that Keras itself built, saved and asked, in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mura_desktop.imaging.reading import load
from mura_desktop.inference.preprocess import Fit
from trainer.keras_import.architecture import ARCHITECTURES
from trainer.keras_import.convert import Wanted
from trainer.keras_import.preprocessing import PREPROCESSINGS
from trainer.keras_import.release import Release

FED = {
    "inception_resnet_v2": "255-twice",
    "densenet121": "torch",
    "densenet169": "torch",
    "vgg19": "caffe",
    "resnet50": "caffe",
    "resnet152v2": "tf",
}


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """The folder of what Keras wrote: networks, pictures, and what it says of them."""
    folder = tmp_path_factory.mktemp("keras")
    script = Path(__file__).with_name("keras_models.py")
    environment = os.environ | {"KERAS_BACKEND": "torch", "KERAS_HOME": str(folder / "home")}
    subprocess.run(
        [sys.executable, str(script), str(folder)], check=True, capture_output=True, env=environment
    )
    yield folder
    shutil.rmtree(folder)  # a gigabyte of random numbers


@pytest.fixture(scope="session")
def said(written):
    """Keras's logits by network: the last class against the first, one a picture."""
    answers = json.loads((written / "said.json").read_text())
    return {name: np.array(values) for name, values in answers.items()}


@pytest.fixture(scope="session")
def pictures(written):
    """The pictures as the application opens them."""
    return list(load(sorted(written.glob("picture*.png"))))


@pytest.fixture
def release():
    """What the bundle is to say."""
    return Release("imported", "1.0", "abnormality", ("wrist",), Fit.STRETCH_NEAREST)


@pytest.fixture
def wanted():
    """Makes what a file cannot say of itself, right unless it is changed."""

    def make(name, *, abnormal=1, input_size=None, fed=None):
        return Wanted(ARCHITECTURES[name], PREPROCESSINGS[fed or FED[name]], abnormal, input_size)

    return make
