"""What to export, where to, and what that will come to."""

import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from lle_studio.core.errors import StudioError
from lle_studio.core.settings import EnhancementSettings
from lle_studio.gui.export_queue import clock
from lle_studio.gui.package_options import PackageOptions
from lle_studio.gui.path_field import PathField, row_label
from lle_studio.gui.remembered import folder_for, remember_folder
from lle_studio.gui.text_label import TextLabel
from lle_studio.gui.words import settings_text
from lle_studio.gui.workers import Failure, RunningWorkers, Worker
from lle_studio.pipeline.job import ExportJob
from lle_studio.video.index import ClipIndex

if TYPE_CHECKING:
    from lle_studio.gui.curve_worker import SharedTrack
    from lle_studio.pipeline.estimate import ExportEstimate  # loads torch

_CODECS = {"luma": ("ffv1",)}
"""Codecs that can hold a colour mode, where those are not all."""

_ALL_CODECS = ("ffv1", "h264rgb")

_VIEWING_COPIES = (None, "enhanced", "side-by-side")

_PAUSE = 400  # ms without a change before the estimate is made anew


def proposed_folder(source: Path) -> Path:
    """A folder for the package of a clip that does not exist yet, beside the package exported last."""
    parent = folder_for("export/parent")
    name = f"{source.stem} evidence"
    folder, count = parent / name, 1
    while folder.exists():
        count += 1
        folder = parent / f"{name} {count}"
    return folder


def free_bytes(folder: Path) -> int | None:
    """Room on the disk a folder would lie on; None where that cannot be known."""
    for place in (folder, *folder.parents):
        if place.exists():
            try:
                return shutil.disk_usage(place).free
            except OSError:
                return None
    return None


def size_text(count: int) -> str:
    """Bytes as people read them."""
    for unit, size in (("GB", 1e9), ("MB", 1e6)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count / 1e3:.0f} kB"


class EstimateWorker(Worker):
    """Tries a few frames of an export.

    Signals:
        estimated: `ExportEstimate`.
    """

    estimated = Signal(object)

    def __init__(self, track: "SharedTrack", job: ExportJob) -> None:
        super().__init__()
        self._track = track
        self._job = job

    def work(self) -> None:
        """Makes the estimate."""
        from lle_studio.pipeline.estimate import estimate_export

        estimator = self._track.estimator.result()
        self.estimated.emit(
            estimate_export(self._track.clip, self._job, estimator, cancelled=self.isInterruptionRequested)
        )


