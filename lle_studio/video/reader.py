"""Frames of a clip by index, exactly; forward, backward and at random.

A picture is recognised by what the index names it by, never by counting from a seek. Every frame comes out as a
decoding from the first packet on would give it: a run that starts at a later key packet is trusted as long as it is
clean, and where it meets damage only if a clean group of pictures came before.

FFmpeg flags the pictures it conceals errors in, but not those predicted from them. So every frame between damage and
the next clean entry point is marked ``after_damage`` here.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from av.video.frame import VideoFrame

from lle_studio.core.errors import SourceError
from lle_studio.core.frame import Frame, FrameState, MissingFrame
from lle_studio.video.color import RgbConverter, coded_planes
from lle_studio.video.facts import ClipIndex
from lle_studio.video.run import Run

CACHE_BYTES = 512 * 2**20
"""Decoded pictures kept, as coded: 165 frames of 1080p."""

MIN_CACHED = 18
"""Decoded pictures kept whatever their size: more than the deepest reordering."""

_PICTURE_TYPES = {1: "I", 2: "P", 3: "B", 4: "S", 5: "SI", 6: "SP", 7: "BI"}
"""FFmpeg's AVPictureType."""


class FrameMissing(SourceError):  # noqa: N818
    """The frame is in the index but cannot be decoded."""


