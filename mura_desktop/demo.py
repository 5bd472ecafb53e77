"""What ``make run`` starts: the sample study in the window, or on paper where there is no display.

``python -m mura_desktop.demo FOLDER``; the report and a picture of the window go into FOLDER.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from rich.console import Console

from mura_desktop import app, display, paths
from mura_desktop.cli.table import print_results
from mura_desktop.domain.errors import MuraDesktopError, UnwritableFile
from mura_desktop.domain.judging import Analyzer, judge
from mura_desktop.domain.results import Results, StudyResult
from mura_desktop.imaging.sample.opening import open_sample
from mura_desktop.ui.saving.report import write_report


def main(folder: Path) -> int:
    """Show the sample study.

    Args:
        folder: Where report and picture go when there is no display.

    Returns:
        The exit code: 0 when the study was shown, or judged and written down.
    """
    if display.is_available():
        return app.run([paths.sample_study()])
    _say("There is no display here, so no window can open; the same is done without one.\n")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qInstallMessageHandler(_tell_unless_offscreen)
    try:
        return _on_paper(folder)
    except MuraDesktopError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _on_paper(folder: Path) -> int:
    report, picture = folder / "report.pdf", folder / "window.png"
    _make(folder)
    application = QApplication(sys.argv[:1])  # the report needs its fonts, the window takes it over
    study = open_sample(paths.sample_study())
    analyzer = _analyzer()
    judged = judge(study, analyzer)
    assert judged is not None  # nothing cancels it
    results = Results(analyzer.info, (StudyResult.of(judged),), ())
    print_results(results, Console())
    write_report(report, judged, analyzer.info)
    code = app.run([paths.sample_study()], picture=picture)
    del application
    _say(f"\nThe report: {report}\nThe window: {picture}\n")
    return code


def _analyzer() -> Analyzer:
    from mura_desktop.inference.analyzer import load_analyzer

    return load_analyzer(paths.default_bundle(), "auto")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFile.because(folder, error) from error


def _tell_unless_offscreen(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Pass on what Qt says, but not what windows that no one sees cannot do."""
    if not message.startswith("This plugin does not support"):
        sys.stderr.write(f"{message}\n")


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
