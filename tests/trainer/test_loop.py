"""The loop: it goes on exactly where it was stopped, and keeps what its settings say."""

import csv
import os
import pickle
import signal
from dataclasses import replace

import numpy as np
import pytest
import torch

from mura_desktop.inference.classifier import ClassifierNetwork
from tests.trainer.small_training import CPU, EPOCH, small_input, small_task, small_training
from trainer.data.batches import BatchSource
from trainer.training import module
from trainer.training.callbacks import CHECKPOINT, Stopped
from trainer.training.loop import Checkpoints, train
from trainer.training.module import network_input
from trainer.training.rates import Plateau, rate_of_step
from trainer.training.settings import Machine


@pytest.fixture
def at_step(monkeypatch):
    """Let something happen while the batch of a step is drawn."""
    happenings = {}
    original = BatchSource.draw

    def draw(self, drawing, step, *rest):
        happenings.pop(step, lambda: None)()
        return original(self, drawing, step, *rest)

    monkeypatch.setattr(BatchSource, "draw", draw)
    return happenings


def press_ctrl_c():
    os.kill(os.getpid(), signal.SIGINT)


def lose_power():
    raise OSError("no power")


@pytest.fixture(scope="module")
def straight(tmp_path_factory):
    """The folder of an unbroken training, and the network that it kept."""
    folder = tmp_path_factory.mktemp("runs") / "straight"
    return folder, train(small_task(), small_input(), folder, CPU, resume=False)


def test_a_checkpoint_that_breaks_off_leaves_the_one_before(tmp_path):
    path = tmp_path / CHECKPOINT
    Checkpoints().save_checkpoint({"place": 1}, path)
    with pytest.raises((AttributeError, pickle.PicklingError)):
        Checkpoints().save_checkpoint({"weights": torch.zeros(9), "place": lambda: 2}, path)
    assert Checkpoints().load_checkpoint(path, weights_only=True) == {"place": 1}


def logged(folder, column):
    with (folder / "log.csv").open(newline="") as rows:
        return [row[column] for row in csv.DictReader(rows)]


def assert_same(one, other):
    others = other.state_dict()
    for name, weight in one.state_dict().items():
        assert torch.equal(weight, others[name]), name


@pytest.mark.parametrize(
    ("stop", "step"),
    [
        (press_ctrl_c, 2 * EPOCH + 1),  # amid an epoch
        (press_ctrl_c, 2 * EPOCH - 1),  # at the last step of one, before its validation
        (lose_power, 2 * EPOCH),  # right after one: two epochs, then two more
        (lose_power, 3 * EPOCH - 1),  # amid one, which is lost and made again
    ],
)
def test_four_epochs_equal_two_and_two_more_to_the_last_bit(
    straight, tmp_path, at_step, stop, step
):
    folder, kept = straight
    at_step[step] = stop
    with pytest.raises((Stopped, OSError)):
        train(small_task(), small_input(), tmp_path / "stopped", CPU, resume=False)
    assert (tmp_path / "stopped" / CHECKPOINT).exists()
    resumed = train(small_task(), small_input(), tmp_path / "stopped", CPU, resume=True)
    assert_same(kept, resumed)
    for column in ("epoch", "steps", "rate", "validation_loss_smoothed"):
        assert logged(folder, column) == logged(tmp_path / "stopped", column)


def test_a_training_that_was_begun_is_not_begun_again(straight):
    with pytest.raises(FileExistsError, match="--resume"):
        train(small_task(), small_input(), straight[0], CPU, resume=False)


def test_the_average_is_kept_and_the_log_has_a_row_an_epoch(straight):
    folder, kept = straight
    state = torch.load(folder / CHECKPOINT, weights_only=True)["state_dict"]
    for name, weight in kept.state_dict().items():
        assert torch.equal(weight, state[f"average.{name}"]), name
    assert not torch.equal(state["average.head.2.weight"], state["network.head.2.weight"])
    assert logged(folder, "steps") == [str(EPOCH * epoch) for epoch in (1, 2, 3, 4)]
    assert list((folder / "tensorboard").glob("events.out.tfevents.*"))


def test_the_mean_of_the_checkpoints_of_lowest_loss_is_kept(tmp_path):
    task = small_task(keep="mean_of_best", epochs=7, average=0.0)
    kept = train(task, small_input(), tmp_path / "run", CPU, resume=False).state_dict()
    losses = [float(loss) for loss in logged(tmp_path / "run", "validation_loss")]
    best = sorted(range(7), key=losses.__getitem__)[:5]
    paths = [tmp_path / "run" / f"best-epoch={epoch}.ckpt" for epoch in best]
    assert sorted(paths) == sorted((tmp_path / "run").glob("best-*.ckpt"))
    states = [torch.load(path, weights_only=True)["state_dict"] for path in paths]
    for name in ("head.2.weight", next(iter(kept))):
        mean = torch.stack([state[f"network.{name}"] for state in states]).mean(0)
        assert torch.allclose(kept[name], mean, atol=1e-6)


