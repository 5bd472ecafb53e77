from dataclasses import replace

import numpy as np
import pytest

from tests.trainer.measuring.tables import scored_table
from trainer.measuring.scored import read_scored, write_scored


def test_a_study_has_the_mean_of_its_images_and_their_label():
    images = scored_table(images=3)
    studies = images.by_study()
    assert studies.level == "study"
    assert len(studies) == 60
    for name, probability, label in zip(
        studies.names, studies.probabilities, studies.labels, strict=True
    ):
        mine = [i for i, study in enumerate(images.studies) if study == name]
        assert probability == pytest.approx(images.probabilities[mine].mean(), abs=1e-15)
        assert set(images.labels[mine]) == {label}


def test_a_study_whose_images_disagree_on_the_label_is_named():
    images = scored_table()
    labels = images.labels.copy()
    labels[0] = not labels[0]
    with pytest.raises(ValueError, match="study0 disagree on the label"):
        replace(images, labels=labels).by_study()


def test_a_data_set_without_studies_says_so():
    images = scored_table()
    with pytest.raises(ValueError, match="which images make a study"):
        replace(images, studies=("",) * len(images)).by_study()


def test_a_table_comes_back_from_its_file_as_it_was(tmp_path):
    images = scored_table()
    write_scored(images, tmp_path / "predictions.csv")
    again = read_scored(tmp_path / "predictions.csv")
    assert again.names == images.names
    assert again.regions == images.regions
    assert np.array_equal(again.probabilities, images.probabilities)
    assert np.array_equal(again.labels, images.labels)
    assert np.array_equal(again.calls("even odds"), images.calls("even odds"))


@pytest.mark.parametrize(
    "text", ["", "name,score\na,1\n", "name,study,patient,regions,positive,probability\n"]
)
def test_another_file_is_no_table_of_predictions(tmp_path, text):
    path = tmp_path / "other.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"other\.csv is no table of predictions"):
        read_scored(path)


def test_a_missing_table_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="run `evaluate` first"):
        read_scored(tmp_path / "predictions.csv")
