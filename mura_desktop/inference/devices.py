"""Where a network runs."""

from __future__ import annotations

import torch

from mura_desktop.domain.errors import DeviceUnavailable

AUTO = "auto"


def choose_device(name: str) -> torch.device:
    """Return the device of a name; ``auto`` takes CUDA, then MPS, then the CPU.

    Raises:
        DeviceUnavailable: when a device that was asked for by name is not on this machine.
    """
    available = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if name == AUTO:
        return torch.device(next(device for device, here in available.items() if here))
    if not available.get(name, False):
        raise DeviceUnavailable(
            name, "PyTorch finds no such device on this machine.", "Choose auto or cpu."
        )
    return torch.device(name)


def describe(device: torch.device) -> str:
    """Return a device's name as a reader knows it."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return {"mps": "Apple GPU", "cpu": "CPU"}.get(device.type, device.type)
