"""Pixels in, scores out: the only room that knows torch.

``bundle`` reads a folder of weights and settings, ``network`` builds the module they belong to,
``preprocess`` turns an image into its input, ``saliency`` turns its output into a heatmap, and
``analyzer`` ties the four together behind the domain's ``Analyzer`` protocol. The trainer imports
``network``, ``preprocess`` and ``bundle`` from here, so that what is trained is what is run.
"""
