"""Exporting an evidence package: what, where to, how far it has come, and what to do with it afterwards."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from lle_studio.core.settings import EnhancementSettings
from lle_studio.gui.measures_panel import number
from lle_studio.gui.path_field import PathField, row_label
from lle_studio.gui.words import color_mode_text, stage_text
from lle_studio.gui.workers import ExportWorker, Failure, RunningWorkers
from lle_studio.video.index import ClipIndex

if TYPE_CHECKING:
    from lle_studio.pipeline.export import ExportProgress  # loads torch

_CODECS = {"luma": ("ffv1",)}
"""Codecs that can hold a colour mode, where those are not all."""

_ALL_CODECS = ("ffv1", "h264rgb")

_VIEWING_COPIES = (None, "enhanced", "side-by-side")


def proposed_folder(source: Path) -> Path:
    """A folder for the package of a clip that does not exist yet, beside the package exported last."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    parent = Path(str(QSettings().value("export/parent", documents)))
    name = f"{source.stem} evidence"
    folder, count = parent / name, 1
    while folder.exists():
        count += 1
        folder = parent / f"{name} {count}"
    return folder


class ExportDialog(QDialog):
    """Runs the export in a thread of its own. The window stays usable for nothing else meanwhile.

    Signals:
        verify_requested: folder of the package just written.
    """

    verify_requested = Signal(object)

    def __init__(self, clip: ClipIndex, settings: EnhancementSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._clip = clip
        self._settings = settings
        self._workers = RunningWorkers()
        self._worker: ExportWorker | None = None
        self.exported: Path | None = None
        self._running = False
        self._codecs = _CODECS.get(settings.color_mode, _ALL_CODECS)
        self._make_fields()
        self._lay_out()
        self._write_words()
        self._update_buttons()

    def export(self) -> None:
        """Starts the export."""
        from lle_studio.pipeline.export import ExportJob  # here, because it loads torch

        if self.folder.path is None:
            self.message.setText(self.tr("Choose a folder for the evidence package first."))
            return
        if self.first.value() > self.last.value():
            self.message.setText(self.tr("The first frame comes after the last one."))
            return
        color = self._clip.color
        job = ExportJob(
            source=self._clip.path,
            folder=self.folder.path,
            settings=self._settings,
            start=self.first.value(),
            end=self.last.value() + 1,
            auto_level=self.level.currentIndex() == 1,
            codec=self._codecs[self.codec.currentIndex()],
            viewing_copy=_VIEWING_COPIES[self.viewing_copy.currentIndex()],
            matrix=color.matrix if color.matrix_origin == "chosen" else None,
            color_range=color.range if color.range_origin == "chosen" else None,
        )
        self.exported = None
        self.message.setText(self.tr("Starting …"))
        self.progress.setRange(0, 0)
        self._worker = ExportWorker(job)
        self._worker.progressed.connect(self._show_progress)
        self._worker.exported.connect(self._show_exported)
        self._worker.failed.connect(self._show_failure)
        self._worker.cancelled.connect(self._show_cancelled)
        self._workers.start(self._worker)
        self._update_buttons(running=True)

    def _make_fields(self) -> None:
        last = len(self._clip) - 1
        self.folder = PathField(folder=True)
        self.folder.set_path(proposed_folder(self._clip.path))
        self.level, self.codec, self.viewing_copy = QComboBox(), QComboBox(), QComboBox()
        self.first = QSpinBox(maximum=last, alignment=Qt.AlignmentFlag.AlignRight)
        self.last = QSpinBox(maximum=last, value=last, alignment=Qt.AlignmentFlag.AlignRight)
        self.message = QLabel(
            wordWrap=True, minimumHeight=36, textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.progress = QProgressBar()
        keeps_place = self.progress.sizePolicy()
        keeps_place.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keeps_place)
        self.export_button = QPushButton(default=True, clicked=self.export)
        self.verify_button = QPushButton(clicked=self._verify)
        self.open_button = QPushButton(clicked=self._open_folder)
        self.close_button = QPushButton(clicked=self._close_or_cancel)

    def _lay_out(self) -> None:
        names = ("source", "settings", "level", "range", "to", "both", "codec", "viewing_copy", "folder")
        self._labels = {name: row_label() for name in names}
        self._note = QLabel(objectName="quiet", wordWrap=True)
        self._settings_text = QLabel(wordWrap=True)
        frames = QHBoxLayout()
        frames.setSpacing(10)
        frames.addWidget(self.first)
        frames.addWidget(self._labels["to"])
        frames.addWidget(self.last)
        frames.addWidget(self._labels["both"])
        frames.addStretch(1)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self._labels["source"], QLabel(self._clip.path.name))
        form.addRow(self._labels["settings"], self._settings_text)
        form.addRow(self._labels["level"], self.level)
        form.addRow(self._labels["range"], frames)
        form.addRow(self._labels["codec"], self.codec)
        form.addRow(self._labels["viewing_copy"], self.viewing_copy)
        form.addRow(self._labels["folder"], self.folder)
        buttons = QHBoxLayout()
        buttons.addWidget(self.verify_button)
        buttons.addWidget(self.open_button)
        buttons.addStretch(1)
        buttons.addWidget(self.export_button)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(self._note)
        column.addLayout(form)
        column.addWidget(self.progress)
        column.addWidget(self.message)
        column.addLayout(buttons)
        self.setMinimumWidth(700)

    def _write_words(self) -> None:
        self.setWindowTitle(self.tr("Export an evidence package"))
        self._note.setText(
            self.tr(
                "Writes the enhanced clip without loss, the tables of every frame, and what others need to check both. "
                "The source is only read."
            )
        )
        words = {
            "source": self.tr("Source"),
            "settings": self.tr("Settings"),
            "level": self.tr("Exposure level L"),
            "range": self.tr("Frames"),
            "to": self.tr("to"),
            "both": self.tr("(both included)"),
            "codec": self.tr("Video"),
            "viewing_copy": self.tr("Viewing copy"),
            "folder": self.tr("Package folder"),
        }
        for name, text in words.items():
            self._labels[name].setText(text)
        self._settings_text.setText(self._describe_settings())
        level = f"{self._settings.exposure_level:.2f}"
        self.level.addItems(
            [
                self.tr("{level}, as in the window").format(level=level),
                self.tr("Automatic: one level for all frames, estimated from them"),
            ]
        )
        codec_names = {
            "ffv1": self.tr("FFV1: lossless, with a checksum in every slice"),
            "h264rgb": self.tr("H.264 RGB: lossless, faster to write, larger"),
        }
        self.codec.addItems([codec_names[codec] for codec in self._codecs])
        self.viewing_copy.addItems(
            [
                self.tr("None"),
                self.tr("Enhanced picture, for ordinary players"),
                self.tr("Original and enhanced side by side, for ordinary players"),
            ]
        )
        self.viewing_copy.setToolTip(self.tr("H.264 with loss, for looking only. The evidence is the lossless clip."))
        self.export_button.setText(self.tr("Export"))
        self.verify_button.setText(self.tr("Verify now"))
        self.open_button.setText(self.tr("Open folder"))

    def _describe_settings(self) -> str:
        settings = self._settings
        limit = settings.gain_limit
        parts = [
            self.tr("no gain limit") if limit is None else self.tr("gain limit {limit}").format(limit=number(limit)),
            color_mode_text(settings.color_mode),
        ]
        if settings.color_mode == "luma":
            parts.append(self.tr("chroma gain {gain}").format(gain=number(settings.chroma_gain)))
        if settings.lock_frame is None:
            parts.append(self.tr("curves of each frame"))
        else:
            parts.append(self.tr("curves of frame {index} for all").format(index=settings.lock_frame))
        return "  ·  ".join(parts)

    def _update_buttons(self, *, running: bool = False) -> None:
        self._running = running
        done = self.exported is not None
        self.progress.setVisible(running)
        choices = (self.level, self.first, self.last, self.codec, self.viewing_copy, self.folder, self.export_button)
        for field in choices:
            field.setEnabled(not running and not done)
        self.export_button.setVisible(not done)
        self.verify_button.setVisible(done)
        self.open_button.setVisible(done)
        self.close_button.setText(self.tr("Cancel") if running else self.tr("Close"))

    def _show_progress(self, progress: "ExportProgress") -> None:
        self.progress.setRange(0, progress.total)
        self.progress.setValue(progress.done)
        self.message.setText(stage_text(progress.stage))

    def _show_exported(self, folder: Path) -> None:
        self.exported = folder
        QSettings().setValue("export/parent", str(folder.parent))
        self.message.setText(self.tr("The evidence package is complete: {folder}").format(folder=folder))
        self._update_buttons()

    def _show_failure(self, failure: Failure) -> None:
        self.message.setText(failure.sentence)
        self._update_buttons()

    def _show_cancelled(self) -> None:
        self.message.setText(self.tr("Cancelled: nothing was left behind."))
        self._update_buttons()

    def _verify(self) -> None:
        self.verify_requested.emit(self.exported)
        self.close()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.exported)))

    def _close_or_cancel(self) -> None:
        if self._running:
            self._worker.stop()
            self.message.setText(self.tr("Stopping …"))
        else:
            self.close()

    def done(self, result: int) -> None:
        """Ends the work before the dialog goes."""
        self._workers.finish()
        super().done(result)
