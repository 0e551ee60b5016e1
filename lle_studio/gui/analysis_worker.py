"""The thread that looks at the whole clip once, in the background, and tells what it measures over time."""

import time
from dataclasses import dataclass
from threading import Condition

import numpy as np
from PySide6.QtCore import Signal

from lle_studio.core.errors import Cancelled, StudioError
from lle_studio.core.settings import EnhancementSettings
from lle_studio.gui.curve_worker import SharedTrack
from lle_studio.gui.workers import Worker
from lle_studio.pipeline.series import SeriesBuilder
from lle_studio.video.reader import ClipReader

TELL_EVERY = 0.25
"""Seconds between two reports."""

_CACHE_BYTES = 64 * 2**20  # it goes forward only


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisProgress:
    """Frames that are known, of all."""

    done: int
    total: int


class AnalysisWorker(Worker):
    """Fills a curve track, and makes the series of the settings in use, again whenever they change.

    Frames that are known already are not read again: it goes on where the one before stopped.

    Args:
        shared: the clip and its track; waits for the network where that is still being loaded.
        settings: in use now.

    Signals:
        progressed: `AnalysisProgress`.
        series_changed: `ClipSeries`.
    """

    progressed = Signal(object)
    series_changed = Signal(object)

    def __init__(self, shared: SharedTrack, settings: EnhancementSettings | None = None) -> None:
        super().__init__()
        self._shared = shared
        self._clip = shared.clip
        self._condition = Condition()
        self._paused = False
        self._settings = settings or EnhancementSettings()
        self._told = 0.0

    def set_settings(self, settings: EnhancementSettings) -> None:
        """Has the series made for other settings."""
        with self._condition:
            self._settings = settings
            self._condition.notify()

    def pause(self, paused: bool) -> None:
        """Holds the work up, or lets it go on."""
        with self._condition:
            self._paused = paused
            self._condition.notify()

    def stop(self) -> None:
        """Asks the worker to end, also while it is paused or waits for other settings."""
        super().stop()
        with self._condition:
            self._condition.notify()

    def work(self) -> None:
        """Reads every frame that is not known, then waits for other settings until it is stopped."""
        self.setPriority(Worker.Priority.LowPriority)  # what is on the screen goes first
        self._track = self._shared.get()
        self._builder = SeriesBuilder(self._clip)
        self._measured = np.zeros(len(self._clip), dtype=np.bool_)
        self._noted = np.zeros(len(self._clip), dtype=np.bool_)
        self._in_use = self._settings
        with ClipReader(self._clip, cache_bytes=_CACHE_BYTES, sound=self._shared.sound) as reader:
            for index in range(len(self._clip)):
                if self._breathe():
                    self._measure_known()
                if not self._track.known[index]:
                    self._track.take(next(iter(reader.frames(index, index + 1))))
                self._note(index)
                self._tell()
        while True:
            self._measure_known()  # smoothed curves need frames that came later
            self._tell(at_once=True)
            self._wait_for_settings()

    def _breathe(self) -> bool:
        """Waits while paused; ends when asked to; tells whether the settings have changed, and then forgets."""
        with self._condition:
            self._condition.wait_for(lambda: self.isInterruptionRequested() or not self._paused)
            changed = self._settings != self._in_use
            self._in_use = self._settings
        if self.isInterruptionRequested():
            raise Cancelled("The analysis was stopped.")
        if changed:
            self._measured[:] = False
            self._builder.forget_measures()
        return changed

    def _wait_for_settings(self) -> None:
        with self._condition:
            self._condition.wait_for(lambda: self.isInterruptionRequested() or self._settings != self._in_use)
        self._breathe()

    def _note(self, index: int) -> None:
        """Notes what is known of a frame now; measures wait where curves need frames that come later."""
        track = self._track
        self._builder.set_state(track.state(index), cut=track.starts_scene(index), duplicate=track.repeats(index))
        self._noted[index] = True
        window = self._in_use.window
        first = index
        if window is not None:  # the frames whose window has just been completed
            first = int(np.searchsorted(self._clip.pts, self._clip.pts[index] - window / float(self._clip.time_base)))
        for i in range(first, index + 1):
            self._measure(i)

    def _measure(self, index: int) -> None:
        """Measures a frame through its curves, if these are known already."""
        track, settings = self._track, self._in_use
        if self._measured[index] or not track.known[index] or track.is_missing(index):
            return
        if track.needed(index, settings):
            return
        self._measured[index] = True
        try:
            table, measures = track.measure(index, settings)
        except StudioError:  # these settings do not fit the clip or the weights: in place of the picture stands why
            return
        self._builder.set_measures(index, table, measures, settings.domain)

    def _measure_known(self) -> None:
        """Measures all frames that are known and not measured under the settings in use."""
        ended = False
        while not ended:
            ended = True
            for index in np.flatnonzero(self._noted & ~self._measured):
                if self._breathe():
                    ended = False  # begin anew under the settings in use now
                    break
                self._measure(int(index))
                self._tell()

    def _tell(self, *, at_once: bool = False) -> None:
        now = time.monotonic()
        if at_once or now - self._told >= TELL_EVERY:
            self._told = now
            self.progressed.emit(AnalysisProgress(done=int(self._noted.sum()), total=len(self._clip)))
            self.series_changed.emit(self._builder.snapshot())
