"""Files that cannot be imported are refused with the reason and what to do about it."""

import json
import pickle
import shutil
import zipfile

import h5py
import numpy as np
import pytest

from trainer.keras_import.architecture import ARCHITECTURES
from trainer.keras_import.checks import check_backbone, parted
from trainer.keras_import.convert import convert
from trainer.keras_import.file import open_keras
from trainer.keras_import.layers import Layer
from trainer.keras_import.refusal import UnusableKerasFile
from trainer.keras_import.release import import_keras

RESCALING = {"class_name": "Rescaling", "config": {"name": "rescaling", "scale": 1 / 255}}


@pytest.fixture
def refused(wanted):
    """Imports a file, as a DenseNet121 unless told otherwise, and returns the refusal."""

    def attempt(path, name="densenet121", **changes):
        with pytest.raises(UnusableKerasFile) as found, open_keras(path) as source:
            convert(source, wanted(name, **changes))
        assert found.value.remedy.endswith(".")
        return str(found.value)

    return attempt


@pytest.fixture
def copied(written, tmp_path):
    """A copy of the DenseNet121 that may be damaged."""
    return shutil.copyfile(written / "densenet121.h5", tmp_path / "copy.h5")


def change_config(path, change):
    with h5py.File(path, "r+") as stream:
        config = json.loads(stream.attrs["model_config"])
        change(config["config"]["layers"])
        stream.attrs["model_config"] = json.dumps(config)


def test_another_architecture_is_named(refused, written):
    assert "try --as vgg19" in refused(written / "vgg19.h5")
    assert "try --as densenet121" in refused(written / "densenet121.h5", "densenet169")
    assert "try --as densenet169" in refused(written / "densenet169.keras")


def test_a_missing_tensor_is_named(refused, copied):
    with h5py.File(copied, "r+") as stream:
        group = stream["model_weights/densenet121"]
        names = list(group.attrs["weight_names"])
        names.remove("conv3_block2_1_bn/moving_variance")
        group.attrs["weight_names"] = names
    assert "The moving_variance of the layer conv3_block2_1_bn is missing" in refused(copied)


def test_tensors_that_would_be_left_over_are_counted(refused, copied):
    with h5py.File(copied, "r+") as stream:
        group = stream["model_weights/densenet121"]
        group["secret/kernel"] = np.ones((3, 3), np.float32)
        group.attrs["weight_names"] = [*group.attrs["weight_names"], "secret/kernel"]
    assert "1 more layers with weights than the architecture, such as secret" in refused(copied)


def test_a_tensor_of_another_shape_is_named(refused, copied):
    with h5py.File(copied, "r+") as stream:
        place = "model_weights/densenet121/conv3_block2_1_conv/kernel"
        del stream[place]
        stream[place] = np.ones((1, 1, 3, 3), np.float32)
    assert "kernel of conv3_block2_1_conv has the shape (1, 1, 3, 3)" in refused(copied)


def test_numbers_that_are_not_finite_are_refused(refused, copied):
    with h5py.File(copied, "r+") as stream:
        stream["model_weights/densenet121/bn/beta"][3] = np.nan
    assert "beta of bn holds numbers that are not finite" in refused(copied)


def test_weights_that_lie_in_another_file_are_not_followed(refused, copied, tmp_path):
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["beta"] = np.ones(1024, np.float32)
    with h5py.File(copied, "r+") as stream:
        del stream["model_weights/densenet121/bn/beta"]
        stream["model_weights/densenet121/bn/beta"] = h5py.ExternalLink("other.h5", "/beta")
    assert "points elsewhere" in refused(copied)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pickle.dumps({"weights": 1}), "This is a pickle"),
        (b"\x89HDF\r\n\x1a\n" + bytes(200), "damaged"),
        (b"PK\x03\x04" + bytes(200), "damaged"),
        (b"", "neither a Keras archive"),
    ],
    ids=["pickle", "broken HDF5", "broken archive", "empty"],
)
def test_what_is_no_keras_file_is_refused_by_its_content(refused, tmp_path, content, reason):
    path = tmp_path / "network.h5"
    path.write_bytes(content)
    assert reason in refused(path)


