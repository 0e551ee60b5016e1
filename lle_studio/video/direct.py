"""Frames of a clip by index, exactly, forward, backward and at random: decoded in the process that asks.

A picture is recognised by what the index names it by, never by counting from a seek. Every frame comes out as a
decoding from the first packet on would give it: a run that starts at a later key packet is trusted as long as it is
clean, and where it meets damage only if a clean group of pictures came before.

FFmpeg flags the pictures it conceals errors in, but not those predicted from them. So every frame between damage and
the next clean entry point is marked ``after_damage`` here.
"""

from collections.abc import Iterator

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from lle_studio.core.errors import Cancelled, FrameMissing, PictureOrderError
from lle_studio.core.frame import FrameState, MissingFrame
from lle_studio.video.cache import MIN_CACHED, PictureCache
from lle_studio.video.color import RgbConverter
from lle_studio.video.decoded import CACHE_BYTES, DecodedFrame, FrameSource, picture_type_of
from lle_studio.video.facts import ClipIndex
from lle_studio.video.run import Run
from lle_studio.video.source import Cancelled as CancelCheck
from lle_studio.video.source import never
from lle_studio.video.watch import NO_WATCH, Watch

KEPT_BEFORE = 8
"""Pictures before a frame that are kept on the way to it: each costs as much time as half its decoding."""

STEP_BACK = 64
"""Frames: who goes back by no more will go back farther, and then all pictures are kept there is room for."""

AT_HAND = 12
"""Pictures that are decoded before anybody waits: a frame farther off is announced by another, or prefetched."""

FARTHEST_PREFETCH = 1000
"""Pictures decoded at most to have the frames before one at hand: more than a recorder's longest group of pictures."""


