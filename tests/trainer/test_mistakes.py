"""Mistakes that public code on MURA has made, each kept out of the training.

Three more stand beside what they spoil: a long bone cropped at its ends and colours read as blue,
green and red in ``test_data``, augmentation or train mode in validation in ``test_loop``.
"""

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from mura_desktop.inference.activation_maps import CamHead
from mura_desktop.inference.backbones import build_backbone
from mura_desktop.inference.classifier import ClassifierConfig, ClassifierNetwork
from mura_desktop.inference.saliency import GRAD_CAM
from tests.trainer.mura_tree import MuraTree, healthy_tree
from tests.trainer.small_recipe import small_recipe
from trainer.data.batches import Drawing
from trainer.data.mura import read_mura
from trainer.data.public_validation import read_public_validation
from trainer.data.sets import divide, read_data
from trainer.data.weights import class_weights, weights_of
from trainer.measuring.measures import area_under_curve
from trainer.recipe import DataConfig
from trainer.training import fit as fitting
from trainer.training.fit import Part
from trainer.training.module import network_input
from trainer.training.quality import Seen, quality
from trainer.training.run import Run


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    return healthy_tree(tmp_path_factory.mktemp("mura") / "MURA-v1.1", patients=60).root


@pytest.fixture(scope="module")
def run(tree, tmp_path_factory):
    recipe = small_recipe(losses={"balance": "per_region"})
    examples = read_data(recipe.dataset, tree)
    folder = tmp_path_factory.mktemp("runs") / "run"
    return Run(folder, recipe, examples, divide(recipe.dataset, examples), folder)


@pytest.fixture(scope="module")
def seen(run):
    return fitting._input(run, Part(run.split.train, run.split.validation), 64)


def test_the_split_is_by_patient_so_no_study_stands_on_both_sides(run):
    for trait in ("patient", "study"):
        train, validation = (
            {getattr(run.examples[i], trait) for i in part}
            for part in (run.split.train, run.split.validation)
        )
        assert not train & validation


def test_nothing_is_selected_on_the_public_validation_part(run, seen, tree):
    """What decides when to stop and what to keep is the internal fold alone."""
    public = {example.path for example in read_public_validation(tree)}
    deciding = {example.path for example in seen.validation._examples}
    assert deciding == {run.examples[i].path for i in run.split.validation}
    assert not deciding & public


def test_class_weights_are_counted_on_the_training_part_alone(run, seen):
    train = [run.examples[i] for i in run.split.train]
    table = class_weights(train, "per_region")
    for source in (seen.training, seen.validation):
        batch = source.plain(np.arange(len(source)))
        assert batch.weights.tolist() == weights_of(source._examples, table).tolist()
    everything = class_weights(run.examples, "per_region")
    assert any(table[key] != everything[key] for key in table)


def test_the_rarer_class_weighs_more_in_the_paper_s_proportions(run):
    train = [run.examples[i] for i in run.split.train]
    table = class_weights(train, "per_region")
    for region in {region for region, _ in table}:
        abnormal = sum(e.positive for e in train if region in e.regions)
        others = sum(not e.positive for e in train if region in e.regions)
        assert table[region, True] == pytest.approx(others / (abnormal + others))
        # swapped, the commoner class would weigh more
        assert table[region, True] * abnormal == pytest.approx(table[region, False] * others)


def test_classes_are_not_swapped_the_label_is_one_for_what_the_list_calls_abnormal(seen):
    for source in (seen.training, seen.validation):
        batch = source.plain(np.arange(len(source)))
        names = [example.path.parent.name for example in source._examples]
        assert [name.endswith("_positive") for name in names] == batch.labels.bool().tolist()


@pytest.mark.parametrize("backbone", ["densenet121", "test_resnet", "custom_cnn"])
def test_grad_cam_explains_a_map_that_no_activation_has_overwritten(backbone):
    network, _ = build_backbone(backbone, {})
    assert not any(getattr(module, "inplace", False) for module in network.modules())
    torch.manual_seed(0)
    small = ClassifierNetwork(ClassifierConfig(backbone, "pooled", (4,), 64)).eval()
    with torch.no_grad():
        features = small.features(torch.rand(1, 1, 64, 64))
    before = features.clone()
    logits, _ = CamHead(small, GRAD_CAM)([features])
    assert torch.equal(features, before)
    assert torch.allclose(logits, small.head(before))


def test_a_region_may_be_trained_alone(tree):
    config = DataConfig("mura", 0.34, 0, regions=("wrist",))
    assert all(example.regions == {"wrist"} for example in read_data(config, tree))


def test_a_study_s_key_holds_its_region_for_patient_and_number_come_again_elsewhere(tmp_path):
    tree = MuraTree(tmp_path)
    for region in ("HAND", "WRIST"):
        tree.add("train", region, 1, 1, abnormal=True)
    tree.add("valid", "WRIST", 2, 1, abnormal=True)
    tree.write_lists()
    hand, wrist = read_mura(tmp_path)
    assert hand.path.parent.name == wrist.path.parent.name
    assert hand.patient == wrist.patient
    assert hand.study != wrist.study


def test_labels_come_from_the_list_and_not_from_names_of_files(tmp_path):
    tree = MuraTree(tmp_path)
    tree.add("train", "WRIST", 1, 1, abnormal=True, suffix="negative")
    tree.add("train", "WRIST", 2, 1, abnormal=False, suffix="positive")
    tree.add("valid", "WRIST", 3, 1, abnormal=True, suffix="negative")
    tree.write_lists()
    assert [example.positive for example in read_mura(tmp_path)] == [True, False]
    assert [example.positive for example in read_public_validation(tmp_path)] == [True]


def test_grey_values_are_scaled_once(seen):
    for batch in (
        seen.validation.plain(np.arange(len(seen.validation))),
        seen.training.draw(Drawing(1, 8), 0, 64),
    ):
        brightness = (network_input(batch) + 1) * 127.5
        assert torch.allclose(brightness, batch.pictures.float(), atol=1e-3)
        assert brightness.max() > 100  # divided by 255 twice, all would be as good as black


def test_the_area_under_the_curve_is_of_scores_and_not_of_calls():
    labels, scores = np.array([0, 0, 1, 1, 0, 1]), np.array([0.1, 0.3, 0.4, 0.9, 0.6, 0.8])
    logits = np.log(scores / (1 - scores))
    of_scores, of_calls = roc_auc_score(labels, scores), roc_auc_score(labels, scores > 0.5)
    assert of_scores != of_calls
    columns = (logits.tolist(), labels.astype(float).tolist(), [0.0] * 6)
    assert quality([Seen(list(range(6)), *columns)])["validation_auc"] == of_scores
    area = area_under_curve(scores, labels.astype(bool), np.ones((1, 6)))
    assert area[0] == pytest.approx(of_scores, abs=1e-12)
