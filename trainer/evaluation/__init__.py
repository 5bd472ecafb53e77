"""Figures: what a trained network is worth, on the validation part that was never trained on.

``predict`` runs the network as the application does, ``calibrate`` fits probabilities and
thresholds, ``metrics`` measures with intervals, ``report`` puts the figures together, ``scope``
learns what is strange, ``card`` writes the model card and ``release`` the bundle.
"""
