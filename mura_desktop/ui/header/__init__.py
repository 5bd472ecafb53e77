"""The header of the image in front, every element of it, in a window that follows the reader.

:mod:`header_view` asks for the rows off the GUI thread and shows them in :mod:`header_window`.
"""
