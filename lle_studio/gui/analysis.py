"""The background analysis of the clip that is open: started, paused and ended as the window needs it."""

from PySide6.QtCore import QObject, Signal

from lle_studio.core.settings import EnhancementSettings
from lle_studio.gui.analysis_worker import AnalysisProgress, AnalysisWorker
from lle_studio.gui.curve_worker import SharedTrack
from lle_studio.gui.workers import RunningWorkers


class Analysis(QObject):
    """At most one analysis at a time, of the clip and weights in use.

    Signals:
        progressed: frames done, their number, and whether the work goes on.
        series_changed: `ClipSeries`.
        failed: `Failure`.
    """

    progressed = Signal(int, int, bool)
    series_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = RunningWorkers()
        self._worker: AnalysisWorker | None = None
        self._shared: SharedTrack | None = None
        self._settings = EnhancementSettings()
        self._done = AnalysisProgress(done=0, total=0)

    def set_track(self, shared: SharedTrack | None) -> None:
        """Analyses another clip, or the clip with other weights; none ends the work."""
        self._stop()
        self._shared = shared
        self._done = AnalysisProgress(done=0, total=len(shared.clip) if shared else 0)
        if shared is not None:
            self._start()

    def set_settings(self, settings: EnhancementSettings) -> None:
        """Has the series made for other settings."""
        self._settings = settings
        if self._worker is not None:
            self._worker.set_settings(settings)

    def set_running(self, running: bool) -> None:
        """Stops the work, or goes on where it stopped."""
        if running and self._worker is None and self._shared is not None:
            self._start()
        elif not running:
            self._stop()

    def set_paused(self, paused: bool) -> None:
        """Leaves the processor to the player for a while."""
        if self._worker is not None:
            self._worker.pause(paused)

    def finish(self) -> None:
        """Ends the work and waits for it."""
        self._stop()
        self._workers.finish()

    def _start(self) -> None:
        worker = AnalysisWorker(self._shared, self._settings)
        worker.progressed.connect(self._take_progress)
        worker.series_changed.connect(self._take_series)
        worker.failed.connect(self._take_failure)
        self._worker = worker
        self._workers.start(worker)

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None
            self.progressed.emit(self._done.done, self._done.total, False)

    def _take_progress(self, progress: AnalysisProgress) -> None:
        if self.sender() is self._worker:
            self._done = progress
            self.progressed.emit(progress.done, progress.total, progress.done < progress.total)

    def _take_series(self, series: object) -> None:
        if self.sender() is self._worker:
            self.series_changed.emit(series)

    def _take_failure(self, failure: object) -> None:
        if self.sender() is self._worker:
            self._worker = None
            self.progressed.emit(self._done.done, self._done.total, False)
            self.failed.emit(failure)
