"""What an examiner does in the window, drawn by a random generator: each action through the same widgets as by hand."""

import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from PySide6.QtCore import QEventLoop, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QMessageBox

from lle_studio.gui.export_dialog import ExportDialog
from lle_studio.gui.export_queue import DONE
from lle_studio.gui.main_window import MainWindow
from lle_studio.gui.snapshot_dialog import SnapshotDialog
from lle_studio.gui.verify_dialog import VerifyDialog

PATIENCE = 120
"""Seconds after which something asked for is said not to come."""

MARKS = 30
"""Bookmarks an examiner makes on a clip before going on to another case."""


class NeverCame(Exception):  # noqa: N818
    """What was asked for did not come."""


class Examiner:
    """Does one thing after another.

    Args:
        window: to work in.
        clips: to be opened; the first is the one to rest on.
        folder: for cases, pictures and packages; what is no longer needed is removed.
        seed: of the generator.
    """

    def __init__(self, window: MainWindow, clips: list[Path], folder: Path, seed: int) -> None:
        self.window, self._clips, self._folder = window, clips, folder
        self._rng = Random(seed)  # noqa: S311 - to be repeated, not to be secret
        self.done: Counter[str] = Counter()
        """Action -> how often it was done."""
        self.refused: Counter[str] = Counter()
        """What the window said in boxes, without names -> how often."""
        self._numbers = 0
        actions = window.actions_
        plain = (
            "back forward back_ten forward_ten first last previous_key next_key previous_mark next_mark zoom_fit "
            "zoom_one zoom_in zoom_out mark_in mark_out clear_range undo redo hold_curve auto_level loop side_by_side "
            "split single difference reset"
        )
        often: dict[str, int] = {"back": 6, "forward": 12, "undo": 3, "redo": 2}
        self._actions: list[tuple[str, Callable[[], None], int]] = [
            *((name, actions.by_name[name].trigger, often.get(name, 1)) for name in plain.split()),
            ("jump", self._jump, 8),
            ("play", self._play, 4),
            ("level", self._move_level, 6),
            ("gain", self._set_gain, 3),
            ("choose mode", self._choose_mode, 4),
            ("weights", self._choose_weights, 1),
            ("point", self._point, 6),
            ("bookmark", self._bookmark, 3),
            ("open clip", self._open_clip, 2),
            ("save case", self._save_case, 1),
            ("open case", self._open_case, 1),
            ("snapshot", self._snapshot, 1),
            ("export and verify", self._export, 2),
            ("language", self._change_language, 1),
            ("theme", self._change_theme, 1),
            ("forget", window.actions_.forget_recent.trigger, 1),
        ]
        self._weights = [weight for _, _, weight in self._actions]

    def act(self) -> None:
        """Does something, waits until it is there, and closes the boxes it led to."""
        self._do(*self._rng.choices(self._actions, self._weights)[0][:2])

    def act_all(self) -> None:
        """Does everything once, so that all that is loaded when first needed is there."""
        self.rest()
        for name, action, _ in self._actions:
            self._do(name, action)

    def _do(self, name: str, action: Callable[[], None]) -> None:
        self._now = name
        action()
        self._settle()
        self.done[name] += 1

    def rest(self) -> None:
        """Comes to the state in which the program is measured: the first clip, analysed, and nothing remembered."""
        self._now = "coming to rest"
        self.window.actions_.forget_recent.trigger()
        self._open(self._clips[0])
        self.window.statusBar().clearMessage()
        self.window.actions_.reset.trigger()
        self.window.actions_.zoom_fit.trigger()
        self.window.actions_.side_by_side.trigger()
        self._settle()
        self._until(lambda: self.window.analysis._done.done == self.window.analysis._done.total)

    # --- Waiting

    def _until(self, ready: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        while not ready():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
            if time.monotonic() > end:
                viewer = self.window.viewer
                state = f"view {viewer.view and (viewer.view.index, viewer.view.final)}, asked for {viewer.position}, "
                state += f"waiting {viewer.waiting}, reading {self.window.opener.reading!r}"
                boxes = [box.text() for box in self.window.findChildren(QMessageBox) if box.isVisible()]
                clip, analysis = viewer.clip and viewer.clip.path.name, self.window.analysis._done
                state += f", analysed {analysis.done} of {analysis.total}, hash {self._hash!r}, refused {self.refused}"
                raise NeverCame(f"{self._now} on {clip}: what was asked for did not come ({state}; {boxes})")

    @property
    def _hash(self) -> str:
        """Of the source, as the case has it."""
        case = self.window.document.case
        return "" if case is None else case.source_sha256

    def _shows(self) -> bool:
        viewer = self.window.viewer
        if self.window.opener.reading or not self._hash:
            return False
        return viewer.view is not None and viewer.view.final and not viewer.waiting

    def _settle(self) -> None:
        self.window.viewer.player.stop()
        QApplication.processEvents()
        self._until(self._shows)
        for box in self.window.findChildren(QMessageBox):
            if box.isVisible():
                text = box.text()
                for path in (*self._clips, self._folder, self._folder.parent):
                    text = text.replace(str(path), path.name)
                self.refused[text[:100]] += 1
                box.close()

    def _dialog(self, kind: type[QDialog]) -> QDialog:
        return next(found for found in self.window.findChildren(kind) if found.isVisible())

    # --- Actions

    def _open(self, path: Path) -> None:
        self.window.open_path(path)
        self._until(lambda: not self.window.opener.reading)
        self._settle()

    def _open_clip(self) -> None:
        self._open(self._rng.choice(self._clips))

    def _jump(self) -> None:
        self.window.viewer.seek(self._rng.randrange(len(self.window.viewer.clip)))

    def _play(self) -> None:
        if self.window.viewer.position > len(self.window.viewer.clip) // 2:
            self.window.viewer.seek(0)
            self._settle()
        self.window.actions_.play.trigger()
        end = time.monotonic() + 1
        while time.monotonic() < end:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)

    def _move_level(self) -> None:
        slider = self.window.controls.level_slider
        start, end = slider.value(), self._rng.randint(slider.minimum(), slider.maximum())
        for step in range(1, 6):
            slider.setValue(start + (end - start) * step // 5)
            QApplication.processEvents()

    def _set_gain(self) -> None:
        self.window.controls.limit_gain.setChecked(self._rng.random() < 0.8)
        self.window.controls.gain_limit.setValue(float(self._rng.randint(1, 40)))

    def _choose_mode(self) -> None:
        field: QComboBox = self._rng.choice((self.window.controls.curve_mode, self.window.controls.color_mode))
        place = self._rng.randrange(field.count())
        if field.model().item(place).isEnabled():
            field.setCurrentIndex(place)
            field.activated.emit(place)

    def _choose_weights(self) -> None:
        self.window.controls.weights.setCurrentIndex(self._rng.randrange(self.window.controls.weights.count()))

    def _point(self) -> None:
        canvas = self.window.pictures.canvas
        place = QPoint(self._rng.randrange(canvas.width()), self._rng.randrange(canvas.height()))
        QTest.mouseMove(canvas, place)
        if self._rng.random() < 0.3:
            QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, place)
            other = QPoint(self._rng.randrange(canvas.width()), self._rng.randrange(canvas.height()))
            QTest.mouseMove(canvas, other)
            QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, other)

    def _bookmark(self) -> None:
        if len(self.window.document.case.bookmarks) < MARKS:
            self.window.actions_.bookmark.trigger()

    def _save_case(self) -> None:
        self._numbers += 1
        self.window.document.save_as(self._folder / f"case {self._numbers % 8}.llecase")

    def _open_case(self) -> None:
        cases = sorted(self._folder.glob("*.llecase"))
        if not cases:
            return
        wanted, seen = self._rng.choice(cases), []
        self.window.opener.opened.connect(seen.append)
        self.window.open_path(wanted)
        self._until(lambda: seen or any(box.isVisible() for box in self.window.findChildren(QMessageBox)))
        self.window.opener.opened.disconnect(seen.append)

    def _snapshot(self) -> None:
        if self.window.viewer.view.enhanced is None:
            return
        self.window.actions_.snapshot.trigger()
        dialog = self._dialog(SnapshotDialog)
        dialog.folder.set_path(self._new_folder())
        dialog.write_button.click()
        self._until(lambda: dialog.write_button.isEnabled())
        dialog.close()

    def _export(self) -> None:
        last = min(3, len(self.window.viewer.clip) - 1)
        self.window.actions_.export.trigger()
        export = self._dialog(ExportDialog)
        folder = self._new_folder() / "package"
        export.folder.set_path(folder)
        export.first.setValue(0)
        export.last.setValue(last)
        export.export_button.click()
        queue = self.window.queue
        self._until(lambda: not queue.is_running)
        entry = queue.entries[-1]
        if entry.state == DONE:
            self.window.queue_panel.rows[entry.number].verify.click()
            verify = self._dialog(VerifyDialog)
            self._until(lambda: verify.verify_button.isEnabled())
            if verify.report is None or not verify.report.passed:
                raise NeverCame(f"the package of {self.window.viewer.clip.path.name} does not hold: {verify.report}")
            verify.close()
        else:
            self.refused[f"export {entry.state}: {entry.message[:100]}"] += 1
        self.window.queue_panel.rows[entry.number].remove.click()

    def _new_folder(self) -> Path:
        """An empty folder; the one before goes."""
        folder = self._folder / "results"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    def _change_language(self) -> None:
        self.window.actions_.language_chosen.emit(self._rng.choice(("en", "ko")))

    def _change_theme(self) -> None:
        self.window.actions_.theme_chosen.emit(self._rng.choice(("dark", "light")))
