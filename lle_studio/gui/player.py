"""Playing a clip in its own time: which frame is due now, and how many were passed over to keep time."""

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from lle_studio.video.index import ClipIndex

SPEEDS = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Times the clip's own time."""


class Player(QObject):
    """A clock that runs on the clip's timestamps, forward or backward, at a choice of speeds.

    It asks for one frame, waits until that frame is on the screen, and then asks for the one that is due by then. A
    slow decoder therefore makes the display skip frames, never run late, and never pile up requests.

    Signals:
        frame_due: index of the frame that should be shown now.
        playing_changed: whether the clock runs.
        speed_changed: times the clip's own time; negative: backwards.
    """

    frame_due = Signal(int)
    playing_changed = Signal(bool)
    speed_changed = Signal(float)

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._times = np.zeros(0)
        self._zero = 0.0
        """Reading of the clock at time 0 of the clip, at the speed chosen."""
        self._position = 0
        self._waiting = False
        self._loop: tuple[int, int] | None = None
        self._turns = False
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._advance)
        self.playing = False
        self.speed = 1.0
        self.skipped = 0
        """Frames passed over since the last start."""

    def set_clip(self, clip: ClipIndex | None) -> None:
        """Takes the timestamps of another clip and stops."""
        self.stop()
        self.skipped = 0
        self._loop = None
        self._times = np.zeros(0) if clip is None else clip.pts.astype(np.float64) * float(clip.time_base)
        self.set_speed(1.0)

    def set_loop(self, loop: tuple[int, int] | None) -> None:
        """Plays the frames from the first index to the second (inclusive) over and over; None: to the clip's end."""
        self._loop = loop

    def start(self, index: int, speed: float = 1.0) -> None:
        """Plays on from a frame that is on the screen; from the other end if that is the last one.

        Args:
            index: of the frame on the screen.
            speed: times the clip's own time, negative for backwards.
        """
        if not len(self._times):
            return
        self._timer.stop()
        self._turns = False
        self.set_speed(speed)
        first, last = self._ends
        outside = not first <= index <= last
        restart = outside or index == (last if speed > 0 else first)
        self._jump_to((first if speed > 0 else last) if restart else index)
        self.skipped = 0
        self._waiting = restart
        if not self.playing:
            self.playing = True
            self.playing_changed.emit(True)
        if restart:
            self.frame_due.emit(self._position)
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

    @property
    def _ends(self) -> tuple[int, int]:
        return self._loop or (0, len(self._times) - 1)

    def set_speed(self, speed: float) -> None:
        """Chooses the speed of the next start."""
        if speed != self.speed:
            self.speed = speed
            self.speed_changed.emit(speed)

    def _jump_to(self, index: int) -> None:
        self._position = index
        self._zero = self._clock() - self._times[index] / self.speed

    def _advance(self) -> None:
        first, last = self._ends
        forward = self.speed > 0
        if self._position == (last if forward else first):
            if self._loop is None or first == last:
                self.stop()
            elif self._turns:
                self._turns = False
                self._jump_to(first if forward else last)
                self._show(self._position)
            else:  # the last frame has its time on the screen, too
                self._turns = True
                self._timer.start(max(1, round(float(np.median(np.diff(self._times))) / abs(self.speed) * 1000)))
            return
        now = (self._clock() - self._zero) * self.speed
        if forward:
            due = min(int(np.searchsorted(self._times, now, side="right")) - 1, last)
            following = self._position + 1
        else:
            due = max(int(np.searchsorted(self._times, now, side="left")), first)
            following = self._position - 1
        if (due <= self._position) if forward else (due >= self._position):
            wait = (self._times[following] - now) / self.speed
            self._timer.start(max(1, round(wait * 1000)))
            return
        self.skipped += abs(due - self._position) - 1
        self._show(due)

    def _show(self, index: int) -> None:
        self._position = index
        self._waiting = True
        self.frame_due.emit(index)
