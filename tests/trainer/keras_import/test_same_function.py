"""What Keras said of a picture, the bundle says."""

import copy

import h5py
import numpy as np
import pytest
import torch

from mura_desktop.inference.analyzer import load_analyzer
from mura_desktop.inference.classifier import Entry
from mura_desktop.inference.preprocess import Fit, fitted, normalize
from trainer.keras_import import convert as conversion
from trainer.keras_import.convert import convert
from trainer.keras_import.file import open_keras
from trainer.keras_import.preprocessing import PREPROCESSINGS
from trainer.keras_import.release import import_keras

EXACT = 1e-4
FILES = {
    "inception_resnet_v2": "h5",
    "densenet121": "keras",
    "densenet169": "keras",
    "vgg19": "h5",
    "resnet50": "keras",
    "resnet152v2": "h5",
}


def error(found, expected):
    """The largest difference, relative to the spread of what is right."""
    return np.abs(found - expected).max() / np.ptp(expected)


def logits_of(network, pictures):
    """A network's logits of pictures that are fitted as the bundle is told to."""
    size = network.config.input_size
    squares = [fitted(each.rendered(), size, 1.0, Fit.STRETCH_NEAREST)[0] for each in pictures]
    with torch.no_grad():
        return network(normalize(torch.stack(squares)))[:, 0].double().numpy()


@pytest.fixture(scope="module")
def converted(written):
    """Converts each network once."""
    made = {}

    def make(name, wanted):
        if name not in made:
            with open_keras(written / f"{name}.{FILES[name]}") as source:
                made[name] = convert(source, wanted)
        return made[name]

    return make


@pytest.mark.parametrize("name", FILES)
def test_from_a_png_the_application_gives_the_score_that_keras_gave(
    name, written, said, pictures, wanted, release, tmp_path
):
    import_keras(written / f"{name}.{FILES[name]}", wanted(name), release, tmp_path / "b")
    analyzer = load_analyzer(tmp_path / "b", "cpu")
    scores = [analyzer.analyze(picture) for picture in pictures]
    odds = np.array([each.probability / (1 - each.probability) for each in scores])
    assert error(np.log(odds), said[name]) < EXACT
    for score in scores:
        assert score.heatmap.method == "Grad-CAM"
        assert score.heatmap.values.max() <= score.probability + 1e-6
    assert max(score.heatmap.values.max() for score in scores) > 0


@pytest.mark.parametrize("name", ["inception_resnet_v2", "densenet121", "resnet50"])
def test_each_tensor_of_the_file_is_used_once_and_each_place_filled_once(
    name, written, wanted, converted
):
    found = converted(name, wanted(name))
    state = found.network.state_dict()
    places = [each for each in state if not each.endswith("num_batches_tracked")]
    assert sorted(found.filled) == sorted(places)
    assert len(set(found.used)) == len(found.used)
    tensors = []
    with open_keras(written / f"{name}.{FILES[name]}") as source:
        root = next(iter(source.datasets.values())).file
        root = root.get("model_weights", root)
        root.visititems(
            lambda _, each: tensors.append(each) if isinstance(each, h5py.Dataset) else None
        )
    assert len(found.used) == len(tensors)
    # Inception's normalisations have no gamma: the places that are filled with ones
    unscaled = sum(len(each.shape) == 1 and bool((each == 1).all()) for each in state.values())
    assert unscaled == (204 if name == "inception_resnet_v2" else 0)


@pytest.mark.parametrize("name", ["inception_resnet_v2", "densenet121"])
def test_both_formats_hold_the_same_network(name, written, wanted, converted):
    other = {"h5": "keras", "keras": "h5"}[FILES[name]]
    with open_keras(written / f"{name}.{other}") as source:
        again = convert(source, wanted(name)).network.state_dict()
    state = converted(name, wanted(name)).network.state_dict()
    assert all(torch.equal(state[key], again[key]) for key in state)