def test_hdf5_that_keras_did_not_write_is_refused(refused, tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as stream:
        stream["measurements"] = np.ones(3)
    assert "Keras did not write it" in refused(tmp_path / "a.h5")


def test_a_pytorch_checkpoint_is_refused_unread(refused, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.keras", "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(print))
    assert "PyTorch checkpoint, which is a pickle" in refused(tmp_path / "a.keras")


def test_a_folder_and_a_missing_file_are_refused(refused, tmp_path):
    assert "perhaps a SavedModel" in refused(tmp_path)
    assert "No such file" in refused(tmp_path / "nowhere.h5")


def test_weights_without_names_are_refused(refused, written, tmp_path):
    with zipfile.ZipFile(written / "densenet121.keras") as archive:
        archive.extract("model.weights.h5", tmp_path)
    assert "weights without the layers' names" in refused(tmp_path / "model.weights.h5")


def test_a_lambda_layer_is_refused_and_its_code_never_run(refused, copied):
    def slip_in(layers):
        code = {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": None}}
        settings = {"name": "secret", "function": code, "arguments": {}}
        layers[1]["config"]["layers"].insert(1, {"class_name": "Lambda", "config": settings})

    change_config(copied, slip_in)
    assert "Lambda layer (secret), which is code" in refused(copied)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda layers: layers[3]["config"].update(activation="tanh"), "activation tanh"),
        (lambda layers: layers[5]["config"].update(activation="sigmoid"), "2 outputs"),
        (
            lambda layers: layers[2].update(class_name="GlobalMaxPooling2D"),
            "no layer that flattens",
        ),
        (lambda layers: layers[4].update(class_name="LayerNormalization"), "LayerNormalization"),
        (lambda layers: layers.insert(1, RESCALING), "scales its input itself"),
        (lambda layers: layers[0]["config"].update(batch_shape=[None, 64, 64, 1]), "no square"),
        (lambda layers: layers[3]["config"].pop("units"), "description of the layers is damaged"),
    ],
    ids=["activation", "sigmoid of two", "maximum", "norm", "rescaling", "grey", "damaged"],
)
def test_a_head_or_an_input_of_another_kind_is_refused(refused, copied, change, reason):
    change_config(copied, change)
    assert reason in refused(copied)


def test_a_convolution_that_steps_otherwise_is_refused(refused, copied):
    def step(layers):
        inside = layers[1]["config"]["layers"]
        conv = next(each for each in inside if each["config"]["name"] == "conv4_block1_2_conv")
        conv["config"]["strides"] = [2, 2]

    change_config(copied, step)
    assert "conv4_block1_2_conv steps otherwise" in refused(copied)


def test_a_size_that_contradicts_the_file_is_refused(refused, copied):
    assert "64 pixels wide, not 96" in refused(copied, input_size=96)


def test_an_import_never_overwrites_and_a_refusal_leaves_nothing(
    written, wanted, release, tmp_path
):
    (tmp_path / "taken").mkdir()
    with pytest.raises(FileExistsError, match="--output"):
        import_keras(written / "vgg19.h5", wanted("vgg19"), release, tmp_path / "taken")
    with pytest.raises(UnusableKerasFile):
        import_keras(written / "vgg19.h5", wanted("resnet50"), release, tmp_path / "new")
    assert not (tmp_path / "new").exists()


class TestTheScalesOfInception:
    """Older Kerases add the residuals in Lambda layers, known by their name and argument."""

    @pytest.fixture
    def layers(self, written):
        with open_keras(written / "inception_resnet_v2.h5") as source:
            yield source, parted(source, source.layers)[0]

    @staticmethod
    def as_older_kerases_write(layers, scale=None):
        counts = ((35, 10), (17, 20), (8, 10))
        blocks = iter([f"block{kind}_{i + 1}" for kind, count in counts for i in range(count)])
        for layer in layers:
            if layer.kind == "CustomScaleLayer":
                name, arguments = next(blocks), {"scale": scale or layer.settings["scale"]}
                yield Layer(name, "Lambda", {"name": name, "arguments": arguments})
            else:
                yield layer

    def test_the_lambdas_of_older_kerases_are_known(self, layers):
        source, backbone = layers
        older = list(self.as_older_kerases_write(backbone))
        assert sum(layer.kind == "Lambda" for layer in older) == 40
        assert check_backbone(source, ARCHITECTURES["inception_resnet_v2"], older) == 1e-3

    def test_other_scales_are_refused(self, layers):
        source, backbone = layers
        older = list(self.as_older_kerases_write(backbone, 0.2))
        with pytest.raises(UnusableKerasFile, match="scaled otherwise"):
            check_backbone(source, ARCHITECTURES["inception_resnet_v2"], older)
