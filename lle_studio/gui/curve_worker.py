"""The thread behind the pictures: reads a frame, has its curves estimated and applied, and makes the images.

Display may skip: of the requests that come while one is served, only the last is served next.
"""

from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage

from lle_studio.core.frame import EnhancedFrame, Frame
from lle_studio.core.settings import EnhancementSettings
from lle_studio.gui.display import Size, screen_image
from lle_studio.gui.workers import Mailbox, Worker, failure_sentence
from lle_studio.video.index import ClipIndex
from lle_studio.video.reader import ClipReader, PictureOrderError

if TYPE_CHECKING:  # both load torch
    from lle_studio.estimator.estimator import CurveEstimator
    from lle_studio.pipeline.enhance import Enhancer


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRequest:
    """What should be on the screen."""

    ticket: int
    """Grows with every request."""
    clip: ClipIndex
    index: int
    settings: EnhancementSettings
    bounds: Size
    """Room for one picture, in pixels of the screen."""
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
    natural_level: float | None = None
    frame_problem: str = ""
    """Why there is no frame."""
    misordered: bool = False
    """There is no frame because the pictures do not follow their timestamps: a thorough index is needed."""
    enhancement_problem: str = ""
    """Why there is a frame but no enhancement."""
    final: bool = True
    """False for the original alone, sent ahead while the network is being loaded."""

    @property
    def index(self) -> int:
        """Index of the frame shown."""
        return self.request.index

    @property
    def pts(self) -> int:
        """PTS of the frame shown, also where it cannot be decoded."""
        return int(self.request.clip.pts[self.request.index])


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
            from lle_studio.estimator.estimator import CurveEstimator  # here, because it loads torch

            self.estimator.set_result(CurveEstimator.load(self._weights))
        except Exception as error:
            self.estimator.set_exception(error)


class CurveWorker(Worker):
    """Serves `ViewRequest` after `ViewRequest` until it is stopped.

    Signals:
        viewed: `View`.
    """

    viewed = Signal(object)

    def __init__(self, estimator: "Future[CurveEstimator]") -> None:
        super().__init__()
        self._coming = estimator
        self._mailbox: Mailbox[ViewRequest] = Mailbox()
        self._clip: ClipIndex | None = None
        self._reader: ClipReader | None = None
        self._no_estimator = ""
        self._enhancer: Enhancer | None = None
        self._locked_to: int | None = None
        self._view: View | None = None
        """The last complete answer: what it holds is not made again."""

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
        finally:
            self._close_clip()

    def _serve(self, request: ViewRequest) -> None:
        try:
            frame = self._read(request)
            original = screen_image(frame.rgb, request.clip, request.bounds)
        except Exception as error:
            misordered = isinstance(error, PictureOrderError)
            self.viewed.emit(View(request=request, frame_problem=failure_sentence(error), misordered=misordered))
            return
        if not self._coming.done():
            self.viewed.emit(View(request=request, frame=frame, original_image=original, final=False))
        if self._enhancer is None and not self._no_estimator:
            self._make_enhancer(request.clip)
        self._view = self._enhance(request, frame, original)
        self.viewed.emit(self._view)

    def _enhance(self, request: ViewRequest, frame: Frame, original: QImage) -> View:
        """The complete view of a frame, with the reason in place of what could not be made."""
        if self._enhancer is None:
            return View(request=request, frame=frame, original_image=original, enhancement_problem=self._no_estimator)
        try:
            level = self._enhancer.natural_level(frame) if request.find_level else None
            last = self._view
            if last and last.enhanced and last.frame is frame and last.request.settings == request.settings:
                enhanced = last.enhanced
            else:
                self._lock(request.settings.lock_frame)
                enhanced = self._enhancer.enhance(frame, request.settings)
            image = screen_image(self._enhancer.picture(enhanced), request.clip, request.bounds)
        except Exception as error:
            problem = failure_sentence(error)
            return View(request=request, frame=frame, original_image=original, enhancement_problem=problem)
        return View(
            request=request,
            frame=frame,
            enhanced=enhanced,
            original_image=original,
            enhanced_image=image,
            natural_level=level,
        )

    def _lock(self, index: int | None) -> None:
        """Has the enhancer take in the frame that all curves are locked to."""
        if index is not None and index != self._locked_to:
            self._enhancer.lock(self._reader.read(index))
            self._locked_to = index

    def _read(self, request: ViewRequest) -> Frame:
        """The frame asked for; the one shown last is not read again."""
        if request.clip is not self._clip:
            self._close_clip()
            self._reader = ClipReader(request.clip)
            self._clip = request.clip
        if self._view and self._view.frame and self._view.index == request.index:
            return self._view.frame
        return self._reader.read(request.index)

    def _close_clip(self) -> None:
        if self._reader is not None:
            self._reader.close()
        self._reader = self._clip = self._enhancer = self._locked_to = self._view = None

    def _make_enhancer(self, clip: ClipIndex) -> None:
        """Waits for the network and puts it to work on a clip."""
        try:
            estimator = self._coming.result()
        except Exception as error:
            self._no_estimator = failure_sentence(error)
            return
        from lle_studio.pipeline.enhance import Enhancer

        self._enhancer = Enhancer(clip, estimator)
