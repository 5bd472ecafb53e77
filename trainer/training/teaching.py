"""What a teacher says of images that it has not seen."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from mura_desktop.inference.devices import choose_device
from trainer.data.batches import BatchSource
from trainer.data.loading import PlainBatches
from trainer.training.losses import image_logits
from trainer.training.module import Network, network_input


@torch.inference_mode()
def logits_of(network: Network, source: BatchSource, batch: int) -> NDArray[np.float64]:
    """Return (n,) the logits of a source's images, in order.

    Args:
        network: In eval mode.
        source: The images, with squares of the network's input size.
        batch: How many at a time.
    """
    device = choose_device("auto")
    network.to(device)
    batches = PlainBatches(source, batch, (0, 1))
    found = []
    for index in range(len(batches)):
        plain = batches[index]
        plain = plain._replace(pictures=plain.pictures.to(device), regions=plain.regions.to(device))
        found.append(image_logits(network(network_input(plain)), plain).float().cpu().numpy())
    return np.concatenate(found).astype(np.float64)
