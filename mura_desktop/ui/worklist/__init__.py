"""Many studies judged in one go: a folder in, a table out.

``run`` reads and judges in a thread of its own, image by image, each judgement on disk before the
next one begins; ``table`` is what came of it so far; ``dialog`` shows it, ends it and saves it.
Nothing of the list is opened in the window unless the reader asks for one of its studies.
"""
