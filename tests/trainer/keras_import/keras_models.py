"""Writes networks as Keras writes them, and what Keras says of some radiographs.

Run by the tests in a process of its own: ``python keras_models.py FOLDER``. Every tensor is random,
moving averages too, and other networks are built first, so that automatic names start anywhere.
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import torch
from keras import layers
from keras.applications import densenet, resnet, resnet_v2, vgg19
from PIL import Image as Picture

COUNT = 4


def divided_twice(pictures):
    return pictures / 255.0 / 255.0


@dataclass(frozen=True)
class Case:
    """One network: who builds it, its input, its head, its feeding and its files."""

    name: str
    build: object
    size: int
    flattened: bool
    outputs: int
    nested: bool
    feed: object
    formats: tuple[str, ...]


CASES = (
    Case(
        "inception_resnet_v2",
        keras.applications.InceptionResNetV2,
        *(128, True, 2, False, divided_twice, ("h5", "keras")),
    ),
    Case(
        "densenet121",
        keras.applications.DenseNet121,
        *(64, True, 2, True, densenet.preprocess_input, ("h5", "keras")),
    ),
    Case(
        "densenet169",
        keras.applications.DenseNet169,
        *(64, False, 1, False, densenet.preprocess_input, ("keras",)),
    ),
    Case(
        "vgg19",
        keras.applications.VGG19,
        *(64, True, 2, True, vgg19.preprocess_input, ("h5",)),
    ),
    Case(
        "resnet50",
        keras.applications.ResNet50,
        *(80, False, 1, False, resnet.preprocess_input, ("keras",)),
    ),
    Case(
        "resnet152v2",
        keras.applications.ResNet152V2,
        *(75, True, 1, True, resnet_v2.preprocess_input, ("h5",)),
    ),
)


def build(case):
    base = case.build(include_top=False, weights=None, input_shape=(case.size, case.size, 3))
    activation = "softmax" if case.outputs == 2 else "sigmoid"
    head = [
        layers.Flatten() if case.flattened else layers.GlobalAveragePooling2D(),
        layers.Dense(12, activation="relu"),
        layers.Dropout(0.5),
        layers.Dense(case.outputs, activation=activation),
    ]
    if case.nested:
        return keras.Sequential([base, *head])
    x = base.output
    for layer in head:
        x = layer(x)
    return keras.Model(base.input, x)


def leaves(model):
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from leaves(layer)
        else:
            yield layer


def drawn(layer, weight, random):
    kind, shape = weight.path.rpartition("/")[2], weight.shape
    if kind == "gamma":
        return random.uniform(0.7, 1.4, shape)
    if kind != "kernel":
        return random.normal(0, 0.1, shape)
    # fifty residuals in full would make rounding as large as a difference
    size = 0.3 if layer.name.endswith("_3_conv") else 1.0
    return random.normal(0, size * np.sqrt(2 / np.prod(shape[:-1])), shape)


def randomise(model, pictures, random):
    """Draw every tensor; then let the moving averages fit, and shake them."""
    norms = [each for each in leaves(model) if isinstance(each, layers.BatchNormalization)]
    for layer in leaves(model):
        for weight in layer.trainable_weights:
            weight.assign(drawn(layer, weight, random).astype("float32"))
    for norm in norms:
        norm.momentum = 0.0
    model(pictures, training=True)
    for norm in norms:
        norm.momentum = 0.99
        mean, variance = norm.moving_mean.numpy(), norm.moving_variance.numpy()
        variance = np.maximum(variance, 0.1 * variance.mean())
        norm.moving_mean.assign(mean + 0.1 * random.normal(0, np.sqrt(variance)))
        norm.moving_variance.assign(variance * random.uniform(0.8, 1.25, variance.shape))


def spread(model, pictures):
    """Scale the last layer so that the pictures get scores on both sides, and return their logits.

    The logit is the last class against the first, or the single output.
    """
    last = list(leaves(model))[-1]
    activation, last.activation = last.activation, keras.activations.linear
    kernel, bias = last.get_weights()
    logits = to_logits(model(pictures).numpy())
    bias[-1] -= logits.mean()
    last.set_weights([kernel / logits.std(), bias / logits.std()])
    logits = to_logits(model(pictures).numpy())
    last.activation = activation
    return logits


def to_logits(outputs):
    outputs = outputs.astype(np.float64)
    return outputs[:, -1] - (outputs[:, 0] if outputs.shape[1] == 2 else 0.0)


def write_pictures(folder, random):
    for number in range(COUNT):
        rows, columns = random.integers(60, 160, 2)
        ys, xs = np.mgrid[0:rows, 0:columns]
        waves = np.sin(ys / random.uniform(3, 20)) * np.cos(xs / random.uniform(3, 20))
        grey = 127 + 127 * waves * random.uniform(0.2, 1) + random.normal(0, 8, (rows, columns))
        Picture.fromarray(grey.clip(0, 255).astype(np.uint8)).save(folder / f"picture{number}.png")


def read_pictures(folder, case):
    pictures = [
        Picture.open(folder / f"picture{number}.png")
        .convert("RGB")
        .resize((case.size, case.size), Picture.Resampling.NEAREST)
        for number in range(COUNT)
    ]
    return case.feed(np.stack([np.asarray(each, np.float32) for each in pictures]))


@torch.no_grad()
def main(folder):
    torch.set_num_threads(1)
    random = np.random.default_rng(5)
    write_pictures(folder, random)
    # numbers of automatic names, which are another's by now
    keras.Sequential([layers.Input((9, 9, 3)), layers.Conv2D(2, 3), layers.BatchNormalization()])
    said = {}
    for case in CASES:
        model = build(case)
        pictures = read_pictures(folder, case)
        randomise(model, pictures, random)
        said[case.name] = spread(model, pictures).tolist()
        for ending in case.formats:
            model.save(folder / f"{case.name}.{ending}")
    (folder / "said.json").write_text(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
