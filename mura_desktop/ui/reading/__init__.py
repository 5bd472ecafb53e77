"""The reading session, from path to study to verdict, told as signals. No widgets.

:class:`~mura_desktop.ui.reading.session.ReadingSession` is asked for whatever the reader wants and
holds what is open (``desk``). It has files read (``opening``, ``arrivals``) and judged
(``judgement_queue``), and brings back pixels that were let go of (``pixel_fetcher``). What it tells
is a frozen :class:`~mura_desktop.ui.reading.open_study.OpenStudy`.
"""
