"""Playing a clip in its own time: which frame is due now, and how many were passed over to keep time."""

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from lle_studio.video.index import ClipIndex


class Player(QObject):
    """A clock that runs on the clip's timestamps.

    It asks for one frame, waits until that frame is on the screen, and then asks for the one that is due by then. A
    slow decoder therefore makes the display skip frames, never run late, and never pile up requests.

    Signals:
        frame_due: index of the frame that should be shown now.
        playing_changed: whether the clock runs.
    """

    frame_due = Signal(int)
    playing_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._times = np.zeros(0)
        self._started = 0.0
        self._position = 0
        self._waiting = False
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._advance)
        self.playing = False
        self.skipped = 0
        """Frames passed over since the last start."""

    def set_clip(self, clip: ClipIndex | None) -> None:
        """Takes the timestamps of another clip and stops."""
        self.stop()
        self.skipped = 0
        self._times = np.zeros(0) if clip is None else clip.pts.astype(np.float64) * float(clip.time_base)

    def start(self, index: int) -> None:
        """Plays on from a frame that is on the screen; from the first frame if that is the last one."""
        if not len(self._times):
            return
        restart = index >= len(self._times) - 1
        self._position = 0 if restart else index
        self._started = self._clock() - self._times[self._position]
        self.skipped = 0
        self.playing = True
        self._waiting = restart
        self.playing_changed.emit(True)
        if restart:
            self.frame_due.emit(0)
        else:
            self._advance()

    def stop(self) -> None:
        """Stops the clock; the picture on the screen stays."""
        self._timer.stop()
        if self.playing:
            self.playing = False
            self.playing_changed.emit(False)

    def frame_shown(self, index: int) -> None:
        """Takes note that a frame is on the screen and asks for the next one."""
        if self.playing and self._waiting and index == self._position:
            self._waiting = False
            self._advance()

    def _advance(self) -> None:
        if self._position == len(self._times) - 1:
            self.stop()
            return
        now = self._clock() - self._started
        due = int(np.searchsorted(self._times, now, side="right")) - 1
        if due <= self._position:
            wait = self._times[self._position + 1] - now
            self._timer.start(max(1, round(wait * 1000)))
            return
        self.skipped += due - self._position - 1
        self._position = due
        self._waiting = True
        self.frame_due.emit(due)