class PictureOrderError(SourceError):
    """Pictures come out in another order than their timestamps say; a thorough index is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedFrame:
    """A decoded frame that is not converted to R, G, B yet: that may be done in any thread."""

    index: int
    """0-based, in PTS order."""
    pts: int
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
            picture_type=_picture_type(self.picture),
            corrupt=self.picture.is_corrupt,
            after_damage=self.after_damage,
            pixel_format=self.picture.format.name,
            rgb=self.converter.convert(self.picture),
            coded=coded_planes(self.picture),
        )


class ClipReader:
    """Reads frames of an indexed clip. One per thread.

    Args:
        index: of the clip.
        cache_bytes: memory for decoded pictures, so that stepping back decodes nothing again.
    """

    def __init__(self, index: ClipIndex, *, cache_bytes: int = CACHE_BYTES) -> None:
        self.index = index
        self._converter = RgbConverter(index.color)
        self._cache: OrderedDict[int, VideoFrame] = OrderedDict()
        self._cached_bytes = 0
        self._cache_bytes = cache_bytes
        self._missing: dict[int, str] = {}
        self._damage: set[int] = set()
        self._unsettled: set[int] = set()
        self._keys = np.flatnonzero(index.keyframe)
        self._run: Run | None = None

    def __enter__(self) -> "ClipReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, index: int) -> Frame:
        """Frame ``index``.

        Raises:
            IndexError: there is no such index.
            FrameMissing: it cannot be decoded.
        """
        if not 0 <= index < len(self.index):
            raise IndexError(f"There is no frame {index}: the clip has frames 0 to {len(self.index) - 1}.")
        picture = self._picture(index)
        if picture is None:
            raise FrameMissing(
                f"Frame {index} (PTS {self.index.pts[index]}) of {self.index.path.name} cannot be decoded: "
                f"{self._missing[index]}."
            )
        return self._decoded(index, picture).convert()

    def frames(self, start: int = 0, end: int | None = None) -> Iterator[Frame | MissingFrame]:
        """Frames ``start`` to ``end`` (exclusive) in order, each once; those that cannot be decoded by name.

        Raises:
            PictureOrderError: a frame came out after one with a later PTS, so that order cannot be kept.
        """
        for frame in self.decoded(start, end):
            yield frame if isinstance(frame, MissingFrame) else frame.convert()

    def decoded(self, start: int = 0, end: int | None = None) -> Iterator[DecodedFrame | MissingFrame]:
        """As ``frames``, but for the conversion, which is left to whoever takes the frames.

        Raises:
            PictureOrderError: as in ``frames``.
        """
        for index in range(start, len(self.index) if end is None else end):
            picture = self._picture(index)
            if picture is None:
                pts = int(self.index.pts[index])
                yield MissingFrame(index=index, pts=pts, time_base=self.index.time_base, reason=self._missing[index])
            else:
                yield self._decoded(index, picture)

    def states(self) -> Iterator[FrameState]:
        """How decoding each frame of the clip goes, in order, without converting a picture.

        Raises:
            PictureOrderError: as in ``frames``.
        """
        for index in range(len(self.index)):
            picture = self._picture(index)
            yield FrameState(
                index=index,
                pts=int(self.index.pts[index]),
                picture_type=_picture_type(picture),
                corrupt=picture is not None and picture.is_corrupt,
                after_damage=picture is not None and self._after_damage(index),
                missing=self._missing.get(index, ""),
                width=picture.width if picture is not None else 0,
                height=picture.height if picture is not None else 0,
            )

    def close(self) -> None:
        """Lets go of the file and the cache."""
        if self._run is not None:
            self._run.close()
            self._run = None
        self._cache.clear()
        self._cached_bytes = 0

    def _picture(self, index: int) -> VideoFrame | None:
        """The decoded picture of a frame, from as near as can be trusted; None (and noted) if it never comes out.

        Decoding goes on past the frame by the decoder's reordering depth: damage that was coded before the frame but
        is shown after it must be known. Pictures less far from the end of the run are unsettled.
        """
        if index in self._missing:
            return None
        picture = self._cache.get(index)
        if picture is not None:
            self._cache.move_to_end(index)
            if index not in self._unsettled:
                return picture
        elif self._run is None or not self._continues_to(index):
            self._start_run(self._entry_packet(index))
        while True:
            assert self._run is not None
            picture = self._run_past(self._run, index, picture)
            if self._run.trusted():
                break
            self._start_run(self._earlier_packet(self._run.start))
            picture = None
        run = self._run
        self._unsettled = set() if run.ended else {i for i in self._unsettled if i > run.last - run.reorder_depth}
        self._damage |= run.damage
        if picture is None:
            packet = int(self.index.packet[index])
            self._missing[index] = run.errors.get(packet, "the decoder gives no picture for it")
        return picture

    def _run_past(self, run: Run, index: int, picture: VideoFrame | None) -> VideoFrame | None:
        """Lets a run go on until the frame is settled; gives its picture if it came."""
        while run.last < index + run.reorder_depth and (taken := run.advance()) is not None:
            if taken[0] < run.last:
                raise PictureOrderError(
                    f"The pictures of {self.index.path.name} come out in another order than their timestamps."
                )
            self._keep(*taken)
            self._unsettled.add(taken[0])
            if taken[0] == index:
                picture = taken[1]
        return picture

    def _after_damage(self, index: int) -> bool:
        """Whether damage lies between the frame and its entry point, in the file's order.

        Pictures coded after the entry point but shown before it belong to the group before: nothing depends on them.
        """
        if not self._damage:
            return False
        packets = self.index.packet
        entry, packet = self._entry_packet(index), int(packets[index])
        for damaged in self._damage:
            if entry <= damaged < packet:
                shown = np.flatnonzero(packets == damaged)
                if not entry or not len(shown) or shown[0] >= np.flatnonzero(packets == entry)[0]:
                    return True
        return False

    def _continues_to(self, index: int) -> bool:
        """Whether the run under way reaches the frame no later than a new one would."""
        assert self._run is not None
        if self._run.last >= index:
            return False
        return (
            self._entry_packet(index) <= int(self.index.packet[max(self._run.last, 0)]) or self._run.last + 1 == index
        )

    def _entry_packet(self, index: int) -> int:
        """Ordinal of the last key packet from which the frame can be decoded: before it in the file and in time."""
        if self.index.identity == "order":
            return 0
        packet = self.index.packet
        for place in range(int(np.searchsorted(self._keys, index, side="right")) - 1, -1, -1):
            if packet[self._keys[place]] <= packet[index]:
                return int(packet[self._keys[place]])
        return 0

    def _earlier_packet(self, start: int) -> int:
        """Ordinal of a key packet before ``start``, some way back; 0 is the beginning."""
        keys = np.flatnonzero(self.index.packets.keyframe[:start])
        return int(keys[-2]) if len(keys) > 2 else 0

    def _start_run(self, packet: int) -> None:
        if self._run is not None:
            self._run.close()
        for index in self._unsettled:  # what the old run would still have told about them is lost
            self._forget(index)
        self._unsettled = set()
        self._run = Run(self.index, packet)

    def _keep(self, index: int, picture: VideoFrame) -> None:
        """Puts a picture into the cache and drops the longest unused ones beyond the budget."""
        self._forget(index)
        self._cache[index] = picture
        self._cached_bytes += _bytes_of(picture)
        while self._cached_bytes > self._cache_bytes and len(self._cache) > MIN_CACHED:
            self._forget(next(iter(self._cache)))

    def _forget(self, index: int) -> None:
        picture = self._cache.pop(index, None)
        if picture is not None:
            self._cached_bytes -= _bytes_of(picture)

    def _decoded(self, index: int, picture: VideoFrame) -> DecodedFrame:
        return DecodedFrame(
            index=index,
            pts=int(self.index.pts[index]),
            after_damage=self._after_damage(index),
            picture=picture,
            clip=self.index,
            converter=self._converter,
        )


def _picture_type(picture: VideoFrame | None) -> str:
    return "?" if picture is None else _PICTURE_TYPES.get(int(picture.pict_type), "?")


def _bytes_of(picture: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in picture.planes)
