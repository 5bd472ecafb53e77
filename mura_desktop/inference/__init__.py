"""Pixels in, scores out: the only room that knows torch.

``bundle`` reads a folder of weights and settings, ``network`` builds the module they belong to,
``preprocess`` turns an image into its input, ``reader`` runs the network on it, ``saliency`` turns
its output into a heatmap, and ``analyzer`` ties them together behind the domain's ``Analyzer``
protocol. The trainer imports ``network``, ``preprocess`` and ``bundle`` from here, so that what is
trained is what is run.

``saliency`` holds the names of all saliency methods and the evidence map; Grad-CAM and its kin are
made in ``activation_maps``, which is imported when the first is asked for.
"""
