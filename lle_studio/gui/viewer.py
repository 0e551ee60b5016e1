"""What the window shows and what it asked for: the Qt-side owner of the clip, the position and the curve worker."""

from PySide6.QtCore import QObject, QTimer, Signal

from lle_studio.core.settings import EnhancementSettings
from lle_studio.gui.curve_worker import CurveWorker, EstimatorWorker, View, ViewRequest
from lle_studio.gui.display import Size
from lle_studio.gui.player import Player
from lle_studio.video.index import ClipIndex

_RESIZE_PAUSE = 80  # ms without a change of size before pictures are made anew


class Viewer(QObject):
    """Keeps two things apart: the frame that was asked for (`position`) and the view that is on the screen (`view`).

    Signals:
        view_changed: `View` that is on the screen from now on, or None.
        position_changed: index of the frame asked for.
        level_found: the natural exposure level that was asked for.
        thorough_wanted: the pictures of the clip do not follow their timestamps; it must be indexed thoroughly.
        failed: `Failure`; the worker itself has ended.
    """

    view_changed = Signal(object)
    position_changed = Signal(int)
    level_found = Signal(float)
    thorough_wanted = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clip: ClipIndex | None = None
        self.view: View | None = None
        self.position = 0
        self.settings = EnhancementSettings()
        self._bounds: Size = (960, 540)
        self._ticket = 0
        self._wants_level = False
        self.player = Player(self)
        self.player.frame_due.connect(self._show_due)
        self._resized = QTimer(self, singleShot=True, interval=_RESIZE_PAUSE)
        self._resized.timeout.connect(self._request)
        self._loader = EstimatorWorker()
        self._loader.start()
        self._worker = CurveWorker(self._loader.estimator)
        self._worker.viewed.connect(self._take_view)
        self._worker.failed.connect(self.failed)
        self._worker.start()

    @property
    def waiting(self) -> bool:
        """Whether something else was asked for than what is on the screen."""
        return self.clip is not None and (self.view is None or self.view.request.ticket != self._ticket)

    def open(self, clip: ClipIndex) -> None:
        """Shows the first frame of another clip."""
        self.close_clip()
        self.clip = clip
        self.player.set_clip(clip)
        self.position_changed.emit(0)
        self._request()

    def close_clip(self) -> None:
        """Shows nothing; answers that are still on their way are dropped."""
        self.player.set_clip(None)
        self.clip = None
        self.position = 0
        self._wants_level = False
        self._set_view(None)

    def seek(self, index: int) -> None:
        """Stops playing and asks for a frame; outside the clip, for the nearest end."""
        self.player.stop()
        self._go_to(index)

    def step(self, frames: int) -> None:
        """Stops playing and goes on from the frame asked for last, so that quick steps add up."""
        self.seek(self.position + frames)

    def toggle_play(self) -> None:
        """Starts or stops playing."""
        if self.player.playing:
            self.player.stop()
        elif self.view is not None:
            self.player.start(self.view.index)

    def set_settings(self, settings: EnhancementSettings) -> None:
        """Has the frame enhanced in another way."""
        if settings != self.settings:
            self.settings = settings
            self._request()

    def find_level(self) -> None:
        """Has the natural exposure level of the frame asked for estimated."""
        self._wants_level = True
        self._request()

    def set_bounds(self, bounds: Size) -> None:
        """Tells the room there is for one picture, in pixels of the screen."""
        if bounds != self._bounds:
            self._bounds = bounds
            self._resized.start()

    def shutdown(self) -> None:
        """Ends the worker; afterwards nothing more is shown."""
        self.player.stop()
        self._resized.stop()
        self._worker.stop()
        self._loader.finish()  # the worker may be waiting for what it loads
        self._worker.finish()
        self.clip = None

    def _go_to(self, index: int) -> None:
        if self.clip is None:
            return
        index = min(max(index, 0), len(self.clip) - 1)
        if index != self.position:
            self.position = index
            self.position_changed.emit(index)
            self._request()

    def _show_due(self, index: int) -> None:
        self._go_to(index)
        if not self.waiting:
            self.player.frame_shown(index)

    def _request(self) -> None:
        if self.clip is None:
            return
        self._ticket += 1
        self._worker.request(
            ViewRequest(
                ticket=self._ticket,
                clip=self.clip,
                index=self.position,
                settings=self.settings,
                bounds=self._bounds,
                find_level=self._wants_level,
            )
        )

    def _take_view(self, view: View) -> None:
        if view.request.clip is not self.clip:
            return  # of a clip that was closed meanwhile
        self._set_view(view)
        if view.misordered:
            self.thorough_wanted.emit()
        if not view.final:
            return
        if view.request.find_level and self._wants_level:
            self._wants_level = False
            if view.natural_level is not None:
                self.level_found.emit(view.natural_level)
        self.player.frame_shown(view.index)

    def _set_view(self, view: View | None) -> None:
        self.view = view
        self.view_changed.emit(view)
