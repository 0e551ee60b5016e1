"""The program's side of a decoder process: starting it, asking it, watching it, and doing without it when it dies.

Everything that reads an untrusted file runs in such a process (``decoder_main``), one for each file and reader. One
that has done its work waits a while for the next reader of the same file; it never serves another file.
"""

import atexit
import logging
import os
import queue
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from lle_studio.core.errors import Cancelled, FrameMissing, PictureOrderError, SourceError, StudioError, UsageError
from lle_studio.core.processes import python_command
from lle_studio.video.watch import NO_PACKET
from lle_studio.video.wire import MOST_PICTURE, SLOTS, BrokenWire, Message, SharedMemory

_log = logging.getLogger(__name__)

MEMORY = 2 * 2**30 + SLOTS * MOST_PICTURE
"""Bytes of address space a decoder process may take: for the pictures a codec refers to at 8K and those it keeps, and
for those that are handed over."""

LOOK_SECONDS = 0.004
"""Between two questions whether the work is cancelled."""

SILENT_SECONDS = 60
"""Without a sign of life after which a decoder process is given up: it computes for no more than a few, so it waits
for the disk. Time in which this process did not run itself does not count."""

SPOKEN: dict[str, type[StudioError]] = {
    kind.__name__: kind for kind in (Cancelled, FrameMissing, PictureOrderError, SourceError, UsageError)
}
"""What decoder processes say goes wrong."""

_SIGNALS = {int(number): number.name for number in signal.Signals}

UNDER_WAY = SLOTS + 2
"""Replies that can be on their way: the pictures in the slots, one more that is told of, and the end of the row."""

MOST_WAITING = 2
"""Processes that wait for another reader of their file."""

MOST_DEATHS = 5
"""Times in a row that decoders may end between packets: somebody may be ending programs one after the other."""

MOST_FATAL = 50
"""Packets of a file at which decoders may end."""


class DecoderDied(Exception):  # noqa: N818
    """The decoder process is gone, or was given up.

    Args:
        packet: ordinal of the packet it was decoding, or as ``watch`` names others.
        words: how it ended.
        repeats: it would end so again: it computed for too long.
        silent: it did not answer, and was ended.
    """

    def __init__(self, packet: int, words: str, *, repeats: bool, silent: bool) -> None:
        super().__init__(words)
        self.packet, self.words, self.repeats, self.silent = packet, words, repeats, silent


