"""Measuring: from a table of scores to figures, intervals, pictures and a report.

``scored`` is the table, of images or of studies; ``measures`` are the field's figures of merit and
``resampling`` their intervals, over patients; ``figures`` puts them together for each region,
``compare`` sets two networks beside each other on the same studies, ``pictures`` draws and
``document`` writes. No network is known here: whatever made the scores, a table is enough.
"""
