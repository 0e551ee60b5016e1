"""What the network sees in every frame of a clip, kept: curves are smoothed, locked and shown over time from it."""

from collections import OrderedDict
from dataclasses import dataclass
from tempfile import TemporaryFile
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import LEVELS, ToneCurves, make_table
from lle_studio.core.errors import SourceError, UsageError
from lle_studio.core.frame import Frame, FrameState, MissingFrame, hash_planes
from lle_studio.core.measures import FrameMeasures, count_levels, measure_luma, measure_rgb
from lle_studio.core.settings import EnhancementSettings
from lle_studio.estimator.estimator import FEATURES, CurveEstimator, network_input
from lle_studio.video.color import has_coded_planes
from lle_studio.video.index import ClipIndex

THUMBNAIL = 16
"""Side of the luminance thumbnail two frames are compared by."""

CUT_CORRELATION = 0.7
"""A scene starts where the thumbnails of two frames correlate less than this.

Measured on eight clips by day and night: none of 1,475 pairs of neighbours lies below (the lowest is 0.75), and of
4,900 pairs from two clips 2.4 % lie above, so that a cut between them would be missed."""

FLAT = 0.05
"""Standard deviation, in codes, below which a thumbnail shows nothing."""

KEPT_CURVES = 2048
"""Curves kept from one question to the next: 3 kB each."""

_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)

