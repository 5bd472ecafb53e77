"""Compressed pixels, decoded in a process of their own that may crash or hang.

Compressed pixels come from anywhere, and what unpacks them is C. A stream made or mangled to upset
a decoder takes down the process that decodes, so that is never the program's own::

    wire      what goes over: a plain function and its arguments there, an array and facts back
    child     the process: takes its own rights away, then decodes until nobody asks any more
    process   the program's end of it: one question at a time, and an end to what takes too long
    pool      processes kept warm, a fresh one for each that was lost

``decode_apart(path, work, *arguments)`` is all that the rest of the room needs. The child is never
believed more than a file is: what comes back are numbers and JSON, checked, and no pickle.

The bytes go through pipes rather than shared memory: there is nothing to name, to leak or to clean
up after a crash, and a large radiograph passes in a fraction of the time that decoding it takes.
"""

from mura_desktop.imaging.decoding.pool import decode_apart, warm

__all__ = ["decode_apart", "warm"]