def test_the_best_is_chosen_by_the_smoothed_loss_and_training_stops_when_it_rises(
    tmp_path, monkeypatch
):
    losses = iter([1.0, 0.8, 0.3, 2.0, 2.0, 2.0, 2.0, 2.0])
    original = module.quality
    monkeypatch.setattr(
        module, "quality", lambda seen: original(seen) | {"validation_loss": next(losses)}
    )
    task = small_task(keep="best", epochs=8, stop_after=2, schedule="constant")
    train(task, small_input(), tmp_path / "run", CPU, resume=False)
    smoothed = [float(loss) for loss in logged(tmp_path / "run", "validation_loss_smoothed")]
    assert smoothed == pytest.approx([1.0, 0.92, 0.672, 1.2032, 1.52192], abs=1e-4)
    assert [path.name for path in (tmp_path / "run").glob("best-*")] == ["best-epoch=2.ckpt"]


def test_the_rate_falls_when_the_validation_loss_no_longer_does():
    training, plateau = small_training(patience=1), Plateau()
    shares = []
    for loss in (1.0, 0.9, 0.95, 0.92, 0.91, 0.5, 0.6):
        plateau.follow(loss, training)
        shares.append(plateau.share)
    assert shares == pytest.approx([1, 1, 1, 0.1, 0.1, 0.1, 0.1])


def test_a_cosine_begins_slowly_and_ends_at_nought():
    training = small_training(schedule="cosine", warm_up=10)
    rates = [rate_of_step(training, step, 110) for step in range(110)]
    assert rates[0] == pytest.approx(0.1)
    assert rates[9] == rates[10] == 1.0
    assert rates[60] == pytest.approx(0.5)
    assert rates[-1] < 0.001


def test_the_head_learns_alone_at_first(tmp_path):
    task = small_task(head_epochs=1, epochs=1, average=0.0)
    before = {name: p.clone() for name, p in task.network.named_parameters()}
    train(task, small_input(), tmp_path / "run", CPU, resume=False)
    moved = {n for n, p in task.network.named_parameters() if not torch.equal(p, before[n])}
    assert moved
    assert all(name.startswith("head.") for name in moved)


def test_batches_added_up_are_one_step(tmp_path):
    train(small_task(accumulate=3, epochs=2), small_input(), tmp_path / "run", CPU, resume=False)
    assert logged(tmp_path / "run", "steps") == ["1", "2"]


def test_batches_drawn_ahead_by_other_processes_are_the_same_batches(straight, tmp_path):
    machine = replace(CPU, workers=2)
    assert_same(
        straight[1],
        train(small_task(), small_input(), tmp_path / "run", machine, resume=False),
    )


def test_a_gpu_has_its_batches_drawn_ahead_unless_told_otherwise(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 16)
    assert Machine().workers_beside("cuda", 1) == 8
    assert Machine().workers_beside("cuda", 4) == 3
    assert Machine().workers_beside("cuda", 16) == 1
    assert Machine().workers_beside("cpu", 1) == 0
    assert Machine(workers=5).workers_beside("cpu", 1) == 5


def test_half_precision_trains(tmp_path):
    machine = replace(CPU, precision="bf16-mixed")
    kept = train(small_task(epochs=1), small_input(), tmp_path / "run", machine, resume=False)
    assert all(weight.dtype != torch.bfloat16 for weight in kept.state_dict().values())


def test_validation_sees_pictures_as_they_are_and_a_network_at_rest(tmp_path, monkeypatch):
    seen = []
    original = ClassifierNetwork.forward

    def forward(self, pictures):
        seen.append((torch.is_grad_enabled(), self.training, pictures.detach().clone()))
        return original(self, pictures)

    monkeypatch.setattr(ClassifierNetwork, "forward", forward)
    given = small_input()
    train(small_task(epochs=2, average=0.0), given, tmp_path / "run", CPU, resume=False)
    judged = [(training, pictures) for grad, training, pictures in seen if not grad]
    plain = torch.cat([network_input(given.validation.plain(np.array([i]))) for i in range(12)])
    assert not any(training for training, _ in judged)
    assert torch.equal(torch.cat([pictures for _, pictures in judged]), plain.repeat(2, 1, 1, 1))
    assert all(training for grad, training, _ in seen if grad)
