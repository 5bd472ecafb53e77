"""The viewer: one image, windowed, zoomed, turned, with its heatmap when the reader asks.

:mod:`view` says where an image lies on the screen and turns screen pixels into image positions.
:mod:`sampling` takes the stored values at those positions, once for each zoom or pan. A step of the
window is then one table look-up over the pixels on screen, whatever the size of the image.
:mod:`layers` keeps these results, and those of heatmap, shutter and overlays; :mod:`scene` paints
them over each other, with the texts of :mod:`annotations` and the sides of the patient, which
:mod:`edges` works out. :mod:`canvas` is the widget: it holds how the image is looked at, shows the
scene, and hands mouse and held keys to :mod:`gestures`.
"""