class ExportDialog(QDialog):
    """Makes an `ExportJob` of its fields and hands it to the queue.

    Signals:
        queued: the `ExportJob`.
    """

    queued = Signal(object)

    def __init__(
        self,
        track: "SharedTrack",
        settings: EnhancementSettings,
        weights: str,
        marked: tuple[int, int] | None = None,
        aspect: Fraction | None = None,
        language: str = "en",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.options = PackageOptions(settings, language, self)
        self.options.hide()  # its fields stand in the form of this dialog
        self._track = track
        self._clip: ClipIndex = track.clip
        self._settings = settings
        self._weights = weights
        self._marked = marked
        self._aspect = aspect
        self._workers = RunningWorkers()
        self._worker: EstimateWorker | None = None
        self.estimate: ExportEstimate | None = None
        self._codecs = _CODECS.get(settings.color_mode, _ALL_CODECS)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self._start_estimate)
        self._make_fields()
        self._lay_out()
        self._write_words()
        self._connect()
        self._estimate_soon()

    @property
    def job(self) -> ExportJob | None:
        """What the fields say; None, with a message, where they say nothing that can be done."""
        if self.folder.path is None:
            self.message.setText(self.tr("Choose a folder for the evidence package first."))
            return None
        if self.first.value() > self.last.value():
            self.message.setText(self.tr("The first frame comes after the last one."))
            return None
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
            weights=self._weights,
            matrix=color.matrix if color.matrix_origin == "chosen" else None,
            color_range=color.range if color.range_origin == "chosen" else None,
            aspect=self._aspect,
        )
        return self.options.complete(job)

    def export(self) -> None:
        """Hands the job to the queue; refuses a folder that holds something."""
        job = self.job
        if job is None:
            return
        if job.folder.exists() and (not job.folder.is_dir() or any(job.folder.iterdir())):
            self.message.setText(self.tr("{folder} exists already: choose a new folder.").format(folder=job.folder))
            return
        try:
            job = replace(job, key=self.options.load_key())
        except StudioError as error:
            self.message.setText(str(error))
            return
        remember_folder("export/parent", job.folder.parent)
        self.queued.emit(job)
        self.close()

    def _make_fields(self) -> None:
        last = len(self._clip) - 1
        self.folder = PathField(folder=True)
        self.folder.set_path(proposed_folder(self._clip.path))
        self.level, self.codec, self.viewing_copy, self.range = (QComboBox() for _ in range(4))
        right = Qt.AlignmentFlag.AlignRight
        first, end = self._marked or (0, last)
        self.first = QSpinBox(maximum=last, value=first, alignment=right)
        self.last = QSpinBox(maximum=last, value=end, alignment=right)
        self.message = TextLabel(
            wordWrap=True, minimumHeight=20, textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.expected = TextLabel(wordWrap=True)
        self.export_button = QPushButton(default=True, clicked=self.export)
        self.close_button = QPushButton(clicked=self.close)

    def _lay_out(self) -> None:
        names = ("source", "settings", "level", "range", "to", "both", "codec", "viewing_copy", "folder", "contents")
        self._labels = {name: row_label() for name in (*names, "expected")}
        self._note = QLabel(objectName="quiet", wordWrap=True)
        self._settings_text = TextLabel(wordWrap=True)
        self._contents = QLabel(objectName="quiet", wordWrap=True, minimumHeight=38)
        frames = QHBoxLayout()
        frames.setSpacing(10)
        for widget in (self.range, self.first, self._labels["to"], self.last, self._labels["both"]):
            frames.addWidget(widget)
        frames.addStretch(1)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self._labels["source"], TextLabel(self._clip.path.name))
        for name, field in {
            "settings": self._settings_text,
            "level": self.level,
            "range": frames,
            "codec": self.codec,
            "viewing_copy": self.viewing_copy,
        }.items():
            form.addRow(self._labels[name], field)
        self.options.add_to(form)
        for name, field in {"folder": self.folder, "contents": self._contents, "expected": self.expected}.items():
            form.addRow(self._labels[name], field)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.export_button)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(self._note)
        column.addLayout(form)
        column.addWidget(self.message)
        column.addLayout(buttons)
        self.setMinimumWidth(760)

    def _connect(self) -> None:
        self.range.activated.connect(self._take_range)
        for field in (self.first, self.last):
            field.valueChanged.connect(self._take_frames)
        for field in (self.codec, self.viewing_copy):
            field.currentIndexChanged.connect(self._estimate_soon)
        self.options.changed.connect(self._estimate_soon)
        self.folder.changed.connect(self._write_estimate)

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
            "contents": self.tr("What goes in"),
            "expected": self.tr("Expected"),
        }
        for name, text in words.items():
            self._labels[name].setText(text)
        self._settings_text.setText(f"{settings_text(self._settings)}  ·  {self._weights}")
        level = f"{self._settings.exposure_level:.2f}"
        self.level.addItems(
            [
                self.tr("{level}, as in the window").format(level=level),
                self.tr("Automatic: one level for all frames, estimated from them"),
            ]
        )
        self.range.addItems([self.tr("Whole clip"), self.tr("In to out"), self.tr("From … to")])
        self.range.model().item(1).setEnabled(self._marked is not None)
        self.range.setCurrentIndex(0 if self._marked is None else 1)
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
        self._contents.setText(
            self.tr(
                "Enhanced clip with sound; curves.csv (tables, hashes, measures); appendix.pdf; audit.jsonl; "
                "manifest.json; reproduce/ (every frame again by a stock FFmpeg or plain Python); SHA256SUMS."
            )
        )
        self.export_button.setText(self.tr("Export"))
        self.close_button.setText(self.tr("Close"))
        named = {
            "level": self.level, "range": self.range, "codec": self.codec, "viewing_copy": self.viewing_copy,
        }  # fmt: skip
        for name, field in named.items():
            field.setAccessibleName(words[name])
        self.first.setAccessibleName(self.tr("First frame"))
        self.last.setAccessibleName(self.tr("Last frame"))

    def _take_range(self, place: int) -> None:
        whole = (0, len(self._clip) - 1)
        if place < 2:
            first, last = (self._marked or whole) if place == 1 else whole
            self.first.setValue(first)
            self.last.setValue(last)
            self.range.setCurrentIndex(place)

    def _take_frames(self) -> None:
        span = (self.first.value(), self.last.value())
        self.range.setCurrentIndex(0 if span == (0, len(self._clip) - 1) else 1 if span == self._marked else 2)
        self._estimate_soon()

    def _estimate_soon(self) -> None:
        self.estimate = None
        self.expected.setText(self.tr("Estimating from a few frames …"))
        self._timer.start()

    def _start_estimate(self) -> None:
        job = self.job
        if job is None:
            return
        if self._worker is not None:
            self._worker.stop()
        self._worker = EstimateWorker(self._track, job)
        self._worker.estimated.connect(self._take_estimate)
        self._worker.failed.connect(self._show_failure)
        self._workers.start(self._worker)

    def _take_estimate(self, estimate: "ExportEstimate") -> None:
        if self.sender() is self._worker:
            self.estimate = estimate
            self._write_estimate()

    def _write_estimate(self) -> None:
        estimate, folder = self.estimate, self.folder.path
        if estimate is None:
            return
        text = self.tr("about {size}, about {time} (estimated from a few frames)")
        lines = [text.format(size=size_text(estimate.size), time=clock(round(estimate.seconds)))]
        free = None if folder is None else free_bytes(folder)
        if free is not None:
            lines.append(self.tr("{free} free on that disk").format(free=size_text(free)))
            if free < 1.2 * estimate.size:
                lines[-1] = "⚠  " + self.tr("Only {free} free on that disk: choose another one.").format(
                    free=size_text(free)
                )
        self.expected.setText("  ·  ".join(lines))

    def _show_failure(self, failure: Failure) -> None:
        self.expected.setText(failure.sentence)

    def done(self, result: int) -> None:
        """Ends the work before the dialog goes."""
        self._timer.stop()
        self._workers.finish()
        super().done(result)
