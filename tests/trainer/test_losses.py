import pytest
import torch
from torch.nn import functional

from mura_desktop.inference.network import BranchOutput, NetworkOutput
from trainer.data.batches import Batch
from trainer.training.losses import (
    LossWeights,
    cell_loss,
    distillation_loss,
    image_logits,
    label_loss,
    pointing_loss,
    total_loss,
)


def branch(evidence):
    logits = evidence.flatten(2).logsumexp(2)
    return BranchOutput(evidence, logits, torch.zeros(len(evidence), 1), evidence)


def batch(boxes):
    count = len(boxes)
    return Batch(
        torch.zeros(count, 1, 64, 64),
        torch.ones(count),
        torch.zeros(count, 1),
        boxes,
        torch.ones(count),
        torch.full((count,), torch.nan),
        torch.arange(count),
    )


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


def test_region_by_abnormality_classes_are_a_softmax_over_all_of_them():
    torch.manual_seed(0)
    regions = torch.eye(3)[torch.tensor([0, 2, 1, 2])]
    labels = torch.tensor([1.0, 0.0, 0.0, 1.0])
    logits, region_logits = torch.randn(4, 3), torch.randn(4, 3)
    output = NetworkOutput(logits, torch.zeros(4, 3, 2, 2), region_logits, torch.zeros(4, 1), ())
    given = batch(torch.zeros(4, 1, 8, 8))._replace(labels=labels, regions=regions)
    # every class by itself: this region and this finding, six in all
    of_region = region_logits.log_softmax(1)
    table = torch.stack(
        [of_region + functional.logsigmoid(-logits), of_region + functional.logsigmoid(logits)], 2
    )
    assert torch.allclose(table.exp().sum((1, 2)), torch.ones(4), atol=1e-6)
    chosen = table[range(4), regions.argmax(1), labels.long()]
    found = total_loss(output, given, LossWeights("categorical"))
    assert torch.isclose(found, -chosen.mean(), atol=1e-6)


def test_the_logit_is_that_of_the_image_s_own_region():
    logits = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    output = NetworkOutput(logits, torch.zeros(0), torch.zeros(0), torch.zeros(0), ())
    regions = torch.tensor([[0.0, 1.0, 0.0], [1.0, 0.0, 1.0]])
    given = batch(torch.zeros(2, 1, 8, 8))._replace(regions=regions)
    assert image_logits(output, given).tolist() == [2.0, 5.0]


def test_focal_loss_forgives_what_is_already_right():
    logits, label = torch.tensor([4.0, -4.0]), torch.ones(2)
    focal = label_loss(logits, label, LossWeights("focal", focal_gamma=2.0))
    plain = label_loss(logits, label, LossWeights())
    probability = logits.sigmoid()
    assert torch.allclose(focal, (1 - probability) ** 2 * plain)
    assert focal[0] / plain[0] < 0.001
    assert torch.allclose(label_loss(logits, label, LossWeights("focal", focal_gamma=0)), plain)


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_the_two_way_softmax_s_second_class_is_the_finding(label):
    logits = torch.tensor([3.0], requires_grad=True)
    label_loss(logits, torch.tensor([label]), LossWeights("categorical")).sum().backward()
    # what is learned raises the logit of a positive, and lowers that of a negative
    assert (logits.grad < 0) == (label == 1.0)


def test_a_weight_counts_where_its_image_is():
    given = batch(torch.zeros(2, 1, 8, 8))._replace(weights=torch.tensor([1.0, 3.0]))
    logits = torch.tensor([[0.0], [2.0]])
    plain = label_loss(logits[:, 0], torch.ones(2), LossWeights())
    expected = (plain[0] + 3 * plain[1]) / 2
    assert torch.isclose(total_loss(logits, given, LossWeights()), expected)


def test_only_what_teachers_judged_is_taught():
    given = batch(torch.zeros(2, 1, 8, 8))._replace(soft=torch.tensor([0.9, torch.nan]))
    assert distillation_loss(torch.tensor([2.197, 99.0]), given) < 0.33
    nothing = given._replace(soft=torch.full((2,), torch.nan))
    assert distillation_loss(torch.tensor([2.0, 99.0]), nothing) == 0.0
