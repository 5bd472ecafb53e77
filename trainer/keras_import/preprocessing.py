"""What a network in Keras was fed with: the usual ways from grey values to its input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mura_desktop.inference.classifier import Colour

_IMAGENET_MEAN = (0.485, 0.456, 0.406)
_IMAGENET_DEVIATION = (0.229, 0.224, 0.225)
_CAFFE_MEAN = (103.939, 116.779, 123.68)


@dataclass(frozen=True)
class Preprocessing:
    """One way.

    Attributes:
        words: For a model card and for ``--help``.
        colours: The three channels that the network was fed with.
    """

    words: str
    colours: tuple[Colour, ...]


PREPROCESSINGS: Mapping[str, Preprocessing] = {
    "none": Preprocessing("values from 0 to 255", (Colour(1.0, 0.0),) * 3),
    "255": Preprocessing("divided by 255: 0 to 1", (Colour(1 / 255, 0.0),) * 3),
    "255-twice": Preprocessing(
        "divided by 255 twice: 0 to 0.004, as where ImageDataGenerator's rescale met a division "
        "in the code",
        (Colour(1 / 65025, 0.0),) * 3,
    ),
    "tf": Preprocessing(
        "preprocess_input of InceptionResNetV2 and the ResNets V2: -1 to 1",
        (Colour(1 / 127.5, -1.0),) * 3,
    ),
    "caffe": Preprocessing(
        "preprocess_input of VGG19 and ResNet50: blue, green, red without ImageNet's mean",
        tuple(Colour(1.0, -mean) for mean in _CAFFE_MEAN),
    ),
    "torch": Preprocessing(
        "preprocess_input of the DenseNets: red, green, blue by ImageNet's mean and deviation",
        tuple(
            Colour(1 / (255 * deviation), -mean / deviation)
            for mean, deviation in zip(_IMAGENET_MEAN, _IMAGENET_DEVIATION, strict=True)
        ),
    ),
}
