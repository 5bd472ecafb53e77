"""ResNets in the very form that Keras draws them, where timm's differ.

``keras_resnet50`` is the first version (He et al., 2015): the stride sits in a block's first 1x1
convolution, and every convolution has a bias. ``keras_resnet152v2`` is the second (He et al.,
2016): normalisation comes before a block, the stride sits in the *last* block of a stack, and the
stem pools over a border of zeros that are no activations. Weights trained in Keras mean the same
function in these modules and in no other.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn import functional

EPSILON = 1.001e-5
"""Of every batch normalisation of Keras's ResNets and DenseNets."""

_WIDTHS = (64, 128, 256, 512)
_GROWTH = 4


@dataclass(frozen=True)
class KerasResNetForm:
    """One of Keras's ResNets.

    Attributes:
        depths: Blocks of each of the four stacks.
        preactivated: Whether it is of the second version.
    """

    depths: tuple[int, int, int, int]
    preactivated: bool


FORMS = {
    "keras_resnet50": KerasResNetForm((3, 4, 6, 3), preactivated=False),
    "keras_resnet152v2": KerasResNetForm((3, 8, 36, 3), preactivated=True),
}
STRIDES = (4, 8, 16, 32)
CHANNELS = tuple(width * _GROWTH for width in _WIDTHS)


class KerasResNet(nn.Module):
    """A ResNet without its classifier.

    Block ``i`` of stack ``s`` is called ``conv{s}_block{i}``, as in Keras.
    """

    def __init__(self, form: KerasResNetForm, channels: int) -> None:
        """Draw a network for pictures of so many channels, with He's initial weights."""
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 64, 7, stride=2, padding=3)
        self.bn1 = nn.Identity() if form.preactivated else _norm(64)
        stack = _preactivated_stack if form.preactivated else _stack
        self.blocks = nn.ModuleDict(
            {
                f"conv{number + 2}_block{i}": block
                for number, depth in enumerate(form.depths)
                for i, block in enumerate(stack(number, depth), start=1)
            }
        )
        self.post_bn = _norm(CHANNELS[-1]) if form.preactivated else nn.Identity()
        self._preactivated = form.preactivated
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
                if module.bias is not None:
                    nn.init.zeros_(module.bias)

    def forward(self, pictures: Tensor) -> list[Tensor]:
        """Map (n, channels, h, w) to feature maps of strides 4, 8, 16 and 32, finest first.

        The maps are the last ones of their stride; of the second version, all but the coarsest are
        sums that no activation has seen yet.
        """
        x: Tensor = self.conv1(pictures)
        if not self._preactivated:
            x = functional.relu(self.bn1(x))
        x = functional.max_pool2d(functional.pad(x, (1, 1, 1, 1)), 3, stride=2)
        maps: list[Tensor] = []
        for block in self.blocks.values():
            if block.stride != 1:
                maps.append(x)
            x = block(x)
        if self._preactivated:
            x = functional.relu(self.post_bn(x))
        return [*maps, x]


class _Block(nn.Module):
    """1x1 with the stride, 3x3, 1x1; a normalisation after each."""

    def __init__(self, before: int, width: int, stride: int, *, projected: bool) -> None:
        super().__init__()
        self.stride = stride
        after = width * _GROWTH
        self.conv0 = nn.Conv2d(before, after, 1, stride=stride) if projected else nn.Identity()
        self.bn0 = _norm(after) if projected else nn.Identity()
        self.conv1 = nn.Conv2d(before, width, 1, stride=stride)
        self.bn1 = _norm(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.bn2 = _norm(width)
        self.conv3 = nn.Conv2d(width, after, 1)
        self.bn3 = _norm(after)

    def forward(self, x: Tensor) -> Tensor:
        inner = functional.relu(self.bn1(self.conv1(x)))
        inner = functional.relu(self.bn2(self.conv2(inner)))
        return functional.relu(self.bn0(self.conv0(x)) + self.bn3(self.conv3(inner)))


class _PreactivatedBlock(nn.Module):
    """A normalisation first; 1x1, 3x3 with the stride, 1x1."""

    def __init__(self, before: int, width: int, stride: int, *, projected: bool) -> None:
        super().__init__()
        self.stride = stride
        after = width * _GROWTH
        self.preact_bn = _norm(before)
        self.conv0 = nn.Conv2d(before, after, 1) if projected else nn.Identity()
        self.conv1 = nn.Conv2d(before, width, 1, bias=False)
        self.bn1 = _norm(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride=stride, padding=1, bias=False)
        self.bn2 = _norm(width)
        self.conv3 = nn.Conv2d(width, after, 1)
        self._projected = projected

    def forward(self, x: Tensor) -> Tensor:
        active = functional.relu(self.preact_bn(x))
        # Keras pools single pixels here: every second pixel of every second row
        past = self.conv0(active) if self._projected else x[..., :: self.stride, :: self.stride]
        inner = functional.relu(self.bn1(self.conv1(active)))
        inner = functional.relu(self.bn2(self.conv2(inner)))
        total: Tensor = past + self.conv3(inner)
        return total


def _stack(number: int, depth: int) -> list[nn.Module]:
    width = _WIDTHS[number]
    before = 64 if number == 0 else CHANNELS[number - 1]
    first = _Block(before, width, 1 if number == 0 else 2, projected=True)
    return [first, *(_Block(CHANNELS[number], width, 1, projected=False) for _ in range(depth - 1))]


def _preactivated_stack(number: int, depth: int) -> list[nn.Module]:
    width, after = _WIDTHS[number], CHANNELS[number]
    before = 64 if number == 0 else CHANNELS[number - 1]
    between = (_PreactivatedBlock(after, width, 1, projected=False) for _ in range(depth - 2))
    last = _PreactivatedBlock(after, width, 1 if number == 3 else 2, projected=False)
    return [_PreactivatedBlock(before, width, 1, projected=True), *between, last]


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=EPSILON, momentum=0.01)
