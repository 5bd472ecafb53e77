"""What happens beside the steps: a table of epochs, and a stop that loses nothing."""

from __future__ import annotations

import csv
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from lightning.pytorch import Callback, LightningModule, Trainer
from lightning.pytorch.callbacks import RichProgressBar

COLUMNS = (
    "epoch",
    "steps",
    "rate",
    "loss",
    "validation_loss",
    "validation_loss_smoothed",
    "validation_auc",
    "validation_kappa",
    "seconds",
    "images_per_second",
)
CHECKPOINT = "last.ckpt"


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """A training was stopped on request, after its place had been saved."""


class Progress(RichProgressBar):
    """A bar for each epoch, with the loss and the last validation's AUROC."""

    def get_metrics(self, trainer: Trainer, module: LightningModule) -> Any:  # noqa: ANN401
        """Return what is shown, without the log's version number."""
        metrics = super().get_metrics(trainer, module)
        metrics.pop("v_num", None)
        return metrics


class EpochTable(Callback):
    """Writes one row an epoch to a CSV file; a resumed run goes on below its own rows."""

    def __init__(self, path: Path, batch: int) -> None:
        """Bind a file.

        Args:
            path: The CSV file.
            batch: Images in a step, over all processes.
        """
        self._path, self._batch = path, batch
        self._begin, self._seconds, self._first = 0.0, 0.0, 0

    def on_train_epoch_start(self, trainer: Trainer, module: LightningModule) -> None:
        """Start the clock."""
        self._begin, self._seconds = time.perf_counter(), 0.0
        self._first = trainer.fit_loop.epoch_loop.total_batch_idx

    def on_validation_start(self, trainer: Trainer, module: LightningModule) -> None:
        """Stop the clock: what is counted is training."""
        self._seconds = time.perf_counter() - self._begin

    def on_train_epoch_end(self, trainer: Trainer, module: LightningModule) -> None:
        """Write the epoch's row."""
        if not trainer.is_global_zero:
            return
        seconds = self._seconds or time.perf_counter() - self._begin
        batches = trainer.fit_loop.epoch_loop.total_batch_idx - self._first
        known = {name: float(value) for name, value in trainer.callback_metrics.items()}
        row = {
            "epoch": trainer.current_epoch,
            "steps": trainer.global_step,
            "seconds": f"{seconds:.2f}",
            "images_per_second": f"{batches * self._batch / seconds:.2f}",
        }
        row |= {name: f"{value:.6g}" for name, value in known.items() if name in COLUMNS}
        rows = [old for old in self._rows() if int(old["epoch"]) < trainer.current_epoch]
        with self._path.open("w", newline="") as stream:
            table = csv.DictWriter(stream, COLUMNS)
            table.writeheader()
            table.writerows([*rows, row])

    def _rows(self) -> list[dict[str, str]]:
        if not self._path.exists():
            return []
        with self._path.open(newline="") as stream:
            return list(csv.DictReader(stream))


class Interruption(Callback):
    """Ctrl-C, or a scheduler's SIGTERM: the step is finished, its place saved, then it stops.

    A second Ctrl-C stops at once.
    """

    def __init__(self, folder: Path) -> None:
        """Bind the folder of the checkpoint."""
        self._checkpoint = folder / CHECKPOINT
        self._asked = False
        self._before: dict[signal.Signals, Any] = {}

    def on_fit_start(self, trainer: Trainer, module: LightningModule) -> None:
        """Listen."""
        self._before = {sort: _listen(sort, self._ask) for sort in (signal.SIGINT, signal.SIGTERM)}

    def on_train_batch_end(self, trainer: Trainer, *_: object) -> None:
        """Save and stop when asked, but at the end of an epoch let it be validated first."""
        last = trainer.fit_loop.epoch_loop.batch_progress.is_last_batch
        if not last and self._anywhere(trainer):
            trainer.save_checkpoint(self._checkpoint)
            self._stop(trainer)

    def on_train_epoch_start(self, trainer: Trainer, module: LightningModule) -> None:
        """Stop when asked: what came before has been saved."""
        if self._checkpoint.exists() and self._anywhere(trainer):
            self._stop(trainer)

    def teardown(self, trainer: Trainer, module: LightningModule, stage: str) -> None:
        """Listen no more."""
        for sort, handler in self._before.items():
            signal.signal(sort, handler)
        self._before = {}

    def _anywhere(self, trainer: Trainer) -> bool:
        return bool(trainer.strategy.reduce_boolean_decision(self._asked, all=False))

    def _stop(self, trainer: Trainer) -> None:
        raise Stopped(f"stopped after {trainer.global_step} steps; go on with --resume")

    def _ask(self, sort: int, frame: FrameType | None) -> None:
        if self._asked and sort == signal.SIGINT:
            raise KeyboardInterrupt
        self._asked = True


def _listen(sort: signal.Signals, handler: Callable[[int, FrameType | None], None]) -> Any:  # noqa: ANN401 - as the standard library's
    return signal.signal(sort, handler)
