"""Measuring on the screen: a hand that draws, a sheet that keeps, ink that shows.

The reader chooses what to measure. :mod:`hand` is the tool that takes the left button of a canvas
then and turns presses and drags into shapes; without a choice it takes hold of what is drawn. Whole
shapes go to :mod:`sheet`, which keeps them by image as long as the study is open, and can undo.
:mod:`ink` draws them over the image with the labels that :mod:`words` writes, and the bar that
:mod:`ruler` lays at the lower edge; each says what its scale rests on. :mod:`calibration` asks for
the length of a line, :mod:`list_window` lists what was measured in a study. :mod:`measuring` puts
these together for the window.
"""