def test_weights_alone_hold_the_same_network_where_they_have_names(
    written, wanted, converted, tmp_path
):
    with (
        h5py.File(written / "densenet121.h5") as whole,
        h5py.File(tmp_path / "weights.h5", "w") as alone,
    ):
        for name, each in whole["model_weights"].items():
            whole.copy(each, alone, name)
        alone.attrs.update(whole["model_weights"].attrs)
    with open_keras(tmp_path / "weights.h5") as source:
        found = convert(source, wanted("densenet121", input_size=64))
    assert not found.described
    state = converted("densenet121", wanted("densenet121")).network.state_dict()
    again = found.network.state_dict()
    assert all(torch.equal(state[key], again[key]) for key in state)


@pytest.mark.parametrize("nested", [True, False], ids=["nested", "in one piece"])
def test_the_names_of_older_kerases_are_understood(nested, written, wanted, converted, tmp_path):
    """TensorFlow 2 wrote bytes, with ``:0`` behind and ``conv1/conv`` for ``conv1_conv``."""
    older = {"conv1_conv": "conv1/conv", "conv1_bn": "conv1/bn"}
    with (
        h5py.File(written / "densenet121.h5") as whole,
        h5py.File(tmp_path / "older.h5", "w") as file,
    ):
        source = whole["model_weights"]
        groups = {}
        for group in source.attrs["layer_names"]:
            for name in source[group].attrs["weight_names"]:
                layer, variable = name.split("/")[-2:]
                layer = older.get(layer, layer)
                place = group if nested or group != "densenet121" else layer
                groups.setdefault(place, []).append(f"{layer}/{variable}:0".encode())
                file[f"{place}/{layer}/{variable}:0"] = source[group][name][...]
        for place, names in groups.items():
            file[place].attrs["weight_names"] = names
        file.attrs["layer_names"] = [place.encode() for place in groups]
    with open_keras(tmp_path / "older.h5") as source:
        again = convert(source, wanted("densenet121", input_size=64)).network.state_dict()
    state = converted("densenet121", wanted("densenet121")).network.state_dict()
    assert all(torch.equal(state[key], again[key]) for key in state)


@pytest.mark.parametrize("name", ["densenet121", "resnet50"])
def test_the_other_class_can_be_the_finding(name, written, said, pictures, wanted):
    with open_keras(written / f"{name}.{FILES[name]}") as source:
        network = convert(source, wanted(name, abnormal=0)).network
    assert error(logits_of(network, pictures), -said[name]) < EXACT
    assert error(logits_of(network, pictures), said[name]) > 0.1


class TestWhatWouldBeWrongIsSeen:
    """Each control breaks one thing that a careless import gets wrong."""

    def test_a_flattened_map_whose_rows_are_left_in_keras_s_order(
        self, written, said, pictures, wanted, monkeypatch
    ):
        monkeypatch.setattr(conversion, "_channels_first", lambda kernel, grid: kernel)
        with open_keras(written / "densenet121.keras") as source:
            network = convert(source, wanted("densenet121")).network
        assert error(logits_of(network, pictures), said["densenet121"]) > 100 * EXACT

    @pytest.mark.parametrize("fed", ["none", "255", "255-twice", "tf", "caffe"])
    def test_another_scale_of_the_input(self, fed, said, pictures, wanted, converted):
        network = copy.deepcopy(converted("densenet121", wanted("densenet121")).network)
        assert error(logits_of(network, pictures), said["densenet121"]) < EXACT
        network.entry = Entry(PREPROCESSINGS[fed].colours)
        assert error(logits_of(network, pictures), said["densenet121"]) > 100 * EXACT

    def test_another_epsilon(self, said, pictures, wanted, converted):
        network = copy.deepcopy(
            converted("inception_resnet_v2", wanted("inception_resnet_v2")).network
        )
        for module in network.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                assert module.eps == 1e-3
                module.eps = 1e-5
        assert error(logits_of(network, pictures), said["inception_resnet_v2"]) > 10 * EXACT

    def test_two_convolutions_of_one_shape_in_each_other_s_place(
        self, said, pictures, wanted, converted
    ):
        network = copy.deepcopy(
            converted("inception_resnet_v2", wanted("inception_resnet_v2")).network
        )
        block = network.backbone.get_submodule("repeat.4")
        one, other = block.branch0.conv.weight, block.branch1[0].conv.weight
        assert one.shape == other.shape
        one.data, other.data = other.data.clone(), one.data.clone()
        assert error(logits_of(network, pictures), said["inception_resnet_v2"]) > 10 * EXACT
