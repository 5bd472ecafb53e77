"""What a session has open, told by study identifiers."""

from mura_desktop.ui.reading.open_study import Phase


def judged(session):
    return [
        opened.study.header.study_id for opened in session.studies if opened.phase is Phase.JUDGED
    ]


def study_of(session, study_id):
    return next(each.study.id for each in session.studies if each.study.header.study_id == study_id)
