"""A decoder process: reads one file that may be made to do harm, for the program that started it.

It is told the file first, gives up everything else (``confine``), and then answers one request after the other. It
ends when the program does.
"""

import os
import select
import signal
import sysconfig
import traceback
from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from threading import Thread
from typing import IO

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from lle_studio.core.errors import StudioError
from lle_studio.core.frame import MissingFrame
from lle_studio.video.audio_source import audio_batches, audio_headers
from lle_studio.video.confine import confine, leave_network, limit_computing
from lle_studio.video.decoded import DecodedFrame
from lle_studio.video.direct import DirectReader
from lle_studio.video.index_message import index_message, index_of
from lle_studio.video.indexing import index_clip
from lle_studio.video.planes import pack, packed_bytes
from lle_studio.video.still import decode_still
from lle_studio.video.watch import NO_PACKET, Watch
from lle_studio.video.wire import SLOTS, BrokenWire, Message, SharedMemory

PACKET_SECONDS = 5
"""Of computing that a packet may take: a picture of 8K takes less than one."""

OPENING_SECONDS = 8
"""Of computing until a file is open."""

_CODE = tuple({Path(av.__file__).parent, *(Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib"))})
"""Folders of programs, of which parts are loaded only when a file needs them."""

STATES_AT_ONCE = 256
"""Frames whose states are told in one message."""


class _Told(Watch):
    """Tells the program, by the memory they share, how decoding goes; and ends the process if it does not go on."""

    def __init__(self, shared: SharedMemory) -> None:
        self._numbers = shared.numbers

    def opens(self) -> None:
        """See ``Watch``."""
        self._numbers[SharedMemory.PACKET] = NO_PACKET
        self._numbers[SharedMemory.BEAT] += 1
        limit_computing(OPENING_SECONDS)

    def beat(self, packet: int = NO_PACKET) -> None:
        """See ``Watch``."""
        self._numbers[SharedMemory.PACKET] = packet
        self._numbers[SharedMemory.BEAT] += 1
        limit_computing(PACKET_SECONDS)

    def stopped(self) -> bool:
        """Whether the program wants no more of what is under way."""
        return bool(self._numbers[SharedMemory.STOP])

    def tell_share(self, share: float) -> None:
        """Tells how much of the work is done."""
        self._numbers[SharedMemory.SHARE] = round(1e6 * share)


class _Service:
    """Answers the requests about one file."""

    def __init__(self, requests: IO[bytes], replies: IO[bytes], left_network: bool) -> None:
        self._requests = requests
        self._replies = replies
        first = Message.receive(requests)
        self._path = Path(first.values["path"])
        self._shared = SharedMemory(first.values["memory"])
        self._watch = _Told(self._shared)
        self._room = SLOTS
        """What may be sent of a row before something of it is taken."""
        self._reader: DirectReader | None = None
        self._sound: NDArray[np.bool_] | None = None
        self._told_sound: NDArray[np.bool_] | None = None
        done = confine([self._path, *_CODE], first.values["most_memory"]) + ["network"] * left_network
        self._send(Message(kind="ready", values={"confined": done}))

    def serve(self) -> None:
        """Answers until the program is gone."""
        work = {
            "build": self._build,
            "open": self._open,
            "at": self._at,
            "near": self._near,
            "prefetch": self._prefetch,
            "decode": self._decode,
            "states": self._states,
            "close": self._close,
            "audio headers": self._audio_headers,
            "audio packets": self._audio_packets,
            "still": self._still,
        }
        while True:
            request = Message.receive(self._requests)
            if request.kind in ("more", "stop"):  # for a row that has ended
                continue
            self._hear_sound(request)
            try:
                work[request.kind](request)
            except BrokenWire:
                raise
            except StudioError as error:
                self._fail(type(error).__name__, str(error))
            except MemoryError:
                self._fail("MemoryError", "")
            except Exception:
                self._fail("Exception", traceback.format_exc())
            limit_computing(0)

    def _send(self, message: Message) -> None:
        limit_computing(PACKET_SECONDS)
        message.send(self._replies)

    def _fail(self, name: str, words: str) -> None:
        self._send(Message(kind="error", values={"name": name, "words": words}))

    def _build(self, request: Message) -> None:
        self._watch.fatal = _fatal(request)
        index = index_clip(
            self._path,
            matrix=request.values["matrix"],
            color_range=request.values["color_range"],
            thorough=request.values["thorough"],
            progress=self._watch.tell_share,
            cancelled=self._watch.stopped,
            watch=self._watch,
        )
        self._send(index_message(index))

    def _open(self, request: Message) -> None:
        """Begins a reader; an index follows."""
        index = index_of(Message.receive(self._requests), self._path)
        self._watch.fatal = _fatal(request)
        self._sound = self._told_sound = None
        if request.values["share_sound"]:
            self._sound = np.zeros(len(index), dtype=np.bool_)
            self._told_sound = self._sound.copy()
        self._reader = DirectReader(
            index, cache_bytes=request.values["cache_bytes"], sound=self._sound, watch=self._watch
        )
        self._send(Message(kind="done"))

    def _hear_sound(self, request: Message) -> None:
        """Takes over what other readers of the clip have found out."""
        if self._sound is not None and self._told_sound is not None and "sound" in request.arrays:
            self._sound[request.arrays["sound"]] = True
            self._told_sound[request.arrays["sound"]] = True

    def _new_sound(self) -> dict[str, NDArray[np.int64]]:
        """What this one has found out since it was last told."""
        if self._sound is None or self._told_sound is None:
            return {}
        changed = np.flatnonzero(self._sound != self._told_sound)
        self._told_sound[changed] = self._sound[changed]
        return {"sound": changed[self._sound[changed]], "doubtful": changed[~self._sound[changed]]}

    @property
    def _open_reader(self) -> DirectReader:
        if self._reader is None:
            raise BrokenWire("no reader was opened")
        return self._reader

    def _at(self, request: Message) -> None:
        frame = self._open_reader.at(request.values["index"], cancelled=self._watch.stopped)
        self._send_picture(frame, 0)

    def _near(self, request: Message) -> None:
        shown = request.values["shown"]
        frame = self._open_reader.near(request.values["index"], shown=shown, cancelled=self._watch.stopped)
        if frame is None:
            self._send(Message(kind="nothing", arrays=self._new_sound()))
        else:
            self._send_picture(frame, 0)

    def _prefetch(self, request: Message) -> None:
        self._open_reader.prefetch(request.values["index"], cancelled=self._watch.stopped)
        self._send(Message(kind="done", arrays=self._new_sound()))

    def _decode(self, request: Message) -> None:
        """Sends a row of frames, no more ahead than there are slots: for each taken, the program says ``more``."""
        self._room, sent = SLOTS, 0
        for frame in self._open_reader.decoded(request.values["start"], request.values["end"]):
            if not self._has_room() or self._watch.stopped():
                break
            if isinstance(frame, MissingFrame):
                self._send(Message(kind="missing", values={"index": frame.index, "reason": frame.reason}))
            else:
                self._send_picture(frame, sent % SLOTS)
            self._room, sent = self._room - 1, sent + 1
        self._send(Message(kind="done", arrays=self._new_sound()))

    def _states(self, request: Message) -> None:
        """Sends how the decoding of every frame from one on goes, many at once; the last ones with ``done``."""
        self._room = SLOTS
        told: list[list[object]] = []
        for state in self._open_reader.states(request.values["start"]):
            told.append(
                [state.picture_type, state.corrupt, state.after_damage, state.missing, state.width, state.height]
            )
            if len(told) == STATES_AT_ONCE:
                if not self._has_room() or self._watch.stopped():
                    break
                self._send(Message(kind="states", values={"states": told}))
                self._room, told = self._room - 1, []
        self._send(Message(kind="done", values={"states": told}, arrays=self._new_sound()))

    def _audio_headers(self, request: Message) -> None:
        self._send(audio_headers(self._path, request.values["streams"], self._watch))

    def _audio_packets(self, request: Message) -> None:
        """Sends packets, many at once, no more ahead than the program takes."""
        start, end = (None if time is None else Fraction(*time) for time in request.values["span"])
        self._room = SLOTS
        for batch in audio_batches(self._path, request.values["streams"], start, end, self._watch):
            if not self._has_room() or self._watch.stopped():
                break
            self._send(batch)
            self._room -= 1
        self._send(Message(kind="done"))

    def _still(self, request: Message) -> None:
        """Decodes a picture file that is sent along."""
        self._watch.beat()
        try:
            picture = decode_still(request.arrays["data"].tobytes(), request.values["codec"])
        except ValueError as error:
            self._send(Message(kind="refused", values={"words": str(error)}))
            return
        self._send_samples(picture, 0, {})

    def _has_room(self) -> bool:
        """Waits, where there is no more room, until something is taken; False where nobody takes it."""
        if self._room == 0:
            limit_computing(0)
            self._room += Message.receive(self._requests).kind == "more"
        return self._room > 0

    def _close(self, request: Message) -> None:
        if self._reader is not None:
            self._reader.close()
        self._reader = None
        self._send(Message(kind="done"))

    def _send_picture(self, frame: DecodedFrame, slot: int) -> None:
        facts = {"index": frame.index, "picture_type": frame.picture_type}
        self._send_samples(frame.picture, slot, {**facts, "corrupt": frame.corrupt, "after_damage": frame.after_damage})

    def _send_samples(self, picture: VideoFrame, slot: int, facts: dict[str, object]) -> None:
        """Puts a picture into a slot and tells of it, once there is room for it."""
        needed = packed_bytes(picture)
        if needed > self._shared.slot_bytes:
            self._send(Message(kind="room", values={"bytes": needed}))
            limit_computing(0)
            while (answer := Message.receive(self._requests)).kind != "room":
                self._room += answer.kind == "more"  # sent before
            self._shared.make_room(needed, owner=False)
        values = {**facts, **pack(picture, self._shared.slot(slot)), "slot": slot}
        self._send(Message(kind="picture", values=values, arrays=self._new_sound()))


def _fatal(request: Message) -> dict[int, str]:
    return {int(packet): str(words) for packet, words in request.values["fatal"]}


def _end_with_program(requests: int) -> None:
    """Waits until the program has let go of its end, and ends this process, whatever it is doing."""
    poll = select.poll()
    poll.register(requests, 0)  # POLLHUP alone
    poll.poll()
    os._exit(1)


def main(_arguments: Sequence[str] = ()) -> None:
    """Serves on the standard input and output; what else would be printed goes nowhere."""
    left_network = leave_network()  # while there is one thread
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program
    requests, replies = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    if hasattr(select, "poll"):
        Thread(target=_end_with_program, args=(requests,), daemon=True).start()
    with suppress(BrokenWire), os.fdopen(requests, "rb") as asked, os.fdopen(replies, "wb") as answers:
        _Service(asked, answers, left_network).serve()
    os._exit(0)
