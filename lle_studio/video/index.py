"""The index of a clip: every frame by number and PTS, and the facts of the file.

Made once, before anything is shown, by a decoder process.
"""

import dataclasses
import hashlib
from pathlib import Path

from lle_studio.core.errors import Cancelled, SourceError
from lle_studio.video.decoder import Deaths, DecoderDied, give_back, take_decoder
from lle_studio.video.facts import AudioStream, ClipIndex, Problem
from lle_studio.video.index_message import index_of
from lle_studio.video.source import Cancelled as CancelCheck
from lle_studio.video.source import Progress, check_file, never, no_progress
from lle_studio.video.watch import DRAINING
from lle_studio.video.wire import BrokenWire, Message, SharedMemory

__all__ = ["AudioStream", "ClipIndex", "Problem", "build_index", "hash_file"]


def hash_file(path: Path, *, progress: Progress = no_progress, cancelled: CancelCheck = never) -> str:
    """SHA-256 of a file, lower-case hex.

    Raises:
        SourceError: it cannot be read.
        Cancelled: ``cancelled`` said so.
    """
    digest = hashlib.sha256()
    try:
        size = max(1, path.stat().st_size)
        with path.open("rb") as stream:
            while block := stream.read(2**22):
                digest.update(block)
                progress(min(1.0, stream.tell() / size))
                if cancelled():
                    raise Cancelled("Hashing was cancelled.")
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}): check the disk and the permissions.") from error
    return digest.hexdigest()


def build_index(
    path: Path,
    *,
    matrix: str | None = None,
    color_range: str | None = None,
    thorough: bool = False,
    hashing: bool = True,
    progress: Progress = no_progress,
    cancelled: CancelCheck = never,
) -> ClipIndex:
    """Hashes a file and indexes its first video stream.

    Every packet is read once; the first hundred are decoded to check that their timestamps name the pictures. Where
    they do not, all are decoded and the pictures named in the decoder's order.

    Args:
        path: the clip.
        matrix: colour matrix to use instead of the tag (``MATRICES``).
        color_range: ``limited`` or ``full`` instead of the tag.
        thorough: decode every packet whatever the head says.
        hashing: hash the file first; without it ``sha256`` is empty, and whoever needs it calls ``hash_file``.
        progress: told the share done.
        cancelled: asked often; True stops with ``Cancelled``.

    Raises:
        SourceError: the file cannot be read, or holds no picture that can be decoded.
        UsageError: an unknown matrix or range.
        Cancelled: the work was stopped.
    """
    check_file(path)
    path = path.resolve()
    sha256, done = "", 0.0
    if hashing:
        sha256, done = hash_file(path, progress=lambda share: progress(share / 2), cancelled=cancelled), 0.5
    deaths = Deaths(path, {})
    choices = {"matrix": matrix, "color_range": color_range, "thorough": thorough}
    while True:
        request = Message(kind="build", values={**choices, "fatal": deaths.as_values()})
        try:
            index = _ask(path, request, lambda share: progress(done + share * (1 - done)), cancelled)
            break
        except DecoderDied as death:
            deaths.take(death)
    progress(1.0)
    return dataclasses.replace(
        index,
        sha256=sha256,
        size=path.stat().st_size,
        fatal=deaths.fatal,
        problems=(*_crashes(deaths), *index.problems),
    )


def _ask(path: Path, request: Message, progress: Progress, cancelled: CancelCheck) -> ClipIndex:
    """Has a decoder process make an index."""
    decoder = take_decoder(path)

    def look() -> bool:
        progress(min(1.0, max(0.0, float(decoder.shared.numbers[SharedMemory.SHARE]) / 1e6)))
        return cancelled()

    try:
        decoder.ask(request)
        return index_of(decoder.hear(look=look), path)
    except BrokenWire as error:
        raise SourceError(f"{path} cannot be read: its decoder contradicts itself ({error}).") from error
    finally:
        give_back(decoder)


def _crashes(deaths: Deaths) -> list[Problem]:
    """Names the packets at which the decoder ended."""
    return [
        Problem(
            kind="decoder-crash",
            message=f"{'What the decoder gives at the end' if packet == DRAINING else f'Packet {packet}'} "
            f"is left out: {words}.",
        )
        for packet, words in deaths.fatal.items()
    ]
