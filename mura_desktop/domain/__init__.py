"""What a radiologist would recognise: studies, images, windows, verdicts, heatmaps.

An :class:`~mura_desktop.domain.study.Image` is one decoded radiograph with its grey-value
pipeline; images that belong together form a :class:`~mura_desktop.domain.study.Study`. An analyzer
gives each image an :class:`~mura_desktop.domain.verdict.ImageScore` or refuses it; ``judge`` turns
those into a :class:`~mura_desktop.domain.verdict.StudyVerdict`. This room imports the standard
library and NumPy only.
"""
