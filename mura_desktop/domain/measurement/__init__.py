"""What a reader measures in an image, in which unit, and how far it may be trusted.

:mod:`shape` is what is drawn: points in the image. :mod:`scale` is what a pixel's step stands for,
who says so, and how much larger than in the patient it may be. :mod:`size` puts the two together:
a length, an area or an angle with its uncertainty. :mod:`region` gives the statistics of the
modality values inside an outline.
"""
