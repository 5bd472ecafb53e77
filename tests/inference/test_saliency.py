import numpy as np
import pytest
import torch
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.model_targets import RawScoresOutputTarget

from mura_desktop.inference.preprocess import Letterbox
from mura_desktop.inference.saliency import GradCamHead, in_image, spot_evidence


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


def test_grad_cam_of_the_head_alone_is_grad_cam_of_the_whole_network(classifier):
    picture = torch.randn(1, 1, 64, 64)
    for layer in classifier.head:
        if isinstance(layer, torch.nn.Linear):
            layer.weight.data.abs_()  # all features speak for the finding: the map is not empty
    target = classifier.backbone.stages[-1]
    with GradCAM(model=classifier, target_layers=[target]) as textbook:
        expected = textbook(picture, targets=[RawScoresOutputTarget()])[0]
    with torch.no_grad():
        features = classifier.features(picture)
        score = classifier(picture)
    logits, found = GradCamHead(classifier.head)(features)
    assert torch.allclose(logits, score, atol=1e-5)
    # the package scales its map up to the input; the map itself is what it scaled
    step = expected.shape[0] // found.shape[0]
    centres = expected.reshape(found.shape[0], step, found.shape[1], step).mean((1, 3))
    assert np.corrcoef(centres.ravel(), found.ravel())[0, 1] > 0.98
