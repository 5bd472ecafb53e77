"""The viewer: one image, windowed, zoomed, turned, with its heatmap when the reader asks for it.

:mod:`view` says where an image lies on the screen and turns screen pixels into image positions.
:mod:`sampling` takes the stored values at those positions, once for each zoom or pan. A step of the
window is then one table look-up over the pixels on screen, whatever the size of the image.
:mod:`layers` keeps these results; :mod:`canvas` paints them, with the texts of :mod:`annotations`
over them, and hands mouse and held keys to :mod:`gestures`.
"""
