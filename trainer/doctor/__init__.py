"""Looks at a copy of MURA before anybody trains on it.

``examine`` asks one question after the other, of the lists (``lists``), of the disk (``disk``) and
of every file (``pictures``), and compares what it counts with what was published (``published``).
Each answer is a ``Check``: good, worth knowing, or bad with a remedy. ``report`` prints them.
Nothing in the data set is ever changed.
"""
