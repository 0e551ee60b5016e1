"""The window: it puts the parts together and tells each what the others did. It computes nothing."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMainWindow, QVBoxLayout, QWidget

from lle_studio.core.plain import plain
from lle_studio.gui import theme
from lle_studio.gui.actions import WindowActions
from lle_studio.gui.analysis import Analysis
from lle_studio.gui.case_commands import CASE_SUFFIX, CaseCommands
from lle_studio.gui.clip_bar import ClipBar
from lle_studio.gui.clip_panel import ClipPanel
from lle_studio.gui.controls import ControlsPanel
from lle_studio.gui.curve_worker import View
from lle_studio.gui.curves_panel import CurvesPanel
from lle_studio.gui.dialogs import WindowDialogs
from lle_studio.gui.docks import Docks
from lle_studio.gui.document import CaseDocument
from lle_studio.gui.export_queue import ExportQueue, ExportQueuePanel
from lle_studio.gui.file_dialogs import choose_file
from lle_studio.gui.file_info import FileInfoPanel
from lle_studio.gui.language import LanguageChoice
from lle_studio.gui.marks_panel import MarksPanel
from lle_studio.gui.measures_panel import MeasuresPanel
from lle_studio.gui.message import show_error
from lle_studio.gui.navigation import Navigation
from lle_studio.gui.opening import ClipOpener
from lle_studio.gui.picture_view import PictureArea
from lle_studio.gui.pixel_line import PixelLine
from lle_studio.gui.remembered import remember_folder
from lle_studio.gui.transport import TransportBar
from lle_studio.gui.viewer import Viewer
from lle_studio.gui.workers import Failure
from lle_studio.video.color import has_coded_planes
from lle_studio.video.index import ClipIndex

_MESSAGE_TIME = 8000  # ms a message stays in the line at the bottom


class MainWindow(QMainWindow):
    """One clip, open for examination."""

    def __init__(self, language: LanguageChoice | None = None) -> None:
        super().__init__()
        self.language = language or LanguageChoice()
        self.viewer = Viewer(self)
        self.opener = ClipOpener(self)
        self.analysis = Analysis(self)
        self.document = CaseDocument(self)
        self.queue = ExportQueue(self)
        self.actions_ = WindowActions(self, self.language.current)
        self.clip_bar = ClipBar()
        self.pictures = PictureArea()
        self.pixel_line = PixelLine()
        self.transport = TransportBar(self.actions_.transport)
        self.controls = ControlsPanel()
        self.curves = CurvesPanel()
        self.measures = MeasuresPanel()
        self.clip_panel = ClipPanel()
        self.marks = MarksPanel(self.document)
        self.unlogged = QLabel(objectName="hint")
        self.info = FileInfoPanel()
        self.queue_panel = ExportQueuePanel(self.queue)
        self.navigation = Navigation(self.viewer, self.document, self.transport, self.actions_, self)
        self.case_commands = CaseCommands(self, self.document, self.viewer, self.actions_)
        self.dialogs = WindowDialogs(self)
        self._lay_out()
        self._connect_actions()
        self._connect_viewer()
        self._connect_panels()
        self._connect_case()
        self.setAcceptDrops(True)
        self.retranslate()
        self._update_actions()
        self.docks.restore()

    def open_path(self, path: Path, *, matrix: str | None = None, color_range: str | None = None) -> None:
        """Starts reading a clip or a case file; what is open is closed as soon as that has worked."""
        if path.suffix.lower() == CASE_SUFFIX:
            self.case_commands.open_case(path)
        else:
            self._start_reading(path, matrix=matrix, color_range=color_range)

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self.actions_.retranslate()
        self.docks.retranslate()
        self.unlogged.setText(self.tr("This session is not being logged."))
        self._write_idle_message()
        self._write_title()

    def _lay_out(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(10, 6, 10, 4)
        column.setSpacing(6)
        column.addWidget(self.clip_bar)
        column.addWidget(self.pictures, 1)
        column.addWidget(self.pixel_line)
        column.addWidget(self.transport)
        self.setCentralWidget(centre)
        self.unlogged.hide()
        self.statusBar().addPermanentWidget(self.unlogged)
        self.resize(1680, 1000)
        panels = {
            "controls": self.controls, "curves": self.curves, "measures": self.measures, "clip": self.clip_panel,
            "marks": self.marks, "info": self.info, "queue": self.queue_panel,
        }  # fmt: skip
        self.docks = Docks(self, panels)
        for dock in self.docks.by_name.values():
            self.actions_.add_panel(dock.toggleViewAction())

    def _connect_actions(self) -> None:
        actions = self.actions_
        actions.open.triggered.connect(self._choose_file)
        actions.export.triggered.connect(self.dialogs.open_export)
        actions.snapshot.triggered.connect(self.dialogs.open_snapshot)
        actions.verify.triggered.connect(self.dialogs.open_verify)
        actions.quit.triggered.connect(self.close)
        actions.zoom_fit.triggered.connect(lambda: self.pictures.set_zoom(None))
        actions.zoom_one.triggered.connect(lambda: self.pictures.set_zoom(1.0))
        actions.zoom_in.triggered.connect(self.pictures.zoom_in)
        actions.zoom_out.triggered.connect(self.pictures.zoom_out)
        actions.view_chosen.connect(self.pictures.set_mode)
        actions.hold_curve.triggered.connect(self.curves.toggle_hold)
        actions.auto_level.triggered.connect(self.viewer.find_level)
        actions.full_screen.toggled.connect(self._set_full_screen)
        actions.color_chosen.connect(self.case_commands.set_color)
        actions.aspect_chosen.connect(self.case_commands.set_aspect)
        actions.language_chosen.connect(self._change_language)
        actions.theme_chosen.connect(self._change_theme)
        actions.audit.triggered.connect(self.dialogs.show_audit_log)
        actions.recent_chosen.connect(self._open_recent)
        actions.method.triggered.connect(self.dialogs.show_method)
        actions.shortcuts.triggered.connect(self.dialogs.show_shortcuts)
        actions.selftest.triggered.connect(self.dialogs.open_selftest)
        actions.log.triggered.connect(self.dialogs.show_log)
        actions.about.triggered.connect(self.dialogs.show_about)

    def _connect_viewer(self) -> None:
        viewer = self.viewer
        viewer.view_changed.connect(self._show_view)
        viewer.position_changed.connect(self._show_position)
        viewer.track_changed.connect(self.analysis.set_track)
        viewer.level_found.connect(self.controls.set_level)
        viewer.failed.connect(self._show_failure)
        viewer.thorough_wanted.connect(self._read_thoroughly)
        viewer.player.playing_changed.connect(self.analysis.set_paused)
        self.opener.progressed.connect(self._show_reading)
        self.opener.opened.connect(self._take_clip)
        self.opener.ended.connect(self._end_reading)
        self.opener.failed.connect(self._show_failure)
        self.opener.hash_progressed.connect(lambda done: self.info.show_hash("", done))
        self.opener.hashed.connect(self._take_hash)
        self.analysis.progressed.connect(self.clip_panel.show_progress)
        self.analysis.series_changed.connect(self.clip_panel.show_series)
        self.analysis.series_changed.connect(self.measures.show_series)
        self.analysis.failed.connect(self._show_failure)

    def _connect_panels(self) -> None:
        viewer = self.viewer
        self.pictures.bounds_changed.connect(viewer.set_bounds)
        self.pictures.magnified_changed.connect(viewer.set_magnified)
        self.pictures.difference_gain_changed.connect(viewer.set_difference_gain)
        self.pictures.scale_changed.connect(self.pixel_line.scale.setText)
        self.pictures.pixel_pointed.connect(self._point_at)
        self.pictures.region_drawn.connect(self._take_region)
        self.controls.settings_changed.connect(self.case_commands.set_settings)
        self.controls.weights_changed.connect(self.case_commands.set_weights)
        self.controls.level_wanted.connect(viewer.find_level)
        self.controls.reset_wanted.connect(self.case_commands.reset)
        self.actions_.reset.triggered.connect(self.case_commands.reset)
        self.clip_bar.cancel_requested.connect(self.opener.cancel)
        self.clip_panel.seek_requested.connect(viewer.seek)
        self.clip_panel.analysis_wanted.connect(self.analysis.set_running)
        self.marks.seek_requested.connect(viewer.seek)
        self.marks.bookmark_wanted.connect(self.case_commands.bookmark)
        self.marks.snapshot_wanted.connect(self.dialogs.open_snapshot)
        self.queue_panel.verify_requested.connect(self.dialogs.verify)

    def _connect_case(self) -> None:
        self.document.changed.connect(self._show_case)
        self.document.restored.connect(self._tell_restored)
        self.document.saved.connect(self._tell_saved)
        self.document.failed.connect(lambda sentence: show_error(self, sentence))
        self.document.logging_changed.connect(self.unlogged.setHidden)
        self.case_commands.clip_wanted.connect(self._start_reading)

    def _tell_restored(self) -> None:
        text = self.tr("Settings and marks made for this file before were taken up again.")
        self.statusBar().showMessage(text, _MESSAGE_TIME)

    def _tell_saved(self, path: Path) -> None:
        if path == self.document.path:
            self.statusBar().showMessage(self.tr("Saved: {path}").format(path=plain(str(path))), _MESSAGE_TIME)

    def _open_recent(self, path: Path) -> None:
        self.document.expect_recent(path)
        self.open_path(path)

    def _start_reading(self, path: Path, **choices: object) -> None:
        self.opener.open(path, **choices)
        self.clip_bar.show_reading(path.name, 0)
        self._write_idle_message()

    def _show_reading(self, thousandths: int) -> None:
        self.clip_bar.show_reading(self.opener.reading, thousandths)

    def _end_reading(self) -> None:
        self.clip_bar.show_clip(self.viewer.clip)
        self._write_idle_message()

    def _take_clip(self, clip: ClipIndex) -> None:
        self.viewer.close_clip()
        self.clip_bar.show_clip(clip)
        self.transport.set_clip(clip)
        self.clip_panel.set_clip(clip)
        self.info.show_clip(clip)
        self.actions_.set_color(clip.color)
        self.controls.set_luma_possible(has_coded_planes(clip.pixel_format))
        self.pictures.set_zoom(None)
        self.curves.drop_hold()
        self.marks.drop_region()
        self.case_commands.take_clip(clip)
        self.viewer.open(clip)
        self._show_case(self.document.case)
        self.case_commands.follow(self.document.case)
        self.opener.hash(clip)
        self.pictures.canvas.setFocus()
        self._write_title()
        self._update_actions()

    def _take_hash(self, sha256: str) -> None:
        self.info.show_hash(sha256, 1000)
        self.document.set_source_hash(sha256)

    def _read_thoroughly(self) -> None:
        """Opens the clip anew, decoding all of it, because its timestamps do not name its pictures."""
        if self.viewer.clip is not None and not self.opener.reading:
            matrix, color_range = self.actions_.chosen_color
            self._start_reading(self.viewer.clip.path, matrix=matrix, color_range=color_range, thorough=True)

    def _show_case(self, case: object) -> None:
        """Shows the settings and marks of the case, and works with them."""
        if case is None or self.viewer.clip is None:
            return
        self.controls.set_settings(case.settings, case.weights)
        self.analysis.set_settings(case.settings)
        self.viewer.set_settings(case.settings)
        self.viewer.set_weights(case.weights)
        self.viewer.set_aspect(case.aspect)
        self.navigation.show_case(case)
        self.controls.set_marked(self.navigation.marked)
        self.clip_panel.set_marks(case.mark_in, case.mark_out, [mark.index for mark in case.bookmarks])
        self._show_regions()

    def _show_view(self, view: View | None) -> None:
        self.pictures.show_view(view)
        self.curves.show_view(view)
        self.measures.show_view(view)
        self.marks.show_view(view)
        self.pixel_line.show_view(view)
        self.curves.show_pixel(*self.pixel_line.codes)
        if view is not None:
            self.controls.set_shown_index(view.index)
            self.clip_panel.set_position(view.index)
            self._show_regions()
        self._show_progress_of_view()

    def _show_regions(self) -> None:
        """Outlines the regions of the bookmarks of the frame on the screen."""
        view, case = self.viewer.view, self.document.case
        if view is None or case is None:
            return
        marks = [mark.region for mark in case.bookmarks if mark.index == view.index and mark.region is not None]
        regions = [(region.x, region.y, region.width, region.height) for region in marks]
        self.pictures.set_regions([*regions, *([self.marks.region] if self.marks.region else [])])

    def _take_region(self, region: tuple[int, int, int, int]) -> None:
        self.marks.set_region(region)
        self.docks.show("marks")
        self._show_regions()

    def _point_at(self, point: tuple[int, int] | None) -> None:
        reading = self.pixel_line.point_at(point)
        self.curves.show_pixel(*reading)

    def _show_position(self, index: int) -> None:
        self.transport.set_position(index)
        self._show_progress_of_view()

    def _show_progress_of_view(self) -> None:
        viewer = self.viewer
        self.transport.show_view(viewer.view, waiting=viewer.waiting, skipped=viewer.player.skipped)

    def _show_failure(self, failure: Failure) -> None:
        show_error(self, failure.sentence)

    def _choose_file(self) -> None:
        chosen = choose_file(self, self.tr("Open a clip"))
        if chosen is not None:
            remember_folder("open/folder", chosen.parent)
            self.open_path(chosen)

    def _change_language(self, code: str) -> None:
        self.language.use(code, remember=True)

    def _change_theme(self, name: str) -> None:
        theme.apply_theme(QApplication.instance(), name, remember=True)
        self.actions_.draw_icons()

    def _set_full_screen(self, full: bool) -> None:
        self.showFullScreen() if full else self.showNormal()

    def _write_title(self) -> None:
        clip = self.viewer.clip
        self.setWindowTitle(f"{plain(clip.path.name)} — LLE Studio" if clip else "LLE Studio")

    def _write_idle_message(self) -> None:
        """Says in place of the pictures what to do, or what is going on."""
        name = self.opener.reading
        if name:
            self.pictures.set_idle_message(self.tr("Reading {name} …").format(name=plain(name)))
        else:
            self.pictures.set_idle_message(self.tr("Open a clip (Ctrl+O), or drop a file here."))

    def _update_actions(self) -> None:
        self.actions_.set_clip_open(self.viewer.clip is not None)
        for panel in (self.controls, self.marks):
            panel.setEnabled(self.viewer.clip is not None)

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Shows the original while Space is held."""
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.pictures.hold_original(True)
            event.accept()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Shows the result again when Space is let go."""
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.pictures.hold_original(False)
            event.accept()
        else:
            super().keyReleaseEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ends all work before the window goes; asks first where an export would be lost."""
        if self.queue.is_running and self.isVisible() and not self.queue_panel.confirm_stop():
            event.ignore()
            return
        self.docks.save()
        self.hide()
        for dialog in self.findChildren(QDialog):
            dialog.done(QDialog.DialogCode.Rejected)
        self.queue.finish()
        self.analysis.finish()
        self.opener.finish()
        self.case_commands.finish()
        self.viewer.shutdown()
        self.document.flush()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Opens the file dropped."""
        event.acceptProposedAction()
        path = Path(event.mimeData().urls()[0].toLocalFile())
        QTimer.singleShot(0, self, lambda: self.open_path(path))  # the other program waits until the drop is taken
