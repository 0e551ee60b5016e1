"""Frames of a clip by index, exactly; forward, backward and at random: decoded in a process of their own.

Whatever a file does to its decoder, the program goes on: the process is begun again, decoding starts anew from a key
packet, and a packet at which it ends a second time is left out, its frame named as one that cannot be decoded.
"""

from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.errors import SourceError
from lle_studio.core.frame import FrameState, MissingFrame
from lle_studio.video.color import RgbConverter
from lle_studio.video.decoded import CACHE_BYTES, DecodedFrame, FrameSource
from lle_studio.video.decoder import UNDER_WAY, Deaths, Decoder, DecoderDied, give_back, take_decoder
from lle_studio.video.facts import ClipIndex
from lle_studio.video.index_message import index_message
from lle_studio.video.planes import unpack
from lle_studio.video.source import Cancelled as CancelCheck
from lle_studio.video.source import check_size, never
from lle_studio.video.wire import SLOTS, BrokenWire, Message


class ClipReader(FrameSource):
    """Reads frames of an indexed clip. One per thread.

    Args:
        index: of the clip.
        cache_bytes: memory for decoded pictures, so that stepping back decodes nothing again.
        sound: (N,) frames known to decode without damage, and with nothing damaged before them in their group: on the
            way to a frame, pictures among them that no other refers to need not be decoded. Readers of one clip may
            share it, also between threads; each notes there what it finds.
    """

    def __init__(
        self, index: ClipIndex, *, cache_bytes: int = CACHE_BYTES, sound: NDArray[np.bool_] | None = None
    ) -> None:
        self.index = index
        self._cache_bytes = cache_bytes
        self._sound = sound
        self._told_sound = np.zeros(0 if sound is None else len(sound), dtype=np.bool_)
        self._converter = RgbConverter(index.color)
        self._deaths = Deaths(index.path, index.fatal)
        self._decoder: Decoder | None = None
        self._turn = 0
        """Counts requests: a row of frames that another request came between begins again where it was."""

    @property
    def decoder_pid(self) -> int | None:
        """Of the process that decodes; None where there is none."""
        return None if self._decoder is None else self._decoder.pid

    def at(self, index: int, *, cancelled: CancelCheck = never) -> DecodedFrame:
        """Frame ``index``, as in ``FrameSource``."""
        self._check(index)
        frame = self._ask("at", {"index": index}, cancelled)
        assert frame is not None
        return frame

    def near(self, index: int, *, shown: int | None = None, cancelled: CancelCheck = never) -> DecodedFrame | None:
        """A frame near another, as in ``FrameSource``."""
        return self._ask("near", {"index": index, "shown": shown}, cancelled)

    def prefetch(self, index: int, *, cancelled: CancelCheck = never) -> None:
        """Decodes what a step will ask for, as in ``FrameSource``."""
        self._ask("prefetch", {"index": index}, cancelled)

    def decoded(self, start: int = 0, end: int | None = None) -> Iterator[DecodedFrame | MissingFrame]:
        """Frames in order, as in ``FrameSource``."""
        end = len(self.index) if end is None else end
        place = start
        while place < end:
            with self._surviving():
                for frame in self._row(place, end):
                    place = frame.index + 1
                    yield frame

    def states(self, start: int = 0) -> Iterator[FrameState]:
        """How decoding each frame goes, as in ``FrameSource``."""
        place = start
        while place < len(self.index):
            with self._surviving():
                for state in self._row_of_states(place):
                    place = state.index + 1
                    yield state

    def close(self) -> None:
        """Lets go of the file and the decoder process."""
        if self._decoder is None:
            return
        self._end_row(self._decoder)
        if self._decoder is None:
            return
        with suppress(DecoderDied, SourceError):
            self._decoder.ask(Message(kind="close"))
            self._decoder.hear()
        give_back(self._decoder)
        self._decoder = None

    def _ask(self, kind: str, values: dict[str, object], cancelled: CancelCheck) -> DecodedFrame | None:
        """Asks for a frame or a deed, of as many decoder processes as it takes."""
        while True:
            with self._surviving():
                reply = self._hear(self._begin(kind, values), cancelled)
                if (reply.kind == "picture") != (kind == "at") and kind != "near":
                    raise BrokenWire("another thing than was asked for")
                return self._frame(reply) if reply.kind == "picture" else None

    def _row(self, start: int, end: int) -> Generator[DecodedFrame | MissingFrame, None, None]:
        """Frames as one decoder process gives them, until another request comes between."""
        decoder, turn = self._begin("decode", {"start": start, "end": end}, row=True), self._turn
        try:
            for place in range(start, end):
                message = self._hear(decoder)
                if message.kind == "missing" and message.values.get("index") == place:
                    frame: DecodedFrame | MissingFrame = self._missing(place, str(message.values.get("reason")))
                else:
                    frame = self._frame(message)
                if frame.index != place:
                    raise BrokenWire("another frame than was asked for")
                decoder.tell(Message(kind="more"))
                yield frame
                if self._turn != turn:
                    return
            self._hear(decoder)
        finally:
            if self._turn == turn:
                self._end_row(decoder)

    def _row_of_states(self, start: int) -> Generator[FrameState, None, None]:
        """States as one decoder process gives them, until another request comes between."""
        decoder, turn, place = self._begin("states", {"start": start}, row=True), self._turn, start
        try:
            while decoder.busy:
                message = self._hear(decoder)
                if decoder.busy:
                    decoder.tell(Message(kind="more"))
                for told in message.values.get("states", ()):
                    yield self._state(place, told)
                    place += 1
                    if self._turn != turn:
                        return
            if place != len(self.index):
                raise BrokenWire("frames are left out")
        finally:
            if self._turn == turn:
                self._end_row(decoder)

    @contextmanager
    def _surviving(self) -> Iterator[None]:
        """Does away with a decoder process that dies meanwhile; what is inside is to be tried again then.

        Raises:
            SourceError: there is no going on.
        """
        try:
            yield
        except DecoderDied as death:
            self._drop()
            self._deaths.take(death)
        except BrokenWire as error:
            self._drop()
            raise SourceError(f"{self.index.path} cannot be read: its decoder contradicts itself ({error}).") from error

    def _begin(self, kind: str, values: dict[str, object], *, row: bool = False) -> Decoder:
        """Sends a request to a decoder process that has this clip open."""
        if self._decoder is not None:
            self._end_row(self._decoder)
        self._turn += 1
        if self._decoder is None:
            self._decoder = self._open()
        self._decoder.ask(Message(kind=kind, values=values, arrays=self._news()), row=row)
        return self._decoder

    def _open(self) -> Decoder:
        """Has a decoder process begin a reader."""
        decoder = take_decoder(self.index.path)
        values = {
            "cache_bytes": self._cache_bytes,
            "share_sound": self._sound is not None,
            "fatal": self._deaths.as_values(),
        }
        with ExitStack() as opening:
            opening.callback(give_back, decoder)  # unless it opens the clip
            decoder.ask(Message(kind="open", values=values))
            decoder.tell(index_message(self.index))
            decoder.hear()
            opening.pop_all()
        self._told_sound[:] = False
        return decoder

    def _end_row(self, decoder: Decoder) -> None:
        """Stops a row that is under way."""
        if not decoder.busy or not decoder.alive:
            return
        decoder.stop()
        with suppress(DecoderDied, SourceError):  # SourceError: what ended the row, of which nobody asks any more
            decoder.tell(Message(kind="stop"))
            for _ in range(UNDER_WAY):
                if decoder.busy:
                    decoder.hear()
        if decoder.busy or not decoder.alive:
            self._drop()

    def _drop(self) -> None:
        if self._decoder is not None:
            self._decoder.end()
            self._decoder = None

    def _news(self) -> dict[str, NDArray[np.int64]]:
        """Sound frames that the decoder process does not know of."""
        if self._sound is None:
            return {}
        new = np.flatnonzero(self._sound & ~self._told_sound)
        self._told_sound[new] = True
        return {"sound": new}

    def _hear(self, decoder: Decoder, cancelled: CancelCheck = never) -> Message:
        """The next reply; what it tells of sound frames is noted."""
        message = decoder.hear(look=cancelled)
        for name, sound in (("sound", True), ("doubtful", False)):
            frames = message.arrays.get(name)
            if frames is not None and len(frames) and self._sound is not None:
                if frames.dtype != np.int64 or frames.min() < 0 or frames.max() >= len(self._sound):
                    raise BrokenWire("frames that are not there")
                self._sound[frames] = self._told_sound[frames] = sound
        return message

    def _frame(self, message: Message) -> DecodedFrame:
        """The frame a reply tells of, its picture taken out of the shared memory."""
        facts, decoder = message.values, self._decoder
        try:
            index, slot, width, height = (_number(facts[name]) for name in ("index", "slot", "width", "height"))
        except KeyError as error:
            raise BrokenWire("a picture lacks facts") from error
        if decoder is None or not 0 <= index < len(self.index) or not 0 <= slot < SLOTS or min(width, height) < 1:
            raise BrokenWire("a picture that cannot be")
        check_size(self.index.path, width, height)
        picture = unpack(facts, decoder.shared.slot(slot))
        self._deaths.forget()
        return DecodedFrame(
            index=index,
            pts=int(self.index.pts[index]),
            picture_type=str(facts.get("picture_type"))[:2],
            corrupt=facts.get("corrupt") is not False,
            after_damage=facts.get("after_damage") is not False,
            picture=picture,
            clip=self.index,
            converter=self._converter,
        )

    def _missing(self, index: int, reason: str) -> MissingFrame:
        self._deaths.forget()
        return MissingFrame(index=index, pts=int(self.index.pts[index]), time_base=self.index.time_base, reason=reason)

    def _state(self, index: int, told: list[object]) -> FrameState:
        if index >= len(self.index) or not isinstance(told, list) or len(told) != 6:
            raise BrokenWire("states that cannot be")
        picture_type, corrupt, after_damage, missing, width, height = told
        self._deaths.forget()
        return FrameState(
            index=index,
            pts=int(self.index.pts[index]),
            picture_type=str(picture_type)[:2],
            corrupt=corrupt is not False,
            after_damage=after_damage is not False,
            missing=str(missing),
            width=_number(width),
            height=_number(height),
        )


def _number(value: object) -> int:
    if type(value) is not int:
        raise BrokenWire(f"{value!r} is no number")
    return value
