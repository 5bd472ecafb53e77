"""What the program remembers for its user, and nothing of any patient.

:mod:`preferences` is the file of choices. :mod:`placement` puts the window where it was, on a
screen that is there, and :mod:`arrangement` the views in it. :mod:`recent` is the list of studies
that were open, told by body part and time; :mod:`identity` decides which of their paths may be
written down. :mod:`dialog` is where the user chooses, and :mod:`keeper` connects all of it to the
window.
"""
