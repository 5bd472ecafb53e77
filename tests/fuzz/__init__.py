"""Damaged files against the imaging room: each must end in an image or in a refusal with a reason.

    python -m tests.fuzz --count 20000 --seed 0 [--from N] [--keep FOLDER]

The story of one case::

    starts    whole files of every kind and transfer syntax, built in memory
    cases     a seed and a number become a start, damaged one to three times, always the same
                  bytewise         what a bad disk does
                  dicom_damage     lengths, tags, values and nesting (dicom_parts: where they are)
                  stream_damage    inside JPEG, JPEG-LS, JPEG 2000 and RLE streams
                  picture_damage   PNG chunks and TIFF directories
                  zip_damage       local and central headers, what lies inside
    worker    a process that opens one case after the other
    contract  what the outcome of a case must be, or else it is a finding
    watch     ends a worker that hangs, notes one that dies, and starts the next

A finding is mended in the imaging room and kept as a test. Linux alone: memory is read from /proc.
"""
