"""The middle of the window: several views beside each other, and what hangs in each.

:mod:`viewer_grid` holds the cells and knows which one is active: what commands, panes and tools act
on. :mod:`cell` is one of them, a canvas or a sentence in its place. :mod:`layouts` says how many
there are and which images of a study they show; :mod:`captions` what must be said of images that
hang beside others. :mod:`hanging` puts images into cells as the reader chooses them;
:mod:`darkroom` has them made ready for the screen in a thread before. :mod:`history` undoes
what :mod:`presentation_command` remembers of a change.
"""
