"""One network through Lightning: the only module that assembles its trainer.

A batch, and what dropout draws, depend on seed and step alone; a checkpoint holds weights, their
average, the optimiser and the place on the way. So a run that is stopped and resumed takes the same
steps as one that is not.
"""

from __future__ import annotations

import logging
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from lightning.fabric.utilities.exceptions import MisconfigurationException
from lightning.pytorch import Callback, Trainer
from lightning.pytorch.callbacks import EarlyStopping, ModelCheckpoint
from lightning.pytorch.loggers import TensorBoardLogger
from lightning.pytorch.plugins.io import TorchCheckpointIO
from torch import Tensor

from trainer.data.batches import BatchSource
from trainer.data.loading import EpochSteps, PlainBatches, Steps, plain_loader, training_loader
from trainer.training.callbacks import CHECKPOINT, EpochTable, Interruption, Progress
from trainer.training.module import Network, NetworkTraining, Task
from trainer.training.settings import Machine

MEAN_OF = 5
"""Checkpoints that ``mean_of_best`` averages."""


@dataclass(frozen=True, eq=False)
class Input:
    """What a training sees.

    Attributes:
        training: With squares somewhat larger than the input.
        validation: With squares of the input's size.
        size: Side of the input, in pixels.
    """

    training: BatchSource
    validation: BatchSource
    size: int


class Checkpoints(TorchCheckpointIO):
    """Writes a checkpoint straight to the disk, whole or not at all.

    Lightning's own makes two copies in memory first, and a checkpoint is four times its network.
    """

    def save_checkpoint(
        self, checkpoint: dict[str, Any], path: str | Path, storage_options: object = None
    ) -> None:
        """Write beside the place, then move there: a kill leaves the checkpoint before."""
        partial = Path(path).with_suffix(".part")
        partial.parent.mkdir(parents=True, exist_ok=True)
        torch.save(checkpoint, partial)
        partial.replace(path)


def train(task: Task, seen: Input, folder: Path, machine: Machine, *, resume: bool) -> Network:
    """Train a network and return the one to keep: last, best, or a mean, as the settings say.

    Args:
        task: What, and towards what.
        seen: The images.
        folder: Where checkpoints and logs go.
        machine: On what.
        resume: Whether to go on from the checkpoint there.

    Raises:
        FileExistsError: when there is a checkpoint and it is not to be resumed.
        Stopped: when asked to stop; the place was saved.
    """
    checkpoint = folder / CHECKPOINT
    if checkpoint.exists() and not resume:
        raise FileExistsError(
            f"{folder} holds a training that was begun: go on with --resume, or name another --run."
        )
    folder.mkdir(parents=True, exist_ok=True)
    if checkpoint.exists():
        _check_whole(checkpoint)
    module = NetworkTraining(task)
    module.to(memory_format=torch.channels_last)
    with warnings.catch_warnings():
        _quiet()
        trainer = _trainer(task, folder, machine)
        share = trainer.global_rank, trainer.world_size
        training = task.training
        if training.batch % share[1]:
            raise ValueError(f"a batch of {training.batch} cannot be dealt out to {share[1]}")

        def size(step: int) -> int:
            return training.small_size if step < small else seen.size

        small = training.small_epochs * task.epoch_steps
        steps = Steps(seen.training, training.drawing(task.seed), size, share)
        device = trainer.strategy.root_device.type
        workers = machine.workers_beside(device, trainer.num_devices)
        sampler = EpochSteps(task.epoch_steps, lambda: module.batches)
        trainer.fit(
            module,
            training_loader(steps, sampler, workers),
            plain_loader(PlainBatches(seen.validation, training.batch, share)),
            ckpt_path=checkpoint if checkpoint.exists() else None,
            weights_only=True,
        )
    return _kept(module, folder)


