import numpy as np
import pytest
import torch
from pytorch_grad_cam import GradCAM, GradCAMPlusPlus, HiResCAM, LayerCAM
from pytorch_grad_cam.utils.model_targets import RawScoresOutputTarget
from torch.nn import functional

from mura_desktop.inference.activation_maps import CamHead
from mura_desktop.inference.preprocess import Letterbox
from mura_desktop.inference.reader import NetworkReader
from mura_desktop.inference.saliency import (
    CAMS,
    EVIDENCE,
    GRAD_CAM,
    Calibration,
    in_image,
    spot_evidence,
)


@pytest.mark.parametrize("where", [(0, 0), (30, 10), (80, 55), (119, 59)])
def test_a_hot_cell_lands_on_the_pixel_of_the_image_that_it_came_from(where):
    box = Letterbox.fit(120, 60, 64)
    row, column = where
    scale_down, scale_across = box.scale
    cell = (
        int((box.top + (row + 0.5) * scale_down) / 8),
        int((box.left + (column + 0.5) * scale_across) / 8),
    )
    values = np.zeros((8, 8), np.float32)
    values[cell] = 1.0
    peak = in_image(values, box, "test").peak(120, 60)
    assert abs(peak[0] - row) <= 8 / scale_down
    assert abs(peak[1] - column) <= 8 / scale_across


def test_no_evidence_is_shown_on_the_black_border():
    values = np.zeros((8, 8), np.float32)
    values[:, :2] = 1.0  # the border left of a tall image
    heatmap = in_image(values, Letterbox.fit(128, 64, 64), "test")
    assert heatmap.values.shape == (8, 4)
    assert heatmap.values.max() == 0.0


def test_a_lone_spot_holds_all_the_evidence_of_its_image():
    evidence = torch.full((1, 1, 16, 16), -40.0)
    evidence[0, 0, 7, 9] = 2.0
    spots = spot_evidence(evidence)
    assert torch.isclose(spots.amax(), torch.tensor(2.0), atol=1e-4)
    assert divmod(int(spots.argmax()), 16) == (7, 9)


def test_spots_never_hold_more_than_the_image():
    evidence = torch.randn(1, 1, 16, 16)
    assert float(spot_evidence(evidence).amax()) <= float(evidence.flatten().logsumexp(0)) + 1e-5


@pytest.mark.parametrize(
    ("name", "textbook_class"),
    [
        ("Grad-CAM", GradCAM),
        ("Grad-CAM++", GradCAMPlusPlus),
        ("HiResCAM", HiResCAM),
        ("Layer-CAM", LayerCAM),
    ],
)
def test_a_method_of_the_head_alone_is_that_method_of_the_whole_network(
    classifier, name, textbook_class
):
    picture = torch.randn(1, 1, 64, 64)
    for layer in classifier.head:
        if isinstance(layer, torch.nn.Linear):
            layer.weight.data.abs_()  # all features speak for the finding: the map is not empty
    target = classifier.backbone.stages[-1]
    with textbook_class(model=classifier, target_layers=[target]) as textbook:
        expected = textbook(picture, targets=[RawScoresOutputTarget()])[0]
    with torch.no_grad():
        features = classifier.features(picture)
        score = classifier(picture)
    logits, found = CamHead(classifier, name)([features])
    assert torch.allclose(logits, score, atol=1e-5)
    # the package scales its map up to the input; the map itself is what it scaled
    step = expected.shape[0] // found.shape[0]
    centres = expected.reshape(found.shape[0], step, found.shape[1], step).mean((1, 3))
    assert np.corrcoef(centres.ravel(), found.ravel())[0, 1] > 0.98


@pytest.mark.parametrize("row", [0, 1])
def test_grad_cam_of_evidence_is_the_formula_for_each_branch_and_their_mean(hybrid_per_region, row):
    network = hybrid_per_region
    with torch.no_grad():
        output = network(torch.randn(1, 1, 64, 64))
    merged = [branch.merged.clone().requires_grad_() for branch in output.branches]
    network.conclude(*merged)[0, row].backward()
    maps = []
    for each in merged:
        weights = each.grad.mean((2, 3), keepdim=True)
        cam = (weights * each).sum(1, keepdim=True).relu()
        cam = (cam - cam.min()) / (cam.max() + 1e-7)
        maps.append(functional.interpolate(cam, (8, 8), mode="bilinear", align_corners=False))
    expected = torch.stack(maps).mean(0)[0, 0].detach()
    logits, found = CamHead(network, GRAD_CAM)([branch.merged for branch in output.branches], row)
    assert torch.allclose(logits, output.logits, atol=1e-5)
    assert np.corrcoef(expected.numpy().ravel(), found.ravel())[0, 1] > 0.99


def test_every_method_explains_the_same_score_with_one_run_of_the_backbone(network):
    reader = NetworkReader(network, Calibration(1.0, 0.0), torch.device("cpu"))
    runs = []
    parts = network.branches.values() if hasattr(network, "branches") else [network]
    for part in parts:
        part.backbone.register_forward_hook(lambda *_: runs.append(1))
    picture = torch.randn(1, 1, 64, 64)
    readings = {name: reader.read(picture, method=name) for name in reader.methods}
    assert len(runs) == len(readings) * len(parts)
    assert len({reading.probability for reading in readings.values()}) == 1
    assert set(CAMS) <= set(readings)
    for name, reading in readings.items():
        assert reading.heat.dtype == np.float32
        assert 0.0 <= reading.heat.min() <= reading.heat.max() <= 1.0
        if name != EVIDENCE:
            assert reading.heat.max() <= reading.probability + 1e-6
    # the same method twice makes the same map: nothing of one image is left for the next
    again = reader.read(picture, method=GRAD_CAM).heat
    assert np.array_equal(again, readings[GRAD_CAM].heat)
