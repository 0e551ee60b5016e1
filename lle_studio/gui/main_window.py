"""The window: it puts the parts together and tells each what the others did. It computes nothing."""

from pathlib import Path

from PySide6.QtCore import QEvent, QSettings, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QMainWindow, QSplitter, QVBoxLayout, QWidget

from lle_studio.gui.actions import WindowActions
from lle_studio.gui.clip_bar import ClipBar
from lle_studio.gui.controls import ControlsPanel
from lle_studio.gui.curve_worker import View
from lle_studio.gui.curves_panel import CurvesPanel
from lle_studio.gui.export_dialog import ExportDialog
from lle_studio.gui.help import show_about, show_shortcuts
from lle_studio.gui.journal import log_path
from lle_studio.gui.language import LanguageChoice
from lle_studio.gui.measures_panel import MeasuresPanel
from lle_studio.gui.message import show_error
from lle_studio.gui.picture_view import PicturePair
from lle_studio.gui.transport import TransportBar
from lle_studio.gui.verify_dialog import VerifyDialog
from lle_studio.gui.viewer import Viewer
from lle_studio.gui.workers import Failure, IndexWorker, OpenedClip, Progress, RunningWorkers

_UPPER_HEIGHT, _LOWER_HEIGHT = 640, 270  # pixels at the start; the pictures take what a larger window adds


