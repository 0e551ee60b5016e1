"""What the window shows and what it asked for: the Qt-side owner of the clip, the position and the curve worker."""

from fractions import Fraction

from PySide6.QtCore import QObject, QTimer, Signal

from lle_studio.core.settings import EnhancementSettings
from lle_studio.gui.curve_worker import CurveWorker, EstimatorWorker, SharedTrack, View, ViewRequest
from lle_studio.gui.display import Size
from lle_studio.gui.player import Player
from lle_studio.gui.workers import RunningWorkers
from lle_studio.video.index import ClipIndex

_RESIZE_PAUSE = 80  # ms without a change of size before pictures are made anew


class Viewer(QObject):
    """Keeps two things apart: the frame that was asked for (`position`) and the view that is on the screen (`view`).

    Signals:
        view_changed: `View` that is on the screen from now on, or None.
        position_changed: index of the frame asked for.
        track_changed: `SharedTrack` of the clip and weights in use from now on, or None.
        level_found: the natural exposure level that was asked for.
        thorough_wanted: the pictures of the clip do not follow their timestamps; it must be indexed thoroughly.
        failed: `Failure`; the worker itself has ended.
    """

    view_changed = Signal(object)
    position_changed = Signal(int)
    track_changed = Signal(object)
    level_found = Signal(float)
    thorough_wanted = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clip: ClipIndex | None = None
        self.track: SharedTrack | None = None
        self.view: View | None = None
        self.position = 0
        self.settings = EnhancementSettings()
        self.weights = "studio"
        self._bounds: Size = (960, 540)
        self._magnified = False
        self._difference_gain: float | None = None
        self._aspect: Fraction | None = None
        self._ticket = 0
        self._wants_level = False
        self.player = Player(self)
        self.player.frame_due.connect(self._show_due)
        self._resized = QTimer(self, singleShot=True, interval=_RESIZE_PAUSE)
        self._resized.timeout.connect(self._request)
        self._loaders = RunningWorkers()
        self._loader = self._load(self.weights)
        self._worker = CurveWorker()
        self._worker.viewed.connect(self._take_view)
        self._worker.failed.connect(self.failed)
        self._worker.start()

    @property
    def waiting(self) -> bool:
        """Whether something else was asked for than what is on the screen."""
        view = self.view
        return self.clip is not None and (view is None or view.ahead or view.request.ticket != self._ticket)

    def open(self, clip: ClipIndex) -> None:
        """Shows the first frame of another clip."""
        self.close_clip()
        self.clip = clip
        self.player.set_clip(clip)
        self._make_track()
        self.position_changed.emit(0)
        self._request()

    def close_clip(self) -> None:
        """Shows nothing; answers that are still on their way are dropped."""
        self.player.set_clip(None)
        self.clip = None
        self.position = 0
        self._wants_level = False
        self._aspect = None
        self._make_track()
        self._set_view(None)

    def seek(self, index: int) -> None:
        """Stops playing and asks for a frame; outside the clip, for the nearest end."""
        self.player.stop()
        self._go_to(index)

    def step(self, frames: int) -> None:
        """Stops playing and goes on from the frame asked for last, so that quick steps add up."""
        self.seek(self.position + frames)

    def toggle_play(self) -> None:
        """Starts playing at the speed chosen, or stops."""
        if self.player.playing:
            self.player.stop()
        else:
            self.play(self.player.speed)

    def play(self, speed: float) -> None:
        """Plays on from the frame on the screen; a negative speed plays backwards."""
        if self.view is not None:
            self.player.start(self.view.index, speed)

    def set_settings(self, settings: EnhancementSettings) -> None:
        """Has the frame enhanced in another way."""
        if settings != self.settings:
            self.settings = settings
            self._request()

    def set_weights(self, weights: str) -> None:
        """Has another network propose the curves."""
        if weights != self.weights:
            self.weights = weights
            self._loader = self._load(weights)
            self._make_track()
            self._request()

    def set_aspect(self, aspect: Fraction | None) -> None:
        """Shows pixels in another shape than the file says; None: as the file says."""
        if aspect != self._aspect:
            self._aspect = aspect
            self._request()

    def set_magnified(self, magnified: bool) -> None:
        """Has images of every pixel made, too."""
        if magnified != self._magnified:
            self._magnified = magnified
            self._request()

    def set_difference_gain(self, gain: float | None) -> None:
        """Has the difference of the pictures made, too."""
        if gain != self._difference_gain:
            self._difference_gain = gain
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
        self._loaders.finish()  # the worker may be waiting for what they load
        self._worker.finish()
        self.clip = None

    def _load(self, weights: str) -> EstimatorWorker:
        loader = EstimatorWorker(weights)
        self._loaders.start(loader)
        return loader

    def _make_track(self) -> None:
        sound = self.track.sound if self.track and self.track.clip is self.clip else None
        self.track = SharedTrack(self.clip, self._loader.estimator, sound) if self.clip else None
        self.track_changed.emit(self.track)

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
                track=self.track,
                index=self.position,
                settings=self.settings,
                bounds=self._bounds,
                magnified=self._magnified,
                difference_gain=self._difference_gain,
                aspect=self._aspect,
                playing=self.player.playing,
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
