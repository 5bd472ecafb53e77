"""The training of a recipe's networks.

``fit`` knows the order: teachers, branches and their fusion, or one network as a whole. ``loop``
assembles Lightning's trainer around ``module``, which is one network, its average and its place on
the way; ``callbacks`` write the table of epochs and make Ctrl-C lose nothing. ``settings`` are what
a recipe may say, ``losses`` what a network is asked for, ``start`` where its weights come from.
"""
