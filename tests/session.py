"""``python -m tests.session CLIP FOLDER [forget]``: work in the window as it is started, without anybody at it.

Opens the clip, changes L, marks, bookmarks, saves the case, writes a snapshot, exports three frames, verifies them and
ends the program. All that is asked to be written goes to the folder. Ends with 1, and says why, where a box appears.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from lle_studio.gui import app as program
from lle_studio.gui.export_dialog import ExportDialog
from lle_studio.gui.export_queue import DONE
from lle_studio.gui.main_window import MainWindow
from lle_studio.gui.snapshot_dialog import SnapshotDialog
from lle_studio.gui.verify_dialog import VerifyDialog

Ready = Callable[[], object]


def shows(window: MainWindow) -> bool:
    """Whether what was asked for last is on the screen, and the file is hashed."""
    view, case = window.viewer.view, window.document.case
    return view is not None and view.final and not window.viewer.waiting and bool(case and case.source_sha256)


def dialog(window: MainWindow, kind: type[QDialog]) -> QDialog:
    """The dialog of a kind that is open."""
    return next(found for found in window.findChildren(kind) if found.isVisible())


def work(window: MainWindow, folder: Path) -> Iterator[Ready]:
    """What is done; each step gives what must come true before the next."""
    actions = window.actions_
    yield lambda: shows(window)
    window.controls.level.setValue(0.45)
    window.viewer.seek(5)
    yield lambda: shows(window)
    for action in (actions.mark_in, actions.bookmark, actions.zoom_in, actions.play):
        action.trigger()
    yield lambda: window.viewer.view.index > 7
    window.viewer.player.stop()
    window.viewer.seek(9)
    yield lambda: shows(window)
    actions.mark_out.trigger()
    window.document.save_as(folder / "work.llecase")
    actions.snapshot.trigger()
    snapshot = dialog(window, SnapshotDialog)
    snapshot.folder.set_path(folder)
    snapshot.write_button.click()
    yield lambda: "frame" in snapshot.message.text() and snapshot.write_button.isEnabled()
    snapshot.close()
    actions.export.trigger()
    export = dialog(window, ExportDialog)
    export.folder.set_path(folder / "package")
    export.first.setValue(0)
    export.last.setValue(2)
    export.viewing_copy.setCurrentIndex(1)
    export.export_button.click()
    yield lambda: not window.queue.is_running
    assert [entry.state for entry in window.queue.entries] == [DONE]
    actions.verify.trigger()
    verify = dialog(window, VerifyDialog)
    verify.folder.set_path(folder / "package")
    verify.verify_button.click()
    yield lambda: verify.report is not None
    assert verify.report.passed, verify.report
    verify.close()
    if "forget" in sys.argv:
        actions.remember_recent.trigger()


class Driver:
    """Takes the next step as soon as it may be taken, and ends the program after the last."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._steps: Iterator[Ready] | None = None
        self._ready: Ready = lambda: True
        self.code = 1
        self.timer = QTimer(interval=20)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        """Goes on, if that is possible now."""
        window = next(found for found in QApplication.topLevelWidgets() if isinstance(found, MainWindow))
        for box in window.findChildren(QMessageBox):
            print(box.text(), file=sys.stderr)
            window.close()
            return
        self._steps = self._steps or work(window, self._folder)
        if self._ready():
            try:
                self._ready = next(self._steps)
            except StopIteration:
                self.code = 0
                window.close()


def main() -> int:
    """Runs the program; 0 where everything was done."""
    QApplication(sys.argv[:1])
    driver = Driver(Path(sys.argv[2]))
    ended = program.run(Path(sys.argv[1]))
    driver.timer.stop()
    return ended or driver.code


if __name__ == "__main__":
    sys.exit(main())