_ROW = np.dtype([("features", "f4", FEATURES), ("thumbnail", "f4", (THUMBNAIL, THUMBNAIL))])
_STATISTICS = np.dtype([("rgb", "u4", (3, LEVELS)), ("luma", "u4", LEVELS), ("sha256", "u1", 32)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """How a frame was decoded."""

    picture_type: str = "?"
    corrupt: bool = False
    after_damage: bool = False
    missing: str = ""


class CurveTrack:
    """Features of a clip's frames, filled frame by frame; the curves of every mode follow from them.

    A row is written once and marked as known after that, so two threads may fill and read one track: both would write
    the same. Rows lie in a temporary file: 4 kB a frame, and 4 kB more with statistics.

    Smoothed curves are the mean of the curves of the frames within the window, in float64; locked to a range, their
    median, value by value. Both keep order, because each frame's curves do. A window never reaches across a scene cut.

    Args:
        index: of the clip.
        estimator: proposes the curves.
        statistics: also keep histograms and hashes, for the series over time.
    """

    def __init__(self, index: ClipIndex, estimator: CurveEstimator, *, statistics: bool = True) -> None:
        self.index = index
        self.estimator = estimator
        self.known = np.zeros(len(index), dtype=np.bool_)
        """(N,): frames taken in."""
        self._states: dict[int, _State] = {}
        """Of frames that are not plainly healthy."""
        self._types = np.full(len(index), "?", dtype="U2")
        self._rows = _on_disk(len(index), _ROW)
        self._statistics = _on_disk(len(index), _STATISTICS) if statistics else None
        self._lock = Lock()
        self._curves: OrderedDict[tuple[int, float], ToneCurves] = OrderedDict()
        self._range_curves: tuple[tuple[int, int], float, ToneCurves] | None = None

    def take(self, frame: Frame | MissingFrame) -> None:
        """Takes in a frame; one that is known is not looked at again."""
        if self.known[frame.index]:
            return
        if isinstance(frame, MissingFrame):
            self._states[frame.index] = _State(missing=frame.reason)
        else:
            small = network_input(frame.rgb)
            row = self._rows[frame.index]
            row["features"] = self.estimator.features_of_input(small)
            row["thumbnail"] = _thumbnail(small)
            if self._statistics is not None:
                self._take_statistics(frame)
            self._types[frame.index] = frame.picture_type
            if frame.corrupt or frame.after_damage:
                self._states[frame.index] = _State(corrupt=frame.corrupt, after_damage=frame.after_damage)
        self.known[frame.index] = True

    @property
    def has_statistics(self) -> bool:
        """Whether histograms and hashes are kept."""
        return self._statistics is not None

    def features(self, index: int) -> NDArray[np.float32]:
        """Features (768,) of a known frame."""
        return np.array(self._rows[index]["features"])

    def counts(self, index: int, domain: str) -> NDArray[np.int64]:
        """How often each code occurs in a known frame: (3, 256), or (1, 256) of Y in the domain ``coded``."""
        assert self._statistics is not None
        row = self._statistics[index]
        return np.array(row["luma"][None] if domain == "coded" else row["rgb"], dtype=np.int64)

    def state(self, index: int) -> FrameState:
        """How a known frame was decoded."""
        state = self._states.get(index, _State())
        size = (0, 0) if state.missing else (self.index.width, self.index.height)
        return FrameState(
            index=index,
            pts=int(self.index.pts[index]),
            picture_type=str(self._types[index]),
            corrupt=state.corrupt,
            after_damage=state.after_damage,
            missing=state.missing,
            width=size[0],
            height=size[1],
        )

    def is_missing(self, index: int) -> bool:
        """Whether a known frame could not be decoded."""
        return index in self._states and bool(self._states[index].missing)

    def starts_scene(self, index: int) -> bool:
        """Whether a known frame shows another scene than the known one before it.

        The frames' luminance, averaged over areas to 16x16, is compared by its zero-mean normalised correlation:
        neither exposure nor gain nor noise changes it much, so it works in the dark.
        """
        if index == 0 or self.is_missing(index) or self.is_missing(index - 1):
            return False
        one, other = (np.asarray(self._rows[i]["thumbnail"], dtype=np.float64) for i in (index - 1, index))
        return correlation(one, other) < CUT_CORRELATION

    def repeats(self, index: int) -> bool:
        """Whether a known frame is identical, sample by sample, to the known one before it."""
        if index == 0 or self._statistics is None or self.is_missing(index) or self.is_missing(index - 1):
            return False
        return bool((self._statistics[index]["sha256"] == self._statistics[index - 1]["sha256"]).all())

    def needed(self, index: int, settings: EnhancementSettings) -> list[int]:
        """Frames that must be taken in before ``curves`` can answer for a frame, in their order."""
        return [int(i) for i in self._members(index, settings) if not self.known[i]]

    def curves(self, index: int, settings: EnhancementSettings) -> ToneCurves:
        """The curves of a frame at the settings' exposure level and curve mode; all of ``needed`` must be known.

        Raises:
            UsageError: the weights do not know that level.
            SourceError: no frame the curves should come from could be decoded.
        """
        level = settings.exposure_level
        if settings.lock_range is not None:
            return self._median(settings.lock_range, level)
        if settings.lock_frame is not None:
            return self._own(settings.lock_frame, level)
        if settings.window is None:
            return self._own(index, level)
        members = self._scene_members(index, settings)
        total = np.zeros((3, LEVELS), dtype=np.float64)
        for member in members:
            total += self._own(member, level).values
        return ToneCurves(values=np.clip(total / len(members), 0, 1).astype(np.float32))

    def lock(self, settings: EnhancementSettings, curves: ToneCurves) -> None:
        """Takes over the curves of a range, as another track found them (``settings.lock_range``)."""
        assert settings.lock_range is not None
        self._range_curves = (settings.lock_range, settings.exposure_level, curves)

    def depends_on(self, index: int, settings: EnhancementSettings) -> bool:
        """Whether the curves of a frame depend on the frame itself."""
        return index in self._members(index, settings)

    def measure(self, index: int, settings: EnhancementSettings) -> tuple[NDArray[np.uint8], FrameMeasures]:
        """The tables of a known frame and what it measures through them, without its picture.

        Raises:
            UsageError: colour mode ``luma`` on a clip without 8-bit coded planes; and as ``curves``.
        """
        check_color_mode(self.index, settings)
        table = make_table(self.curves(index, settings), settings, self.index.color)
        if settings.color_mode == "luma":
            return table, measure_luma(self.counts(index, "coded"), table, self.index.color)
        return table, measure_rgb(self.counts(index, "rgb"), table)

    def _take_statistics(self, frame: Frame) -> None:
        assert self._statistics is not None
        row = self._statistics[frame.index]
        row["rgb"] = count_levels(tuple(frame.rgb))
        if frame.coded:
            row["luma"] = count_levels(frame.coded[:1])[0]
        planes, domain = (frame.coded, "coded") if frame.coded else (tuple(frame.rgb), "rgb")
        row["sha256"] = np.frombuffer(bytes.fromhex(hash_planes(planes, domain)), dtype=np.uint8)

    def _members(self, index: int, settings: EnhancementSettings) -> range:
        """Frames the curves of a frame may come from."""
        if settings.lock_range is not None:
            return range(settings.lock_range[0], min(settings.lock_range[1], len(self.index)))
        if settings.lock_frame is not None:
            return range(settings.lock_frame, settings.lock_frame + 1)
        if settings.window is None:
            return range(index, index + 1)
        return window_of(self.index, index, settings.window)

    def _scene_members(self, index: int, settings: EnhancementSettings) -> list[int]:
        """Frames of the window that belong to the scene of its middle frame."""
        window = self._members(index, settings)
        first = next((i for i in range(index, window.start, -1) if self.starts_scene(i)), window.start)
        end = next((i for i in range(index + 1, window.stop) if self.starts_scene(i)), window.stop)
        return [i for i in range(first, end) if not self.is_missing(i)]

    def _own(self, index: int, level: float) -> ToneCurves:
        """The curves the network gives a frame by itself."""
        if self.is_missing(index):
            raise SourceError(
                f"Frame {index} (PTS {self.index.pts[index]}), which the curves should come from, cannot be decoded: "
                "choose another."
            )
        key = (index, level)
        with self._lock:
            kept = self._curves.get(key)
        if kept is None:
            kept = self.estimator.curves(self.features(index), level)
            with self._lock:
                self._curves[key] = kept
                while len(self._curves) > KEPT_CURVES:
                    self._curves.popitem(last=False)
        return kept

    def _median(self, span: tuple[int, int], level: float) -> ToneCurves:
        """The median curves of a range, made once."""
        kept = self._range_curves
        if kept is not None and kept[:2] == (span, level):
            return kept[2]
        frames = [i for i in range(span[0], min(span[1], len(self.index))) if not self.is_missing(i)]
        if not frames:
            raise SourceError(f"No frame from {span[0]} to {span[1] - 1} can be decoded: choose another range.")
        values = np.stack([self._own(i, level).values for i in frames])
        curves = ToneCurves(values=np.median(values, axis=0).astype(np.float32))
        self._range_curves = (span, level, curves)
        return curves


def check_color_mode(index: ClipIndex, settings: EnhancementSettings) -> None:
    """Refuses ``luma`` for a clip whose samples it cannot act on.

    Raises:
        UsageError: the clip is not 8-bit planar YUV or grey.
    """
    if settings.color_mode == "luma" and not has_coded_planes(index.pixel_format):
        raise UsageError(
            f"Colour mode luma acts on 8-bit planar YUV, and {index.path.name} is {index.pixel_format}: "
            "choose per-channel or shared."
        )


def _on_disk(rows: int, kind: np.dtype[np.void]) -> np.memmap[tuple[int], np.dtype[np.void]]:
    """Rows of zeros in a temporary file that goes when nobody looks at them any more."""
    with TemporaryFile() as file:
        return np.memmap(file, dtype=kind, shape=(rows,))


def window_of(index: ClipIndex, frame: int, seconds: float) -> range:
    """Frames whose PTS lies within half a window of that of a frame, before and after."""
    half = seconds / 2 / float(index.time_base)
    pts = int(index.pts[frame])
    first, end = np.searchsorted(index.pts, [np.ceil(pts - half), np.floor(pts + half) + 1])
    return range(int(first), int(end))


def correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Zero-mean normalised correlation of two thumbnails, in [-1, 1]; two that show nothing are alike."""
    flat = (one.std() < FLAT, other.std() < FLAT)
    if any(flat):
        return 1.0 if all(flat) else 0.0
    return float(((one - one.mean()) * (other - other.mean())).mean() / (one.std() * other.std()))


def _thumbnail(small: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Luminance of a network input, averaged over areas to 16x16."""
    side = small.shape[1] // THUMBNAIL
    blocks = small.reshape(3, THUMBNAIL, side, THUMBNAIL, side).mean(axis=(2, 4), dtype=np.float32)
    thumbnail: NDArray[np.float32] = np.tensordot(_LUMA, blocks, axes=1)
    return thumbnail