class DirectReader(FrameSource):
    """Reads frames of an indexed clip. One per thread.

    Two runs of the decoder are kept: the one that led to the frame read last, and one that decoded elsewhere.

    Args:
        index: of the clip.
        cache_bytes: as in ``reader.ClipReader``.
        sound: as there.
        watch: told how decoding goes.
    """

    def __init__(
        self,
        index: ClipIndex,
        *,
        cache_bytes: int = CACHE_BYTES,
        sound: NDArray[np.bool_] | None = None,
        watch: Watch = NO_WATCH,
    ) -> None:
        self.index = index
        self._converter = RgbConverter(index.color)
        self._cache = PictureCache(cache_bytes)
        self._missing: dict[int, str] = {}
        self._damage: set[int] = set()
        self._sound = np.zeros(len(index), dtype=np.bool_) if sound is None else sound
        self._watch = watch
        self._keys = np.flatnonzero(index.keyframe)
        self._runs: list[Run | None] = [None, None]
        """The first is at hand; a new one takes its place."""

    def at(self, index: int, *, cancelled: CancelCheck = never) -> DecodedFrame:
        """Frame ``index``, as in ``FrameSource``."""
        self._check(index)
        picture = self._picture(index, cancelled=cancelled)
        if picture is None:
            raise FrameMissing(self._missing[index])
        return self._decoded(index, picture)

    def near(self, index: int, *, shown: int | None = None, cancelled: CancelCheck = never) -> DecodedFrame | None:
        """A frame near another, as in ``FrameSource``."""
        if self._pictures_to(index) <= AT_HAND:
            return None
        entry = np.flatnonzero(self.index.packet == self._entry_packet(index))
        near = [*map(int, entry[:1]), self._cache.nearest(index)]
        nearest = min((i for i in near if i is not None), key=lambda i: abs(i - index), default=None)
        if nearest is None or (shown is not None and abs(shown - index) - abs(nearest - index) < AT_HAND):
            return None
        picture = self._picture(nearest, focus=index, cancelled=cancelled)
        return None if picture is None else self._decoded(nearest, picture)

    def prefetch(self, index: int, *, cancelled: CancelCheck = never) -> None:
        """Decodes what a step will ask for, as in ``FrameSource``."""
        for after in range(index + 1, min(index + 1 + self._cache.room_after, len(self.index))):
            self._picture(after, focus=index, cancelled=cancelled)
        first = max(0, index - self._cache.room_before)
        enough = (first + index) // 2  # with less, each step back would have a whole group decoded for one picture
        before = index
        self._runs.reverse()  # the run that leads on from the frame stays
        try:
            while before > enough:
                before -= 1
                is_entry = self._entry_packet(before) == self.index.packet[before]
                if is_entry or before in self._missing or self._is_settled(before):
                    continue
                if self._pictures_to(before) > FARTHEST_PREFETCH:
                    return
                self._picture(before, focus=index, keep_from=first, cancelled=cancelled)
        finally:
            self._runs.reverse()

    def decoded(self, start: int = 0, end: int | None = None) -> Iterator[DecodedFrame | MissingFrame]:
        """Frames in order, as in ``FrameSource``."""
        for index in range(start, len(self.index) if end is None else end):
            picture = self._picture(index)
            if picture is None:
                pts = int(self.index.pts[index])
                yield MissingFrame(index=index, pts=pts, time_base=self.index.time_base, reason=self._missing[index])
            else:
                yield self._decoded(index, picture)

    def states(self, start: int = 0) -> Iterator[FrameState]:
        """How decoding each frame goes, as in ``FrameSource``."""
        for index in range(start, len(self.index)):
            picture = self._picture(index)
            yield FrameState(
                index=index,
                pts=int(self.index.pts[index]),
                picture_type=picture_type_of(picture),
                corrupt=picture is not None and picture.is_corrupt,
                after_damage=picture is not None and self._after_damage(index),
                missing=self._missing.get(index, ""),
                width=picture.width if picture is not None else 0,
                height=picture.height if picture is not None else 0,
            )

    def close(self) -> None:
        """Lets go of the file and the cache."""
        for run in self._runs:
            if run is not None:
                run.close()
        self._runs = [None, None]
        self._cache.clear()

    def _picture(
        self,
        index: int,
        *,
        focus: int | None = None,
        keep_from: int | None = None,
        cancelled: CancelCheck = never,
    ) -> VideoFrame | None:
        """The decoded picture of a frame, from as near as can be trusted; None (and noted) if it never comes out.

        Decoding goes on past the frame by the decoder's reordering depth: damage that was coded before the frame but
        is shown after it must be known. Pictures less far from the end of a run are unsettled.

        Args:
            index: of the frame.
            focus: the frame one looks at; this one where None.
            keep_from: the first frame of which the picture is kept on the way.
            cancelled: as in ``read``.
        """
        if index in self._missing:
            return None
        if keep_from is None:
            stepping_back = 0 < self._cache.focus - index <= STEP_BACK
            keep_from = max(0, index - (self._cache.room_before if stepping_back else KEPT_BEFORE))
        self._cache.focus = index if focus is None else focus
        if self._is_settled(index):
            return self._cache.get(index)
        run = self._take_up_run(index, keep_from)
        while True:
            picture = self._run_past(run, index, keep_from, cancelled)
            if run.trusted():
                break
            run = self._start_run(run.start if run.passed_over else self._earlier_packet(run.start))
        self._settle(run)
        for left_out in (*run.left_out, *([index] if picture is None else [])):
            if left_out not in self._cache:
                packet = int(self.index.packet[left_out])
                self._missing[left_out] = run.errors.get(packet, "the decoder gives no picture for it")
        run.left_out.clear()
        return picture

    def _run_past(self, run: Run, index: int, keep_from: int, cancelled: CancelCheck) -> VideoFrame | None:
        """Lets a run go on until the frame is settled; gives its picture if it came."""
        picture = self._cache.get(index) if index in run.unsettled else None
        while run.last < index + run.reorder_depth:
            stopped = cancelled()
            if (taken := run.advance()) is None:
                break
            if taken[0] < run.last:
                raise PictureOrderError(
                    f"The pictures of {self.index.path.name} come out in another order than their timestamps."
                )
            if taken[0] == index:
                picture = taken[1]
            self._keep(run, *taken, passing=taken[0] < keep_from and taken[0] != run.entry and not stopped)
            if stopped:
                raise Cancelled("Another frame was asked for.")
        return picture

    def _keep(self, run: Run, index: int, picture: VideoFrame, *, passing: bool) -> None:
        """Takes note of a picture that came out, and keeps it unless it is only passed on the way."""
        if self._is_settled(index):
            return
        for other in self._runs:
            if other is not None:
                other.unsettled.discard(index)
        run.unsettled.add(index)
        self._cache.least = MIN_CACHED + 2 * run.reorder_depth  # those ahead are as far as those before it
        if not passing:
            self._cache.keep(index, picture)

    def _is_settled(self, index: int) -> bool:
        """Whether the picture of a frame is kept, and no run may still tell something of it."""
        return index in self._cache and not any(run is not None and index in run.unsettled for run in self._runs)

    def _settle(self, run: Run) -> None:
        """Takes note of what a trusted run has told."""
        left = set() if run.ended else {i for i in run.unsettled if i > run.last - run.reorder_depth}
        self._damage |= run.damage
        for index in run.unsettled - left:
            self._sound[index] = int(self.index.packet[index]) not in self._damage and not self._after_damage(index)
        run.unsettled = left

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

    def _pictures_to(self, index: int) -> int:
        """How many pictures must be decoded to have a frame, about."""
        if self._is_settled(index):
            return 0
        packet = int(self.index.packet[index])
        run = self._run_to(index)
        return packet + 1 - (self._entry_packet(index) if run is None else min(run.next_packet, packet))

    def _run_to(self, index: int) -> Run | None:
        """The run under way that reaches the frame no later than a new one would."""
        for run in self._runs:
            if run is not None and ((index in run.unsettled and index in self._cache) or self._continues(run, index)):
                return run
        return None

    def _continues(self, run: Run, index: int) -> bool:
        if run.last >= index or int(self.index.packet[index]) in run.passed_over:
            return False
        return self._entry_packet(index) <= int(self.index.packet[max(run.last, 0)]) or run.last + 1 == index

    def _take_up_run(self, index: int, keep_from: int) -> Run:
        """Takes the run that leads to a frame to hand, or starts it; what need not be decoded is passed over."""
        run = self._run_to(index)
        if run is None:
            run = self._start_run(self._entry_packet(index))
        elif run is not self._runs[0]:
            self._runs.reverse()
        run.pass_over(self._sound_until(run.next_packet, keep_from))
        return run

    def _sound_until(self, packet: int, keep_from: int) -> int:
        """Ordinal up to which (exclusive) packets hold sound frames before ``keep_from`` only.

        Where pictures that nothing refers to are not decoded, the others come out the same, sample by sample, in
        progressive H.264, where each picture is one packet. In other codings that is not known here.
        """
        index = self.index
        if index.codec != "h264" or index.identity != "pts" or index.field_order != "progressive":
            return 0
        if index.packet[keep_from] <= packet:
            return 0
        end = int(index.packet[keep_from:].min())
        known = np.zeros(len(index.packets), dtype=np.bool_)
        known[index.packet[self._sound]] = True
        doubtful = np.flatnonzero(~known[packet:end])
        return packet + int(doubtful[0]) if len(doubtful) else end

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

    def _start_run(self, packet: int) -> Run:
        """Starts a run in place of the one at hand."""
        old = self._runs[0]
        if old is not None:
            old.close()
            for index in old.unsettled:  # what the old run would still have told about them is lost
                self._cache.forget(index)
        run = self._runs[0] = Run(self.index, packet, self._watch)
        return run

    def _decoded(self, index: int, picture: VideoFrame) -> DecodedFrame:
        return DecodedFrame(
            index=index,
            pts=int(self.index.pts[index]),
            picture_type=picture_type_of(picture),
            corrupt=picture.is_corrupt,
            after_damage=self._after_damage(index),
            picture=picture,
            clip=self.index,
            converter=self._converter,
        )
