"""What outlives the program: the reading log, and what is left of judged studies.

The story of one reading: the reader records a verdict of his own, is then shown the program's, may
think again, and each of these steps is on disk before the window says so::

    folder      the local folder, its salt, and what happens to a damaged file
    schema      the tables, version by version
    log         readings in, readings out; rows are added and never changed
    export      the same as CSV or JSON, with the statement of what the program is not for
    judgements  judgements already made, so that a long list goes on where it was broken off

Nothing here names a patient, a file or a study: studies are known by a salted hash, and the salt
never leaves the folder. This room imports the standard library, NumPy and the domain.
"""
