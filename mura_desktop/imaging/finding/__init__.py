"""From the paths that a reader gave to files that may be images.

``walk`` goes through files and folders in the order a person would count them (``names``). What it
yields is a :mod:`~mura_desktop.imaging.source`. A ZIP is walked like a folder, its members unpacked
in memory one at a time (``archive``; ``archive_names``: what they are called; ``archive_checks``:
which are not unpacked), and a DICOMDIR leads to what it lists (``dicomdir``). ``sniff`` tells by
the first bytes what a file is, whatever it is called.
"""
