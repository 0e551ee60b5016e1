"""The thread behind the pictures: reads a frame, has its curves estimated and applied, and makes the images.

Display may skip: of the requests that come while one is served, only the last is served next.
"""

import gc
import sys
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtGui import QImage

from lle_studio.core.errors import Cancelled, FrameMissing, PictureOrderError, StudioError
from lle_studio.core.frame import EnhancedFrame, Frame, MissingFrame
from lle_studio.core.settings import EnhancementSettings
from lle_studio.gui.display import Size, difference_planes, pixel_image, screen_image
from lle_studio.gui.workers import Mailbox, Worker, failure_sentence
from lle_studio.video.index import ClipIndex
from lle_studio.video.reader import ClipReader

if TYPE_CHECKING:  # both load torch
    from lle_studio.estimator.estimator import CurveEstimator
    from lle_studio.pipeline.enhance import Enhancer
    from lle_studio.pipeline.track import CurveTrack


_NEAR_TIME = 0.25
"""Seconds after which also a near frame, which can take long at damage, gives way to what was asked for meanwhile."""


class SharedTrack:
    """The curve track of a clip for one set of weights, made once, by the first thread that needs it."""

    def __init__(
        self, clip: ClipIndex, estimator: "Future[CurveEstimator]", sound: NDArray[np.bool_] | None = None
    ) -> None:
        self.clip = clip
        self.estimator = estimator
        """Comes to hold the network, or why there is none."""
        self.sound = np.zeros(len(clip), dtype=np.bool_) if sound is None else sound
        """(N,) frames that are known to be sound: what one reader of the clip finds, helps the others on their way."""
        self._lock = Lock()
        self._track: CurveTrack | None = None

    def get(self) -> "CurveTrack":
        """The track; waits for the network, and raises what its loading raised."""
        estimator = self.estimator.result()
        from lle_studio.pipeline.track import CurveTrack  # here, because it loads torch

        with self._lock:
            if self._track is None:
                self._track = CurveTrack(self.clip, estimator)
            return self._track


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRequest:
    """What should be on the screen."""

    ticket: int
    """Grows with every request."""
    clip: ClipIndex
    track: SharedTrack
    index: int
    settings: EnhancementSettings
    bounds: Size
    """Room for one picture, in pixels of the screen."""
    magnified: bool = False
    """Also make images of every pixel as coded, for a view larger than the room."""
    difference_gain: float | None = None
    """Also make the difference of the two pictures, times this."""
    aspect: Fraction | None = None
    """Shape of a pixel that the examiner chose instead of the file's."""
    playing: bool = False
    """The clip is being played: the next frame will be asked for at once."""
    find_level: bool = False
    """Also estimate the frame's natural exposure level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What can be on the screen: pictures, curves and measures of one and the same frame."""

    request: ViewRequest
    frame: Frame | None = None
    """None where the frame cannot be decoded."""
    enhanced: EnhancedFrame | None = None
    """None where there is no enhancement (yet)."""
    original_image: QImage | None = None
    enhanced_image: QImage | None = None
    difference_image: QImage | None = None
    """Images that fit into the bounds, upright."""
    original_pixels: QImage | None = None
    enhanced_pixels: QImage | None = None
    difference_pixels: QImage | None = None
    """Images of every pixel as coded: not scaled, not turned. None unless the request is magnified."""
    picture: NDArray[np.uint8] | None = None
    """(3, H, W): the enhanced picture as R, G, B."""
    natural_level: float | None = None
    frame_problem: str = ""
    """Why there is no frame."""
    misordered: bool = False
    """There is no frame because the pictures do not follow their timestamps: a thorough index is needed."""
    enhancement_problem: str = ""
    """Why there is a frame but no enhancement."""
    final: bool = True
    """False for the original alone, sent ahead while the network or frames around this one are read, or the frame."""

    @property
    def index(self) -> int:
        """Index of the frame shown."""
        return self.request.index if self.frame is None else self.frame.index

    @property
    def pts(self) -> int:
        """PTS of the frame shown, also where it cannot be decoded."""
        return int(self.request.clip.pts[self.index])

    @property
    def ahead(self) -> bool:
        """Whether this is another frame than the one asked for, shown while that one is read."""
        return self.index != self.request.index

    @property
    def counts(self) -> NDArray[np.int64] | None:
        """How often each code occurs in the source, a row for each channel of the domain (in ``coded``: Y alone)."""
        return self.enhanced.counts if self.enhanced else None


