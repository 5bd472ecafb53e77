import torch

from mura_desktop.inference.network import BranchOutput
from trainer.data.batches import Batch
from trainer.training.losses import cell_loss, pointing_loss


def branch(evidence):
    logits = evidence.flatten(2).logsumexp(2)
    return BranchOutput(evidence, logits, torch.zeros(len(evidence), 1), evidence)


def batch(boxes):
    count = len(boxes)
    return Batch(torch.zeros(count, 1, 64, 64), torch.ones(count), torch.zeros(count, 1), boxes)


def one_box():
    boxes = torch.zeros(1, 1, 8, 8)
    boxes[0, 0, 2:4, 5:7] = 1.0
    return boxes


def test_pointing_into_the_box_costs_nothing_and_outside_costs_much():
    inside, outside = torch.full((1, 1, 8, 8), -30.0), torch.full((1, 1, 8, 8), -30.0)
    inside[0, 0, 2, 5] = 5.0
    outside[0, 0, 7, 0] = 5.0
    assert pointing_loss(branch(inside), batch(one_box())) < 1e-4
    assert pointing_loss(branch(outside), batch(one_box())) > 10.0


def test_pointing_says_nothing_of_the_level_of_the_score():
    evidence = torch.randn(1, 1, 8, 8)
    low, high = (pointing_loss(branch(evidence + level), batch(one_box())) for level in (-3, 4))
    assert torch.isclose(low, high, atol=1e-5)


def test_images_without_boxes_do_not_point():
    loss = pointing_loss(branch(torch.randn(2, 1, 8, 8)), batch(torch.zeros(2, 1, 8, 8)))
    assert loss == 0.0


def test_boxes_are_met_at_the_stride_of_the_branch():
    evidence = torch.full((1, 1, 4, 4), -30.0)
    evidence[0, 0, 1, 3] = 5.0
    assert pointing_loss(branch(evidence), batch(one_box())) < 1.0


def test_cells_inside_weigh_as_much_as_cells_outside():
    confident = torch.where(one_box() > 0, 8.0, -8.0)
    assert cell_loss(branch(confident), batch(one_box())) < 0.01
    for wrong in (torch.full((1, 1, 8, 8), 8.0), torch.full((1, 1, 8, 8), -8.0)):
        assert 7.0 < cell_loss(branch(wrong), batch(one_box())) < 9.0
