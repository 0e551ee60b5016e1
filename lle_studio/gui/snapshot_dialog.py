"""Writing the frame on the screen as an exact picture."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from lle_studio.gui.curve_worker import View
from lle_studio.gui.path_field import PathField, row_label
from lle_studio.gui.remembered import folder_for, remember_folder
from lle_studio.gui.text_label import TextLabel
from lle_studio.gui.workers import Failure, RunningWorkers, Worker

_SHOWN = ("both", "source", "enhanced")
_SUFFIXES = (".png", ".tif")


class SnapshotWorker(Worker):
    """Writes a snapshot.

    Signals:
        written: list of the paths.
    """

    written = Signal(object)

    def __init__(self, view: View, sha256: str, stem: Path, shown: str, suffix: str) -> None:
        super().__init__()
        self._view, self._sha256, self._stem, self._shown, self._suffix = view, sha256, stem, shown, suffix

    def work(self) -> None:
        """Writes the files."""
        from lle_studio.pipeline.snapshot import Snapshot, write_snapshot

        request = self._view.request
        estimator = request.track.estimator.result()
        snapshot = Snapshot(
            index=request.clip,
            source_sha256=self._sha256,
            enhanced=self._view.enhanced,
            picture=self._view.picture,
            settings=request.settings,
            weights=estimator.weights_name,
            weights_sha256=estimator.weights_sha256,
        )
        self.written.emit(write_snapshot(self._stem, snapshot, shown=self._shown, suffix=self._suffix))


class SnapshotDialog(QDialog):
    """Asks what and where, and writes the frame that was on the screen when it was opened.

    Signals:
        written: list of the paths of a snapshot.
    """

    written = Signal(object)

    def __init__(self, view: View, source_sha256: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._view = view
        self._sha256 = source_sha256
        self._workers = RunningWorkers()
        self.folder = PathField(folder=True)
        self.folder.set_path(folder_for("snapshot/folder"))
        self.shown, self.suffix = QComboBox(), QComboBox()
        self.message = TextLabel(wordWrap=True, textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.write_button = QPushButton(default=True, clicked=self.write)
        self._close = QPushButton(clicked=self.close)
        self._lay_out()

    @property
    def stem(self) -> Path:
        """Folder and beginning of the names of the files."""
        clip = self._view.request.clip
        return (self.folder.path or Path()) / f"{clip.path.stem} frame {self._view.index} PTS {self._view.pts}"

    def write(self) -> None:
        """Starts writing."""
        if self.folder.path is None:
            self.message.setText(self.tr("Choose a folder first."))
            return
        remember_folder("snapshot/folder", self.folder.path)
        shown, suffix = _SHOWN[self.shown.currentIndex()], _SUFFIXES[self.suffix.currentIndex()]
        worker = SnapshotWorker(self._view, self._sha256, self.stem, shown, suffix)
        worker.written.connect(self._show_written)
        worker.failed.connect(self._show_failure)
        self.write_button.setEnabled(False)
        self._workers.start(worker)

    def _lay_out(self) -> None:
        self.setWindowTitle(self.tr("Snapshot of frame {index}").format(index=self._view.index))
        note = QLabel(objectName="quiet", wordWrap=True)
        note.setText(
            self.tr(
                "Every sample as it is, without loss, not scaled. A side-car file names the source with its hash, the "
                "frame by index and PTS, its hashes, the settings and the table."
            )
        )
        self.shown.addItems([self.tr("Original and enhanced"), self.tr("Original"), self.tr("Enhanced")])
        self.suffix.addItems(["PNG", "TIFF"])
        self.write_button.setText(self.tr("Write"))
        self._close.setText(self.tr("Close"))
        form = QFormLayout()
        for text, field in (
            (self.tr("Picture"), self.shown),
            (self.tr("Format"), self.suffix),
            (self.tr("Folder"), self.folder),
        ):
            label = row_label()
            label.setText(text)
            form.addRow(label, field)
            field.setAccessibleName(text)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.write_button)
        buttons.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(note)
        column.addLayout(form)
        column.addWidget(self.message)
        column.addLayout(buttons)
        self.setMinimumWidth(620)

    def _show_written(self, paths: list[Path]) -> None:
        names = "\n".join(path.name for path in paths)
        self.message.setText(self.tr("Written:\n{names}").format(names=names))
        self.write_button.setEnabled(True)
        self.written.emit(paths)

    def _show_failure(self, failure: Failure) -> None:
        self.message.setText(failure.sentence)
        self.write_button.setEnabled(True)

    def done(self, result: int) -> None:
        """Ends the work before the dialog goes."""
        self._workers.finish()
        super().done(result)
