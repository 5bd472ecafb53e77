"""``import-keras``: weights that somebody trained in Keras become a bundle.

A Keras file is read as what it is, HDF5 and JSON (``file``, ``legacy_h5``, ``archive``): neither
TensorFlow nor Keras is needed, and no code inside a file is ever run. Its layers are known by name
(``architecture``), its head by its kinds of layers (``head``). ``ledger`` moves each tensor to its
place and lets none be left over, missing or used twice; ``convert`` does that for a whole network,
and ``release`` writes the bundle with a card that says what nobody knows about it.

A passed import means: the same function. It says nothing about how good that function is.
"""
