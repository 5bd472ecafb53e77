"""Figures: what a trained network is worth, on the validation part that was never trained on.

``predict`` runs the network as the application does, ``calibrate`` fits probabilities and
thresholds, ``curve`` measures every threshold, ``report`` puts the figures together, ``scope``
learns what is strange from pictures that ``strangers`` draws and ``spoilt`` spoils, ``card`` writes
the model card and ``release`` the bundle.
"""
