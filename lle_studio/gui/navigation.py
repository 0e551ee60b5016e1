"""Going through the clip by keys: play and its speeds, key frames, marked frames, in and out, the loop."""

import numpy as np
from PySide6.QtCore import QObject

from lle_studio.gui.actions import WindowActions
from lle_studio.gui.document import CaseDocument
from lle_studio.gui.player import SPEEDS
from lle_studio.gui.transport import TransportBar
from lle_studio.gui.viewer import Viewer
from lle_studio.pipeline.case import Case


class Navigation(QObject):
    """Turns actions into positions and speeds of the viewer."""

    def __init__(
        self,
        viewer: Viewer,
        document: CaseDocument,
        transport: TransportBar,
        actions: WindowActions,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._viewer = viewer
        self._document = document
        self._transport = transport
        self._actions = actions
        self.marked: tuple[int, int] | None = None
        """First and last frame of the marked range, where there is one."""
        self._stops: list[int] = []
        actions.play.triggered.connect(viewer.toggle_play)
        actions.play_on.triggered.connect(lambda: self._play(1))
        actions.play_back.triggered.connect(lambda: self._play(-1))
        actions.slower.triggered.connect(lambda: self._change_speed(-1))
        actions.faster.triggered.connect(lambda: self._change_speed(1))
        actions.loop.toggled.connect(self._update_loop)
        actions.steps_wanted.connect(viewer.step)
        actions.first.triggered.connect(lambda: viewer.seek(0))
        actions.last.triggered.connect(self._go_to_last)
        actions.previous_key.triggered.connect(lambda: self._jump(self._key_frames(), -1))
        actions.next_key.triggered.connect(lambda: self._jump(self._key_frames(), 1))
        actions.previous_mark.triggered.connect(lambda: self._jump(self._stops, -1))
        actions.next_mark.triggered.connect(lambda: self._jump(self._stops, 1))
        actions.go_to.triggered.connect(self._enter_position)
        transport.seek_requested.connect(viewer.seek)
        transport.speed_wanted.connect(self._set_speed)
        viewer.player.speed_changed.connect(transport.set_speed)
        viewer.player.playing_changed.connect(actions.set_playing)

    def show_case(self, case: Case) -> None:
        """Takes the marks of a case."""
        marks = [mark.index for mark in case.bookmarks]
        self._stops = sorted({*marks, *(i for i in (case.mark_in, case.mark_out) if i is not None)})
        self.marked = self._span(case)
        self._transport.slider.set_marks(self.marked, marks)
        self._update_loop()

    def _span(self, case: Case) -> tuple[int, int] | None:
        """The marked range; a mark that is not set stands for the end of the clip on its side."""
        clip = self._viewer.clip
        if clip is None or (case.mark_in is None and case.mark_out is None):
            return None
        first = 0 if case.mark_in is None else case.mark_in
        last = len(clip) - 1 if case.mark_out is None else case.mark_out
        return (first, last) if first <= last else None

    def _play(self, direction: int) -> None:
        """Plays in a direction; while it plays that way, twice as fast each time."""
        player = self._viewer.player
        same = player.playing and (player.speed > 0) == (direction > 0)
        speed = min(2 * abs(player.speed), SPEEDS[-1]) if same else 1.0
        self._viewer.play(direction * speed)

    def _change_speed(self, steps: int) -> None:
        place = SPEEDS.index(abs(self._viewer.player.speed)) + steps
        self._set_speed(SPEEDS[min(max(place, 0), len(SPEEDS) - 1)])

    def _set_speed(self, speed: float) -> None:
        player = self._viewer.player
        signed = speed if player.speed > 0 else -speed
        if player.playing:
            self._viewer.play(signed)
        else:
            player.set_speed(signed)

    def _update_loop(self) -> None:
        clip = self._viewer.clip
        whole = (0, len(clip) - 1) if clip is not None else None
        self._viewer.player.set_loop((self.marked or whole) if self._actions.loop.isChecked() else None)

    def _go_to_last(self) -> None:
        if self._viewer.clip is not None:
            self._viewer.seek(len(self._viewer.clip) - 1)

    def _key_frames(self) -> list[int]:
        clip = self._viewer.clip
        return [] if clip is None else np.flatnonzero(clip.keyframe).tolist()

    def _jump(self, places: list[int], direction: int) -> None:
        """Goes to the nearest of the places before or after the frame asked for."""
        here = self._viewer.position
        ahead = [place for place in places if (place > here if direction > 0 else place < here)]
        if ahead:
            self._viewer.seek(min(ahead) if direction > 0 else max(ahead))

    def _enter_position(self) -> None:
        self._transport.go_to.setFocus()
        self._transport.go_to.selectAll()
