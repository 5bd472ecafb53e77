"""Makes the networks that the application runs: data in, bundle out.

One command each::

    python -m trainer doctor    a copy of MURA    -> whether it is whole
    python -m trainer fit       data + recipe     -> a run: checkpoints that resume exactly
    python -m trainer rehearse  recipes           -> each tried out, from its file to a verdict
    python -m trainer table     runs              -> what each gave
    python -m trainer evaluate  run               -> calibration, operating points, figures
    python -m trainer release   evaluated run     -> a bundle in models/, with its model card

    python -m trainer import-keras     a Keras file  -> a bundle of which nothing was measured
    python -m trainer evaluate-bundle  that, data    -> one with operating points and figures

and ``convert-fracatlas``, which makes a tree like MURA's for those who have none.

``recipe`` says what to train, ``data`` knows data sets, splits and batches, ``doctor`` asks whether
a data set is sound, ``training`` has the loop and the losses, ``evaluation`` the figures,
``rehearsal`` tries all of it out. The network, its input and the bundle's format come from
``mura_desktop.inference``: what is trained is what is run.
"""
