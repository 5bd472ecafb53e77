"""Data sets, splits and batches.

A data set is a list of examples (``examples``), whichever folder layout it came from
(``fracatlas``). ``split`` parts them so that no patient can stand on both sides, ``cache`` decodes
each image once, ``batches`` draws augmented batches that depend on the seed and the step alone.
"""
