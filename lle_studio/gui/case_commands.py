"""What the examiner does to the case: each becomes one step that can be undone."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from lle_studio.core.errors import StudioError
from lle_studio.core.settings import EnhancementSettings
from lle_studio.gui.actions import ASPECTS, WindowActions, pixel_aspect
from lle_studio.gui.document import CaseDocument, cases_folder
from lle_studio.gui.file_dialogs import choose_file, choose_new_file
from lle_studio.gui.message import show_error, show_note
from lle_studio.gui.remembered import forget, is_remembering, recent_files, set_remembering
from lle_studio.gui.viewer import Viewer
from lle_studio.gui.workers import Failure, RunningWorkers, Worker
from lle_studio.pipeline.case import Bookmark, Case, find_source, read_case
from lle_studio.video.index import ClipIndex

CASE_SUFFIX = ".llecase"


class SourceFinder(Worker):
    """Finds the clip of a case.

    Signals:
        found: the `Case`, its path, and the path of the clip.
    """

    found = Signal(object)

    def __init__(self, case: Case, path: Path) -> None:
        super().__init__()
        self._case = case
        self._path = path

    def work(self) -> None:
        """Looks for the clip and checks its hash."""
        source = find_source(self._case, self._path, cancelled=self.isInterruptionRequested)
        self.found.emit((self._case, self._path, source.resolve()))


class CaseCommands(QObject):
    """Turns actions into new states of the case.

    Signals:
        clip_wanted: path of the clip that a case belongs to.
    """

    clip_wanted = Signal(object)

    def __init__(self, window: QWidget, document: CaseDocument, viewer: Viewer, actions: WindowActions) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._viewer = viewer
        self._actions = actions
        self._workers = RunningWorkers()
        stack = document.undo_stack
        actions.undo.triggered.connect(stack.undo)
        actions.redo.triggered.connect(stack.redo)
        stack.canUndoChanged.connect(actions.undo.setEnabled)
        stack.canRedoChanged.connect(actions.redo.setEnabled)
        actions.undo.setEnabled(False)
        actions.redo.setEnabled(False)
        actions.mark_in.triggered.connect(lambda: self._mark("mark_in"))
        actions.mark_out.triggered.connect(lambda: self._mark("mark_out"))
        actions.clear_range.triggered.connect(self._clear_range)
        actions.bookmark.triggered.connect(self.bookmark)
        actions.open_case.triggered.connect(self._choose_case)
        actions.save_case.triggered.connect(self._save)
        actions.save_case_as.triggered.connect(self._save_as)
        actions.remember_recent.setChecked(is_remembering())
        actions.remember_recent.toggled.connect(self._set_remembering)
        actions.forget_recent.triggered.connect(self._forget)
        document.changed.connect(self.follow)
        self._list_recent()

    def take_clip(self, clip: ClipIndex) -> None:
        """Goes on with what is known of a clip, or begins anew."""
        self._document.open_for(clip)
        self._list_recent()

    def open_case(self, path: Path) -> None:
        """Opens a case file: its clip is looked for in a thread, and checked by its hash, before it is asked for."""
        self._document.settle()  # it may be the one that has just been saved over
        try:
            case = read_case(path)
        except StudioError as error:
            show_error(self._window, str(error))
            return
        worker = SourceFinder(case, path.resolve())
        worker.found.connect(self._take_source)
        worker.failed.connect(self._show_failure)
        self._workers.start(worker)

    def _show_failure(self, failure: Failure) -> None:
        show_error(self._window, failure.sentence)

    def finish(self) -> None:
        """Ends all work."""
        self._workers.finish()

    def set_settings(self, settings: EnhancementSettings, field: str) -> None:
        """Changes the enhancement; a slider that is dragged is one step."""
        self._edit(self.tr("Enhancement"), merge=field, settings=settings)

    def set_weights(self, weights: str) -> None:
        """Has another network propose the curves."""
        controls = self._window.controls.settings
        self._edit(self.tr("Weights"), weights=weights, settings=controls)

    def reset(self) -> None:
        """Goes back to the default enhancement."""
        self._edit(self.tr("Reset"), settings=EnhancementSettings(), weights="studio")

    def set_aspect(self, preset: str) -> None:
        """Shows the picture in another shape."""
        clip = self._viewer.clip
        if clip is not None:
            self._edit(self.tr("Shape of the picture"), aspect=pixel_aspect(preset, clip.width, clip.height))

    def set_color(self, matrix: str | None, color_range: str | None) -> None:
        """Reads the clip with another colour matrix and range."""
        if self._viewer.clip is not None:
            self._edit(self.tr("Colour as coded"), matrix=matrix, color_range=color_range)

    def _take_source(self, found: tuple[Case, Path, Path]) -> None:
        self._document.expect(*found)
        self.clip_wanted.emit(found[2])

    def _edit(self, text: str, merge: str = "", **changes: object) -> None:
        case = self._document.case
        if case is not None:
            self._document.edit(replace(case, **changes), text, merge)

    def follow(self, case: Case | None) -> None:
        """Has the clip read anew where the case says another colour than it was read with; shows the shape chosen."""
        clip = self._viewer.clip
        if clip is None or case is None:
            return
        color = clip.color
        matrix = color.matrix if color.matrix_origin == "chosen" else None
        color_range = color.range if color.range_origin == "chosen" else None
        if (case.matrix, case.color_range) != (matrix, color_range):
            self._window.open_path(clip.path, matrix=case.matrix, color_range=case.color_range)
        self._actions.set_aspect(self._preset_of(case.aspect, clip))

    @staticmethod
    def _preset_of(aspect: Fraction | None, clip: ClipIndex) -> str:
        return next((name for name in ASPECTS if pixel_aspect(name, clip.width, clip.height) == aspect), "file")

    def _mark(self, name: str) -> None:
        view, case = self._viewer.view, self._document.case
        if view is None or case is None:
            return
        changes: dict[str, object] = {name: view.index}
        if name == "mark_in" and case.mark_out is not None and case.mark_out < view.index:
            changes["mark_out"] = None
        if name == "mark_out" and case.mark_in is not None and case.mark_in > view.index:
            changes["mark_in"] = None
        self._edit(self.tr("Mark in") if name == "mark_in" else self.tr("Mark out"), **changes)

    def _clear_range(self) -> None:
        self._edit(self.tr("Clear in and out"), mark_in=None, mark_out=None)

    def bookmark(self) -> None:
        """Bookmarks the frame on the screen, with the region that is marked."""
        view, case = self._viewer.view, self._document.case
        if view is None or case is None or any(mark.index == view.index for mark in case.bookmarks):
            return
        mark = Bookmark(index=view.index, pts=view.pts, region=self._window.marks.region_panel.region)
        marks = tuple(sorted((*case.bookmarks, mark), key=lambda one: one.index))
        self._edit(self.tr("Bookmark"), bookmarks=marks)

    def _choose_case(self) -> None:
        chosen = choose_file(self._window, self.tr("Open a case file"), kinds=self._kinds)
        if chosen is not None:
            self.open_case(chosen)

    @property
    def _kinds(self) -> str:
        return self.tr("Case files") + f" (*{CASE_SUFFIX})"

    def _save(self) -> None:
        if self._document.path is None:
            self._save_as()
        else:
            self._document.save_as(self._document.path)

    def _save_as(self) -> None:
        clip = self._viewer.clip
        if clip is None:
            return
        proposed = self._document.path or clip.path.with_suffix(CASE_SUFFIX)
        path = choose_new_file(self._window, self.tr("Save the case file"), proposed, self._kinds)
        if path is not None:
            self._document.save_as(
                path if path.suffix.lower() == CASE_SUFFIX else path.with_name(path.name + CASE_SUFFIX)
            )
            self._list_recent()

    def _list_recent(self) -> None:
        self._actions.set_recent(recent_files())

    def _set_remembering(self, on: bool) -> None:
        set_remembering(on)
        self._list_recent()

    def _forget(self) -> None:
        forget()
        self._list_recent()
        text = self.tr(
            "Forgotten: the files opened last, the folders used last, and the log. Marks, notes and audit logs are "
            "work, and stay: those of clips without a case file of their own are in {folder}."
        )
        show_note(self._window, text.format(folder=cases_folder()))
