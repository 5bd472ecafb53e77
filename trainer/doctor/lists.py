"""Questions that MURA's lists answer by themselves."""

from __future__ import annotations

from collections.abc import Mapping

from trainer.data.mura_lists import PARTS, REGIONS, Lists, Part
from trainer.data.refusal import some_of
from trainer.doctor.check import Check, State
from trainer.doctor.published import Counts, Table

BothLists = Mapping[Part, Lists]
_UNPACK = "Unpack MURA v1.1 again and leave its CSV files as they are."


def count(lists: Lists) -> dict[str, Counts]:
    """Count one part's studies and images by region and label; regions in MURA's order."""
    counted = {}
    for region in REGIONS:
        studies = [label for study, label in lists.labels.items() if study.region == region]
        images = [
            lists.labels[image.study]
            for image in lists.images
            if image.study.region == region and image.study in lists.labels
        ]
        counted[region] = Counts(
            len(studies) - sum(studies), sum(studies), len(images) - sum(images), sum(images)
        )
    return counted


def lists_agree(lists: BothLists) -> Check:
    """Ask whether image list and study list name the same studies, each image once."""
    title = "Image list against study list"
    found = [f"{part}: {text}" for part in PARTS for text in lists[part].contradictions()]
    if found:
        return Check(title, State.BAD, " ".join(found), _UNPACK)
    images = sum(len(lists[part].images) for part in PARTS)
    studies = sum(len(lists[part].labels) for part in PARTS)
    return Check(title, State.GOOD, f"{images:,} images of {studies:,} labelled studies.")


def counts_match(counted: Table, published: Table) -> Check:
    """Ask whether every region holds as many studies and images as were published."""
    title = "Counts against the published table"
    other = [
        f"{part} {region}"
        for part in PARTS
        for region in REGIONS
        if counted[part][region] != published[part][region]
    ]
    if other:
        detail = f"{len(other)} of {len(PARTS) * len(REGIONS)} differ: {some_of(other)}."
        return Check(title, State.BAD, detail, f"This is not all of MURA v1.1, or more. {_UNPACK}")
    return Check(title, State.GOOD, "Equal for each region, part and label.")


def patients_match(lists: BothLists, published: Mapping[Part, int]) -> Check:
    """Ask whether there are as many patients as were published."""
    title = "Patients"
    found = {part: len(_patients(lists[part])) for part in PARTS}
    detail = ", ".join(f"{part} {found[part]:,}" for part in PARTS)
    if found != dict(published):
        wanted = ", ".join(f"{part} {published[part]:,}" for part in PARTS)
        return Check(title, State.BAD, f"{detail}; published are {wanted}.", _UNPACK)
    return Check(title, State.GOOD, f"{detail}, as published.")


def no_patient_in_both(lists: BothLists) -> Check:
    """Ask whether training and public validation part are of different patients."""
    title = "Patients in both parts"
    shared = sorted(_patients(lists["train"]) & _patients(lists["valid"]))
    if shared:
        detail = f"{len(shared):,} of the validation part were trained on: {some_of(shared)}."
        return Check(title, State.BAD, detail, _UNPACK)
    return Check(title, State.GOOD, "None.")


def labels_match_folders(lists: BothLists) -> Check:
    """Ask whether the label in the list is the one at the end of the study folder's name."""
    title = "Label against folder name"
    other = [
        "/".join((part, *study))
        for part in PARTS
        for study, abnormal in lists[part].labels.items()
        if study.study.endswith("_positive") != abnormal
    ]
    if other:
        detail = f"{len(other):,} studies differ: {some_of(other)}. The list is what is trained on."
        return Check(title, State.BAD, detail, _UNPACK)
    return Check(title, State.GOOD, "They agree for every study.")


def _patients(lists: Lists) -> set[str]:
    return {study.patient for study in lists.labels}
