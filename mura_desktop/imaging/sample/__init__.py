"""What the program draws itself: no patient was ever in front of it.

``synthetic`` writes the sample study, a broken forearm in two views (``forearm``: its bones and
their measures; ``phantom``: how X-rays see them); ``opening`` opens the copy that ships.
``specimens`` writes one small file of every transfer syntax, for the self-test.
"""
