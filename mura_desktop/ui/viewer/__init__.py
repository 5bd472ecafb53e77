"""The viewer: one image, windowed, zoomed, turned, with its heatmap when the reader asks.

:mod:`view` says where an image lies on the screen and turns screen pixels into image positions.
:mod:`~mura_desktop.ui.sampling` takes the stored values at those positions, once for each zoom or
pan. A step of the window is then one table look-up over the pixels on screen, whatever the size of
the image.
:mod:`layers` keeps these results, and those of heatmap, shutter and overlays, and may be made in
any thread; until then a :mod:`preview` stands in their place. :mod:`scene` paints them over each
other, with the texts of the :mod:`corners`, written by :mod:`annotations`, the sides of the
patient, which :mod:`edges` works out, what else is a :mod:`drawing`, and a :mod:`lens`.
:mod:`scene_widget` lets what is in it be shown and hidden. :mod:`presentation_widget` holds how the
image is looked at, which is a :mod:`presentation`, does the :mod:`changes` to it that are
:mod:`asked` for and tells of them. :mod:`canvas` is the widget of one view: it hands mouse and held
keys to :mod:`gestures`, which asks an attached :mod:`tool` first.
"""