class Deaths:
    """What is made of the deaths of a file's decoders: a packet at which two die in a row is not decoded any more.

    One may have been ended from outside, so one death says nothing.

    Args:
        path: the file.
        fatal: packets known to be fatal, and how decoders end at them.
    """

    def __init__(self, path: Path, fatal: Mapping[int, str]) -> None:
        self.fatal = dict(fatal)
        self._path = path
        self._in_a_row: Counter[int] = Counter()

    def forget(self) -> None:
        """What was decoded went well: what comes is not in a row."""
        self._in_a_row.clear()

    def take(self, death: DecoderDied) -> None:
        """Notes a death.

        Raises:
            SourceError: there is no going on.
        """
        _log.warning("A decoder process ended at packet %d: %s", death.packet, death.words)
        if death.silent:
            raise SourceError(
                f"{self._path} does not answer: check the disk or the network share it lies on, or open a copy of it."
            ) from death
        self._in_a_row[death.packet] += 1
        if death.packet in self.fatal:  # it was not given to the decoder, so it says so without reason
            raise SourceError(f"{self._path} cannot be read: {death.words}.") from death
        if death.packet != NO_PACKET:
            if death.repeats or self._in_a_row[death.packet] > 1:
                self.fatal[death.packet] = death.words
        elif death.repeats or self._in_a_row[death.packet] >= MOST_DEATHS:
            raise SourceError(f"{self._path} cannot be read: {death.words}.") from death
        if len(self.fatal) > MOST_FATAL:
            raise SourceError(
                f"{self._path} cannot be read: {death.words}, and at {len(self.fatal) - 1} others."
            ) from death

    def as_values(self) -> list[list[object]]:
        """The fatal packets as JSON holds them."""
        return [[packet, words] for packet, words in self.fatal.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file, and what makes it the same under the same name: a decoder process can open no other."""

    path: Path
    device: int
    number: int

    @classmethod
    def of(cls, path: Path) -> "_File":
        try:
            stat = path.stat()
        except OSError as error:
            raise SourceError(f"{path} cannot be read ({error.strerror}): check the path and the disk.") from error
        return cls(path=path, device=stat.st_dev, number=stat.st_ino)


def _no_memory(error: OSError) -> SourceError:
    return SourceError(f"There is no memory for pictures to be decoded into ({error.strerror}): close other programs.")


def decoder_command() -> list[str]:
    """The command line of a decoder process."""
    return python_command("lle_studio.video.decoder_main")


class Decoder:
    """A decoder process; for one file once ``take_file`` was called. One request at a time, from one thread at a time.

    Raises:
        SourceError: the system starts no process.
    """

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.file: _File | None = None
        self.busy = False
        """Replies are still to come."""
        self._in_row = False
        self.confined: tuple[str, ...] = ()
        """What it gave up."""
        try:
            self.shared = SharedMemory()
        except OSError as error:
            raise _no_memory(error) from error
        self._heard: queue.Queue[Message | None] = queue.Queue(UNDER_WAY)
        try:
            self._process = subprocess.Popen(  # noqa: S603
                decoder_command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
                pass_fds=() if sys.platform == "win32" else (int(self.shared.handle),),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            self.shared.close()
            raise SourceError(
                f"No process can be started to decode in ({error.strerror}): close other programs."
            ) from error
        self._listener = Thread(target=self._listen, name="decoder", daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        """Of the process."""
        return int(self._process.pid)

    @property
    def alive(self) -> bool:
        """Whether it can be asked, by this process."""
        return self.owner == os.getpid() and self._process.poll() is None

    def take_file(self, file: _File) -> None:
        """Gives the process the one file it reads; it gives up the rest.

        Raises:
            DecoderDied: it is gone.
        """
        values = {"path": str(file.path), "memory": self.shared.handle, "most_memory": MEMORY}
        self.ask(Message(kind="file", values=values))
        self.file = file
        self.confined = tuple(map(str, self.hear().values["confined"]))

    def ask(self, request: Message, *, row: bool = False) -> None:
        """Sends a request. All its replies must be heard before the next one.

        Args:
            request: what is asked for.
            row: the replies are many, of which ``done`` is the last; otherwise there is one. An ``error`` ends either.

        Raises:
            DecoderDied: the process is gone.
        """
        assert not self.busy
        self.shared.numbers[SharedMemory.STOP] = 0
        self.shared.numbers[SharedMemory.PACKET] = NO_PACKET  # not the last one of what it did before
        self.busy, self._in_row = True, row
        self.tell(request)

    def tell(self, message: Message) -> None:
        """Sends what is no request of its own.

        Raises:
            DecoderDied: the process is gone.
        """
        assert self._process.stdin is not None
        try:
            message.send(self._process.stdin)
        except BrokenWire as error:
            raise self._death() from error

    def stop(self) -> None:
        """Asks the process to stop what it is doing; it still replies."""
        self.shared.numbers[SharedMemory.STOP] = 1

    def hear(self, *, look: Callable[[], bool] | None = None) -> Message:
        """The next reply.

        Args:
            look: called often while there is none; True has the process asked to stop.

        Raises:
            DecoderDied: the process is gone, or was given up.
            StudioError: what it says went wrong.
        """
        quiet, beat = 0.0, -1
        while True:
            began = time.monotonic()
            try:
                message = self._heard.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                now = int(self.shared.numbers[SharedMemory.BEAT])
                quiet, beat = (quiet + min(time.monotonic() - began, 0.1), beat) if now == beat else (0, now)
                if quiet > SILENT_SECONDS:
                    raise self._death(silent=True) from None
                if look is not None and look():
                    self.stop()
                continue
            if message is None:
                raise self._death()
            if message.kind == "room":
                self._make_room(message)
                continue
            self.busy = self._in_row and message.kind not in ("done", "error")
            if message.kind == "error":
                raise self._error(message)
            return message

    def end(self) -> None:
        """Ends the process and waits for it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(OSError):
            self._process.stdin.close()  # at which it ends, too, where it may not be killed
        if self.owner == os.getpid():
            with suppress(OSError):
                self._process.kill()
            self._process.wait()
            while self._listener.is_alive():
                with suppress(queue.Empty):
                    self._heard.get_nowait()  # it may wait for room
                self._listener.join(LOOK_SECONDS)
        self._process.stdout.close()
        self.shared.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        try:
            while True:
                self._heard.put(Message.receive(self._process.stdout))
        except BrokenWire:
            self._heard.put(None)

    def _error(self, message: Message) -> Exception:
        """What a reply says went wrong."""
        name, words = str(message.values.get("name")), str(message.values.get("words"))
        if name == "MemoryError":
            return MemoryError()
        if name in SPOKEN:
            return SPOKEN[name](words)
        _log.error("The decoder process met an unforeseen error:\n%s", words)
        path = self.file.path if self.file else "The file"
        last = words.strip().rpartition("\n")[2]
        return SourceError(f"{path} cannot be read: a fault of the program stopped its decoder ({last}).")

    def _make_room(self, asked: Message) -> None:
        size = asked.values.get("bytes")
        if type(size) is not int or not self.shared.slot_bytes < size <= MOST_PICTURE:
            raise self._death()
        try:
            self.shared.make_room(size, owner=True)
        except OSError as error:
            self._process.kill()
            raise _no_memory(error) from error
        self.tell(Message(kind="room"))

    def _death(self, *, silent: bool = False) -> DecoderDied:
        """How the process ended; it is ended if it has not."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1 if not silent else 0)
        code = self._process.poll()
        self._process.kill()
        self._process.wait()
        computed = hasattr(signal, "SIGPROF") and code == -signal.SIGPROF
        if computed:
            words = "it takes the decoder more than a few seconds of computing"
        elif code is not None and code < 0:
            words = f"the decoder crashes at it ({_SIGNALS.get(-code, f'signal {-code}')})"
        else:
            words = "the decoder fails at it"
        packet = int(self.shared.numbers[SharedMemory.PACKET])
        return DecoderDied(packet=packet, words=words, repeats=computed, silent=silent)


class _Waiting:
    """Decoder processes that nobody uses now: a fresh one, and some that have read a file and may read it again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._fresh: Decoder | None = None
        self._used: list[Decoder] = []

    def prepare(self) -> None:
        """Starts a process, so that the next file need not wait for it."""
        with self._lock:
            if self._fresh is None or not self._fresh.alive:
                with suppress(SourceError):
                    self._fresh = Decoder()

    def take(self, path: Path) -> Decoder:
        """A process that reads a file.

        Raises:
            DecoderDied: it is gone already.
            SourceError: the system starts none.
        """
        file = _File.of(path)
        with self._lock:
            for decoder in self._used:
                if decoder.file == file and decoder.alive:
                    self._used.remove(decoder)
                    return decoder
            fresh, self._fresh = self._fresh, None
        decoder = fresh if fresh is not None and fresh.alive else Decoder()
        try:
            decoder.take_file(file)
        except DecoderDied:
            decoder.end()
            raise
        return decoder

    def give_back(self, decoder: Decoder) -> None:
        """Keeps a process for the next reader of its file; ends it if it is not at rest."""
        ended = [decoder]
        if decoder.alive and not decoder.busy:
            with self._lock:
                self._used.append(decoder)
                ended = self._used[:-MOST_WAITING]
                self._used = self._used[-MOST_WAITING:]
        for other in ended:
            other.end()

    def end(self) -> None:
        """Ends all."""
        with self._lock:
            waiting = [*self._used, *([self._fresh] if self._fresh else [])]
            self._used, self._fresh = [], None
        for decoder in waiting:
            decoder.end()


_WAITING = _Waiting()
prepare_decoder = _WAITING.prepare
take_decoder = _WAITING.take
give_back = _WAITING.give_back
end_decoders = _WAITING.end
atexit.register(end_decoders)
