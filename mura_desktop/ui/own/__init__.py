"""The reader's own verdict: recorded before or after the program's, and never overwritten.

``recording`` keeps the readings of the open studies and brings them to the reading log in a thread;
``panel`` is where the reader says what he thinks; ``log_dialog`` shows what the log says together.
In commit-first mode nothing of the program's verdict is seen before the reader's is on disk: the
session itself hands out studies without it, so no list, picture or report can have it.
"""
