"""A decoded frame between the decoder and the conversion to R, G, B, and what gives such frames of a clip by index."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from av.video.frame import VideoFrame

from lle_studio.core.errors import FrameMissing
from lle_studio.core.frame import Frame, FrameState, MissingFrame
from lle_studio.video.color import RgbConverter, coded_planes
from lle_studio.video.facts import ClipIndex
from lle_studio.video.source import Cancelled as CancelCheck
from lle_studio.video.source import never

CACHE_BYTES = 512 * 2**20
"""Decoded pictures kept, as coded: 165 frames of 1080p."""

_PICTURE_TYPES = {1: "I", 2: "P", 3: "B", 4: "S", 5: "SI", 6: "SP", 7: "BI"}
"""FFmpeg's AVPictureType."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedFrame:
    """A decoded frame that is not converted to R, G, B yet: that may be done in any thread."""

    index: int
    """0-based, in PTS order."""
    pts: int
    picture_type: str
    corrupt: bool
    after_damage: bool
    """As in ``Frame``."""
    picture: VideoFrame
    """FFmpeg's; stays in this room."""
    clip: ClipIndex
    converter: RgbConverter

    def convert(self) -> Frame:
        """The frame with its planes."""
        return Frame(
            index=self.index,
            pts=self.pts,
            time_base=self.clip.time_base,
            picture_type=self.picture_type,
            corrupt=self.corrupt,
            after_damage=self.after_damage,
            pixel_format=self.picture.format.name,
            rgb=self.converter.convert(self.picture),
            coded=coded_planes(self.picture),
        )


def picture_type_of(picture: VideoFrame | None) -> str:
    """FFmpeg's letter for a picture's type; ``?`` where there is no picture, or none is told."""
    return "?" if picture is None else _PICTURE_TYPES.get(int(picture.pict_type), "?")


class FrameSource(ABC):
    """Gives the frames of an indexed clip by index, exactly; forward, backward and at random.

    Every frame comes out as a decoding from the first packet on would give it.
    """

    index: ClipIndex

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def at(self, index: int, *, cancelled: CancelCheck = never) -> DecodedFrame:
        """Frame ``index``.

        Args:
            index: of the frame.
            cancelled: asked once a picture decoded; True stops. What was decoded is kept, and gone on from.

        Raises:
            IndexError: there is no such index.
            FrameMissing: it cannot be decoded; says why in a few words.
            Cancelled: ``cancelled`` said so.
        """

    @abstractmethod
    def near(self, index: int, *, shown: int | None = None, cancelled: CancelCheck = never) -> DecodedFrame | None:
        """A frame near another that takes long to decode: one that is kept, or the one its decoding starts from.

        Args:
            index: of the frame that is wanted.
            shown: a frame that is there already: another must be nearer by more than a few.
            cancelled: as in ``at``.

        Returns:
            A frame like any other, with its own index and PTS; None where frame ``index`` is at hand itself, or nothing
            nearer to it.
        """

    @abstractmethod
    def prefetch(self, index: int, *, cancelled: CancelCheck = never) -> None:
        """Decodes, after a frame was read, what a step on or back from there will ask for, as far as there is room.

        Raises:
            Cancelled: ``cancelled`` said so. What was decoded is kept, and gone on from.
        """

    @abstractmethod
    def decoded(self, start: int = 0, end: int | None = None) -> Iterator[DecodedFrame | MissingFrame]:
        """Frames ``start`` to ``end`` (exclusive) in order, each once; those that cannot be decoded by name.

        Raises:
            PictureOrderError: a frame came out after one with a later PTS, so that order cannot be kept.
        """

    @abstractmethod
    def states(self, start: int = 0) -> Iterator[FrameState]:
        """How decoding each frame from ``start`` on goes, in order, without its picture.

        Raises:
            PictureOrderError: as in ``decoded``.
        """

    @abstractmethod
    def close(self) -> None:
        """Lets go of the file and of what is kept."""

    def read(self, index: int, *, cancelled: CancelCheck = never) -> Frame:
        """Frame ``index``, converted.

        Raises:
            IndexError: there is no such index.
            FrameMissing: it cannot be decoded; in a sentence.
            Cancelled: ``cancelled`` said so.
        """
        try:
            return self.at(index, cancelled=cancelled).convert()
        except FrameMissing as error:
            raise FrameMissing(
                f"Frame {index} (PTS {self.index.pts[index]}) of {self.index.path.name} cannot be decoded: {error}."
            ) from error

    def read_near(self, index: int, *, shown: int | None = None, cancelled: CancelCheck = never) -> Frame | None:
        """As ``near``, converted."""
        frame = self.near(index, shown=shown, cancelled=cancelled)
        return None if frame is None else frame.convert()

    def frames(self, start: int = 0, end: int | None = None) -> Iterator[Frame | MissingFrame]:
        """As ``decoded``, converted."""
        for frame in self.decoded(start, end):
            yield frame if isinstance(frame, MissingFrame) else frame.convert()

    def _check(self, index: int) -> None:
        if not 0 <= index < len(self.index):
            raise IndexError(f"There is no frame {index}: the clip has frames 0 to {len(self.index) - 1}.")
