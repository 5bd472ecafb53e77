"""Data sets, splits and batches.

A data set is a list of examples (``examples``), whichever layout it came from; a recipe names it
(``sets``)::

    fracatlas           one list of images, with boxes and without patients
    mura                the training part of MURA v1.1, from its own lists (``mura_lists``, ``png``)
    public_validation   MURA's public validation part, which only ``evaluate`` may read
    as_mura             FracAtlas written as a tree like MURA's

``split`` and ``folds`` part the examples so that no patient can stand on both sides, ``own`` keeps
which images a run was fitted on, ``cache`` decodes each image once and keeps a record of how
(``cache_record``), ``batches`` draws augmented batches that depend on the seed and the step alone.
What is wrong with a data set is an ``UnusableData`` (``refusal``).
"""