class MainWindow(QMainWindow):
    """One clip, open for examination."""

    def __init__(self, language: LanguageChoice | None = None) -> None:
        super().__init__()
        self.language = language or LanguageChoice()
        self._workers = RunningWorkers()
        self._indexer: IndexWorker | None = None
        self._tickets = 0
        self.viewer = Viewer(self)
        self.actions_ = WindowActions(self, self.language.current)
        self.clip_bar = ClipBar()
        self.pictures = PicturePair()
        self.transport = TransportBar(self.actions_.transport)
        self.controls = ControlsPanel()
        self.curves = CurvesPanel()
        self.measures = MeasuresPanel()
        self._lay_out()
        self._connect_actions()
        self._connect_parts()
        self.setAcceptDrops(True)
        self.retranslate()
        self._update_actions()

    def open_path(self, path: Path, *, matrix: str | None = None, color_range: str | None = None) -> None:
        """Starts reading a file; what is open is closed as soon as that has worked."""
        self._start_indexing(path, matrix=matrix, color_range=color_range)

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self.actions_.retranslate()
        self._write_idle_message()
        self._write_title()

    def _lay_out(self) -> None:
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.clip_bar)
        column.addWidget(self.pictures, 1)
        column.addWidget(self.transport)
        lower = QWidget()
        row = QHBoxLayout(lower)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.controls, 4)
        row.addWidget(self.curves, 6)
        row.addWidget(self.measures, 4)
        splitter = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        splitter.addWidget(upper)
        splitter.addWidget(lower)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([_UPPER_HEIGHT, _LOWER_HEIGHT])
        centre = QWidget()
        QVBoxLayout(centre).addWidget(splitter)
        centre.layout().setContentsMargins(10, 6, 10, 10)
        self.setCentralWidget(centre)
        self.resize(1600, 950)

    def _connect_actions(self) -> None:
        actions = self.actions_
        actions.open.triggered.connect(self._choose_file)
        actions.export.triggered.connect(self._open_export)
        actions.verify.triggered.connect(self._open_verify)
        actions.quit.triggered.connect(self.close)
        actions.play.triggered.connect(self.viewer.toggle_play)
        actions.steps_wanted.connect(self.viewer.step)
        actions.first.triggered.connect(self._go_to_first)
        actions.last.triggered.connect(self._go_to_last)
        actions.color_chosen.connect(self._read_again)
        actions.language_chosen.connect(self._change_language)
        actions.shortcuts.triggered.connect(self._show_shortcuts)
        actions.log.triggered.connect(self._show_log)
        actions.about.triggered.connect(self._show_about)

    def _connect_parts(self) -> None:
        viewer = self.viewer
        viewer.view_changed.connect(self._show_view)
        viewer.position_changed.connect(self._show_position)
        viewer.level_found.connect(self.controls.set_level)
        viewer.failed.connect(self._show_failure)
        viewer.thorough_wanted.connect(self._read_thoroughly)
        viewer.player.playing_changed.connect(self.actions_.set_playing)
        self.transport.seek_requested.connect(viewer.seek)
        self.pictures.bounds_changed.connect(viewer.set_bounds)
        self.controls.settings_changed.connect(viewer.set_settings)
        self.controls.level_wanted.connect(viewer.find_level)
        self.clip_bar.cancel_requested.connect(self._cancel_indexing)

    def _start_indexing(self, path: Path, **choices: object) -> None:
        if self._indexer is not None:
            self._indexer.stop()
        self._tickets += 1
        self._indexer = IndexWorker(path, ticket=self._tickets, **choices)
        self._indexer.progressed.connect(self._show_indexing)
        self._indexer.opened.connect(self._take_clip)
        self._indexer.failed.connect(self._take_index_failure)
        self.clip_bar.show_reading(path.name, 0)
        self._write_idle_message()
        self._workers.start(self._indexer)

    def _cancel_indexing(self) -> None:
        if self._indexer is not None:
            self._indexer.stop()
            self._end_indexing()

    def _end_indexing(self) -> None:
        """Lets go of the indexer; what it may still report is of no interest."""
        self._indexer = None
        self.clip_bar.show_clip(self.viewer.clip)
        self._write_idle_message()

    def _awaits(self, ticket: int) -> bool:
        return self._indexer is not None and self._indexer.ticket == ticket

    def _show_indexing(self, progress: Progress) -> None:
        if self._awaits(progress.ticket):
            self.clip_bar.show_reading(self._indexer.path.name, progress.done)

    def _take_clip(self, opened: OpenedClip) -> None:
        if not self._awaits(opened.ticket):
            return
        self._indexer = None
        clip = opened.clip
        self.viewer.close_clip()
        self.controls.unlock()
        self.clip_bar.show_clip(clip)
        self.transport.set_clip(clip)
        self.actions_.set_color(clip.color)
        self.viewer.open(clip)
        self._write_title()
        self._update_actions()

    def _take_index_failure(self, failure: Failure) -> None:
        if self._awaits(failure.ticket):
            self._end_indexing()
            self._show_failure(failure)

    def _read_again(self, matrix: str | None, color_range: str | None) -> None:
        """Opens the clip anew with the colour matrix and range the examiner chose."""
        if self.viewer.clip is not None:
            self._start_indexing(self.viewer.clip.path, matrix=matrix, color_range=color_range)

    def _read_thoroughly(self) -> None:
        """Opens the clip anew, decoding all of it, because its timestamps do not name its pictures."""
        if self.viewer.clip is not None and self._indexer is None:
            matrix, color_range = self.actions_.chosen_color
            self._start_indexing(self.viewer.clip.path, matrix=matrix, color_range=color_range, thorough=True)

    def _show_view(self, view: View | None) -> None:
        self.pictures.show_view(view)
        self.curves.show_tables(view.enhanced if view else None)
        self.measures.show_view(view)
        if view is not None:
            self.controls.set_shown_index(view.index)
        self._show_progress_of_view()

    def _show_position(self, index: int) -> None:
        self.transport.set_position(index)
        self._show_progress_of_view()

    def _show_progress_of_view(self) -> None:
        viewer = self.viewer
        self.transport.show_view(viewer.view, waiting=viewer.waiting, skipped=viewer.player.skipped)

    def _show_failure(self, failure: Failure) -> None:
        show_error(self, failure.sentence)

    def _go_to_first(self) -> None:
        self.viewer.seek(0)

    def _go_to_last(self) -> None:
        if self.viewer.clip is not None:
            self.viewer.seek(len(self.viewer.clip) - 1)

    def _choose_file(self) -> None:
        start = str(QSettings().value("open/folder", ""))
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Open a clip"), start)
        if chosen:
            QSettings().setValue("open/folder", str(Path(chosen).parent))
            self.open_path(Path(chosen))

    def _open_export(self) -> None:
        if self.viewer.clip is None:
            return
        self.viewer.player.stop()
        dialog = ExportDialog(self.viewer.clip, self.viewer.settings, self)
        dialog.verify_requested.connect(self._verify)
        dialog.open()

    def _open_verify(self) -> None:
        VerifyDialog(None, self.viewer.clip, self).open()

    def _verify(self, folder: Path) -> None:
        dialog = VerifyDialog(folder, self.viewer.clip, self)
        dialog.open()
        dialog.verify()

    def _change_language(self, code: str) -> None:
        self.language.use(code, remember=True)

    def _show_shortcuts(self) -> None:
        show_shortcuts(self, self.actions_)

    def _show_log(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_path())))

    def _show_about(self) -> None:
        show_about(self)

    def _write_title(self) -> None:
        clip = self.viewer.clip
        self.setWindowTitle(f"{clip.path.name} — LLE Studio" if clip else "LLE Studio")

    def _write_idle_message(self) -> None:
        """Says in place of the pictures what to do, or what is going on."""
        if self._indexer is None:
            self.pictures.set_idle_message(self.tr("Open a clip (Ctrl+O), or drop a file here."))
        else:
            self.pictures.set_idle_message(self.tr("Reading {name} …").format(name=self._indexer.path.name))

    def _update_actions(self) -> None:
        self.actions_.set_clip_open(self.viewer.clip is not None)
        self.controls.auto.setEnabled(self.viewer.clip is not None)

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ends all work before the window goes."""
        self.hide()
        for dialog in self.findChildren(QDialog):
            dialog.done(QDialog.DialogCode.Rejected)
        self._workers.finish()
        self.viewer.shutdown()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Opens the file dropped."""
        event.acceptProposedAction()
        self.open_path(Path(event.mimeData().urls()[0].toLocalFile()))