class EstimatorWorker(Worker):
    """Loads the network while the window is coming up: importing torch holds up every thread for a moment."""

    def __init__(self, weights: str = "studio") -> None:
        super().__init__()
        self._weights = weights
        self.estimator: Future[CurveEstimator] = Future()
        """Comes to hold the estimator, or why there is none."""

    def work(self) -> None:
        """Loads the network."""
        try:
            brought = "torch" not in sys.modules
            from lle_studio.estimator.estimator import CurveEstimator  # here, because it loads torch

            estimator = CurveEstimator.load(self._weights)
            if brought:  # torch stays for good: no look at it may hold up the window; what else there is now does not
                gc.freeze()
            self.estimator.set_result(estimator)
        except Exception as error:
            self.estimator.set_exception(error)


class CurveWorker(Worker):
    """Serves `ViewRequest` after `ViewRequest` until it is stopped.

    Signals:
        viewed: `View`.
    """

    viewed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._mailbox: Mailbox[ViewRequest] = Mailbox()
        self._clip: ClipIndex | None = None
        self._reader: ClipReader | None = None
        self._shared: SharedTrack | None = None
        self._track: CurveTrack | None = None
        self._enhancer: Enhancer | None = None
        self._no_estimator = ""
        self._view: View | None = None
        """The last complete answer: what it holds is not made again."""
        self._shown: int | None = None
        """Index of the frame that is on the screen."""

    def request(self, request: ViewRequest) -> None:
        """Asks for a view; replaces a request that still waits."""
        self._mailbox.put(request)

    def stop(self) -> None:
        """Asks the worker to end, also when it waits for a request."""
        super().stop()
        self._mailbox.close()

    def work(self) -> None:
        """Serves requests until the mailbox is closed."""
        try:
            while (request := self._mailbox.take()) is not None:
                self._serve(request)
                self._prefetch(request)
        finally:
            self._close_clip()

    def _serve(self, request: ViewRequest) -> None:
        try:
            frame = self._read(request)
            view = self._with_original(View(request=request, frame=frame))
        except Cancelled:
            return  # something else was asked for meanwhile, or the worker ends
        except Exception as error:
            misordered = isinstance(error, PictureOrderError)
            self._show(View(request=request, frame_problem=failure_sentence(error), misordered=misordered))
            return
        if request.track is not self._shared:
            if not request.track.estimator.done():
                self._show(replace(view, final=False))
            self._take_track(request.track)
        try:
            view = self._enhance(view)
        except Cancelled:
            return
        self._view = view
        self._show(view)

    def _show(self, view: View) -> None:
        self._shown = None if view.frame is None else view.index
        self.viewed.emit(view)

    def _superseded(self) -> bool:
        """Whether something else was asked for, or the worker is to end."""
        return self._mailbox.has_letter or self.isInterruptionRequested()

    def _prefetch(self, request: ViewRequest) -> None:
        """Decodes what steps will ask for, while nothing is asked for."""
        if request.playing or self._reader is None:
            return
        with suppress(StudioError):  # what is wrong with another frame is told when that one is asked for
            self._reader.prefetch(request.index, cancelled=self._superseded)

    def _enhance(self, view: View) -> View:
        """The complete view of a frame, with the reason in place of what could not be made."""
        request, frame = view.request, view.frame
        if self._enhancer is None:
            return replace(view, enhancement_problem=self._no_estimator)
        try:
            last = self._view
            if last and last.enhanced and last.frame is frame and _same_result(last.request, request):
                enhanced, picture = last.enhanced, last.picture
            else:
                self._read_around(view)
                enhanced = self._enhancer.enhance(frame, request.settings)
                picture = self._enhancer.picture(enhanced)
            level = self._enhancer.natural_level(frame) if request.find_level else None
            return self._with_enhanced(replace(view, enhanced=enhanced, picture=picture, natural_level=level))
        except Cancelled:
            raise
        except Exception as error:
            return replace(view, enhancement_problem=failure_sentence(error))

    def _read_around(self, view: View) -> None:
        """Has the track take in the frames the curves of this one depend on."""
        request = view.request
        needed = [i for i in self._track.needed(request.index, request.settings) if i != request.index]
        if len(needed) > 1:
            self._show(replace(view, final=False))
        for index in needed:
            if self._superseded():
                raise Cancelled("Another frame was asked for.")
            try:
                self._track.take(self._reader.read(index, cancelled=self._superseded))
            except FrameMissing as error:
                base, pts = request.clip.time_base, int(request.clip.pts[index])
                self._track.take(MissingFrame(index=index, pts=pts, time_base=base, reason=str(error)))

    def _with_original(self, view: View) -> View:
        """Adds the images of the original; those made for the view before are taken over."""
        request, frame, last = view.request, view.frame, self._view
        alike = last is not None and last.frame is frame and _same_shape(last.request, request)
        image = last.original_image if alike else screen_image(frame.rgb, request.clip, request.bounds, request.aspect)
        pixels = None
        if request.magnified:
            pixels = (last.original_pixels if alike else None) or pixel_image(frame.rgb)
        return replace(view, original_image=image, original_pixels=pixels)

    def _with_enhanced(self, view: View) -> View:
        """Adds the images of the result and of the difference."""
        request = view.request

        def images(planes: NDArray[np.uint8]) -> tuple[QImage, QImage | None]:
            fitted = screen_image(planes, request.clip, request.bounds, request.aspect)
            return fitted, pixel_image(planes) if request.magnified else None

        enhanced = images(view.picture)
        difference = (None, None)
        if request.difference_gain is not None:
            difference = images(difference_planes(view.frame.rgb, view.picture, request.difference_gain))
        return replace(
            view,
            enhanced_image=enhanced[0],
            enhanced_pixels=enhanced[1],
            difference_image=difference[0],
            difference_pixels=difference[1],
        )

    def _read(self, request: ViewRequest) -> Frame:
        """The frame asked for; the one shown last is not read again."""
        if request.clip is not self._clip:
            self._close_clip()
            self._reader = ClipReader(request.clip, sound=request.track.sound)
            self._clip = request.clip
        if self._view and self._view.frame and self._view.index == request.index:
            return self._view.frame
        self._show_ahead(request)
        return self._reader.read(request.index, cancelled=self._superseded)

    def _show_ahead(self, request: ViewRequest) -> None:
        """Shows a frame near one that takes long to read, as what it is; that too comes while the slider is dragged."""
        if request.playing:
            return
        began = time.monotonic()

        def given_up() -> bool:
            late = time.monotonic() - began > _NEAR_TIME
            return self.isInterruptionRequested() or (late and self._superseded())

        near = self._reader.read_near(request.index, shown=self._shown, cancelled=given_up)
        if near is not None:
            self._show(self._with_original(View(request=request, frame=near, final=False)))

    def _close_clip(self) -> None:
        if self._reader is not None:
            self._reader.close()
        self._reader = self._clip = self._shared = self._track = self._enhancer = self._view = self._shown = None

    def _take_track(self, shared: SharedTrack) -> None:
        """Waits for the network and puts it to work on the clip."""
        self._shared, self._track, self._enhancer, self._no_estimator = shared, None, None, ""
        try:
            self._track = shared.get()
            from lle_studio.pipeline.enhance import Enhancer

            self._enhancer = Enhancer(shared.clip, shared.estimator.result(), track=self._track)
        except Exception as error:
            self._no_estimator = failure_sentence(error)


def _same_shape(one: ViewRequest, other: ViewRequest) -> bool:
    """Whether fitted images made for one request serve another."""
    return (one.bounds, one.aspect) == (other.bounds, other.aspect)


def _same_result(one: ViewRequest, other: ViewRequest) -> bool:
    """Whether a frame enhanced for one request is what another asks for."""
    return one.track is other.track and one.settings == other.settings
