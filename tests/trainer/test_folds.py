from pathlib import Path

import numpy as np
import pytest

from trainer.data.examples import Example
from trainer.data.folds import patient_folds, split_by_patient

FOLDS_OF_TEN = [2, 1, 1, 0, 2, 2, 1, 0, 0, 2]
REGIONS = ("elbow", "finger", "hand", "wrist")


@pytest.fixture(scope="module")
def examples():
    """Patients of one to five images, a tenth of them with a second region, labels uneven."""
    random = np.random.default_rng(0)
    found = []
    for patient in range(900):
        for region in random.choice(REGIONS, 1 + (patient % 10 == 0), replace=False):
            abnormal = bool(random.random() < (0.2 if region == "hand" else 0.5))
            for _ in range(random.integers(1, 6)):
                found.append(_example(str(region), abnormal, f"patient{patient:05d}"))
    return found


def _example(region, abnormal, patient):
    return Example(
        Path("x.png"), abnormal, frozenset([region]), (), 0, patient, patient, False, (9, 9)
    )


@pytest.mark.parametrize("seed", range(4))
def test_no_patient_stands_in_two_folds_whatever_regions_were_taken(examples, seed):
    folds = patient_folds(examples, 5, seed)
    of_patient = {}
    for example, fold in zip(examples, folds, strict=True):
        assert of_patient.setdefault(example.patient, fold) == fold


@pytest.mark.parametrize("seed", range(4))
def test_each_fold_holds_its_share_of_every_region_s_normal_and_abnormal_images(examples, seed):
    folds = patient_folds(examples, 5, seed)
    for region in REGIONS:
        for label in (False, True):
            stratum = np.array([region in e.regions and e.positive == label for e in examples])
            shares = np.bincount(folds[stratum], minlength=5) / stratum.sum()
            assert np.abs(shares - 0.2).max() < 0.02, (region, label)


def test_folds_depend_on_the_seed_and_not_on_the_order_of_the_images(examples):
    folds = patient_folds(examples, 5, 3)
    assert np.array_equal(patient_folds(examples, 5, 3), folds)
    assert np.array_equal(patient_folds(examples[::-1], 5, 3), folds[::-1])
    assert not np.array_equal(patient_folds(examples, 5, 4), folds)


def test_the_folds_of_a_seed_stay_what_they_are():
    # a run that is resumed with newer libraries must find its patients where they were
    ten = [_example(REGIONS[i % 2], i % 3 == 0, f"patient{i // 2:05d}") for i in range(20)]
    assert patient_folds(ten, 3, 0)[::2].tolist() == FOLDS_OF_TEN


def test_every_image_is_validated_on_in_exactly_one_fold(examples):
    splits = [split_by_patient(examples, 0.2, 0, fold) for fold in range(5)]
    assert sorted(i for s in splits for i in s.validation) == list(range(len(examples)))
    for split in splits:
        assert sorted((*split.train, *split.validation)) == list(range(len(examples)))
        assert split.excluded == ()


@pytest.mark.parametrize(("share", "fold"), [(0.2, 5), (0.2, -1), (0.5, 2)])
def test_a_fold_that_does_not_exist_is_named(examples, share, fold):
    with pytest.raises(ValueError, match=f"no fold {fold}"):
        split_by_patient(examples, share, 0, fold)


def test_fewer_patients_than_folds_are_refused():
    with pytest.raises(ValueError, match="1 patients cannot be dealt out to 5 folds"):
        patient_folds([_example("hand", True, "patient00001")], 5, 0)


def test_a_stratum_of_one_patient_costs_the_others_nothing():
    lonely = [_example("wrist", True, "patient99999")]
    many = [_example("hand", i % 2 == 0, f"patient{i:05d}") for i in range(40)]
    folds = patient_folds(lonely + many, 4, 0)
    assert set(np.bincount(folds[1:], minlength=4)) <= {9, 10, 11}
