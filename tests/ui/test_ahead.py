from PySide6.QtWidgets import QWidget

from mura_desktop.ui.look.ahead import describe_ahead


def test_describing_ahead_leaves_no_window_and_no_change(qtbot, qapp):
    widget = QWidget()
    qtbot.addWidget(widget)
    style, windows = qapp.style(), len(qapp.topLevelWidgets())
    describe_ahead(widget)
    assert widget.style() is style
    assert len(qapp.topLevelWidgets()) == windows
    assert not widget.isVisible()
