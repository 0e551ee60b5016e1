"""Starts the window."""

import logging
import os
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from lle_studio.gui.actions import icon
from lle_studio.gui.garbage import GarbageCollection
from lle_studio.gui.journal import start_log
from lle_studio.gui.language import LanguageChoice
from lle_studio.gui.main_window import MainWindow
from lle_studio.gui.message import show_error
from lle_studio.gui.theme import apply_theme, preferred
from lle_studio.gui.workers import failure_sentence
from lle_studio.video.decoder import prepare_decoder

_log = logging.getLogger(__name__)


def run(path: Path | None) -> int:
    """Shows the window until it is closed, with a clip opened in it if one is named; returns the exit code."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # torch must not spin beside the decoder
    app = QApplication.instance() or QApplication(sys.argv[:1])
    set_up_application(app)
    language = LanguageChoice()
    language.use(language.preferred())
    window = MainWindow(language)
    sys.excepthook = _UnforeseenError(window)
    window.show()
    prepare_decoder()
    if path is not None:
        window.open_path(path)
    try:
        return app.exec()
    finally:
        sys.excepthook = sys.__excepthook__
        window.close()  # ends the threads, whatever ended the program
        window.deleteLater()  # now: when Python ends, its widgets would go after the application they need
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def set_up_application(app: QApplication) -> None:
    """Gives the application its name, its look, its log and the one thread that collects garbage."""
    QCoreApplication.setOrganizationName("LLE Studio")
    QCoreApplication.setApplicationName("LLE Studio")
    app.setWindowIcon(icon("lle-studio"))
    apply_theme(app, preferred())
    start_log()
    GarbageCollection(app)


class _UnforeseenError:
    """Tells an error nobody foresaw in one sentence, and the log its details.

    What fails with every picture is told once, until its box is closed: the boxes would cover the screen.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._told: set[str] = set()

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            sentence = failure_sentence(error)
            if sentence not in self._told:
                self._told.add(sentence)
                show_error(self._window, sentence).finished.connect(lambda: self._told.discard(sentence))
        else:
            sys.__excepthook__(kind, error, trace)