def check_machine(machine: Machine) -> None:
    """Refuse before anything is read what this computer cannot do.

    Raises:
        ValueError: with the reason and a remedy.
    """
    try:
        with warnings.catch_warnings():
            _quiet()
            Trainer(**_where(machine), logger=False, enable_checkpointing=False)
    except (MisconfigurationException, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0]
        raise ValueError(
            f"This computer cannot train so: {reason} Change --accelerator, --devices, --strategy "
            "or --precision, or leave them out."
        ) from error


def _where(machine: Machine) -> dict[str, Any]:
    return {
        "accelerator": machine.accelerator,
        "devices": machine.devices,
        "num_nodes": machine.nodes,
        "strategy": machine.strategy,
        "precision": machine.precision,
        "deterministic": machine.deterministic,
    }


def _trainer(task: Task, folder: Path, machine: Machine) -> Trainer:
    training = task.training
    return Trainer(
        **_where(machine),
        logger=TensorBoardLogger(folder, name="", version="tensorboard"),
        callbacks=_callbacks(task, folder),
        plugins=[Checkpoints()],
        max_epochs=training.epochs,
        accumulate_grad_batches=training.accumulate,
        gradient_clip_val=training.clip or None,
        check_val_every_n_epoch=training.validate_every,
        log_every_n_steps=min(10, task.epoch_steps),
        num_sanity_val_steps=0,
        use_distributed_sampler=False,
        sync_batchnorm=machine.accelerator != "cpu" and torch.cuda.is_available(),
        enable_model_summary=False,
        default_root_dir=folder,
    )


def _callbacks(task: Task, folder: Path) -> list[Callback]:
    training = task.training
    callbacks: list[Callback] = [
        Progress(),
        EpochTable(folder / "log.csv", training.batch),
        Interruption(folder),
        ModelCheckpoint(
            folder,
            CHECKPOINT.removesuffix(".ckpt"),
            save_on_train_epoch_end=True,
            enable_version_counter=False,
        ),
    ]
    if training.stop_after:
        patience = training.stop_after
        callbacks.append(EarlyStopping("validation_loss_smoothed", patience=patience))
    if training.keep != "last":
        one = training.keep == "best"
        callbacks.append(
            ModelCheckpoint(
                folder,
                "best-{epoch}",
                monitor="validation_loss_smoothed" if one else "validation_loss",
                save_top_k=1 if one else MEAN_OF,
                save_weights_only=True,
                enable_version_counter=False,
            )
        )
    return callbacks


def _check_whole(checkpoint: Path) -> None:
    """Refuse a checkpoint that a killed computer, or a full disk, left half written."""
    if not zipfile.is_zipfile(checkpoint):
        raise ValueError(
            f"{checkpoint} is damaged, so nothing can be resumed from it. Delete the folder "
            f"{checkpoint.parent} and train that network again."
        )


def _kept(module: NetworkTraining, folder: Path) -> Network:
    """Return the network to keep, on the CPU."""
    module.cpu()
    if module.task.training.keep != "last":
        paths = sorted(folder.glob("best-*.ckpt"))
        states = [torch.load(path, weights_only=True, map_location="cpu") for path in paths]
        beginning = "network." if module.average is None else "average."
        module.judge.load_state_dict(_mean([state["state_dict"] for state in states], beginning))
    return module.judge.eval()


def _mean(states: list[dict[str, Tensor]], beginning: str) -> dict[str, Tensor]:
    mean = {}
    for name in states[0]:
        if name.startswith(beginning):
            values = torch.stack([state[name] for state in states])
            mean[name.removeprefix(beginning)] = (
                values.mean(0) if values.is_floating_point() else values[0]
            )
    return mean


def _quiet() -> None:
    """Leave out what Lightning says of every run."""
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)
    for said in (
        "does not have many workers",
        "srun",
        "exists and is not empty",
        "LeafSpec",
        "in eval mode at the start",  # the average, and what is frozen
    ):
        warnings.filterwarnings("ignore", f".*{said}.*")
