"""The second opinion: imageio-ffmpeg's bundled FFmpeg program, another build than the one PyAV carries.

It hands over its frames, and they are hashed here: FFmpeg's own SHA-256 takes six times as long, and gives the same.
"""

import hashlib
import io
import re
import subprocess
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from threading import Thread
from typing import IO

import imageio_ffmpeg

from lle_studio.core.errors import CheckFailed, SourceError
from lle_studio.video.confine import confined
from lle_studio.video.source import Cancelled, never, readable_formats

WATCH_SECONDS = 0.2
"""Between two questions whether the work is cancelled."""

CHUNK_BYTES = 2**20
"""Taken at once from the program's output."""

_STATISTICS = re.compile(r"(-?\d+) (\d+)\n")
"""What FFmpeg tells of a frame: PTS and bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HashedFrame:
    """A frame as a line of FFmpeg's ``framehash -hash sha256`` tells it."""

    pts: int
    """In units of the time base asked for."""
    sha256: str
    """Of the frame's bytes in the pixel format asked for, lower-case hex."""


def program_version() -> str:
    """Version of the bundled FFmpeg program.

    Raises:
        SourceError: there is none on this system.
    """
    try:
        return str(imageio_ffmpeg.get_ffmpeg_version())
    except (RuntimeError, OSError) as error:
        raise SourceError(
            "The FFmpeg program of the package imageio-ffmpeg is missing: install the package again."
        ) from error


def frame_hashes(path: Path, pixel_format: str, time_base: Fraction) -> Iterator[HashedFrame]:
    """Decodes the first video stream of a file with the FFmpeg program and hashes every frame.

    Args:
        path: the file.
        pixel_format: FFmpeg's name of the bytes hashed: ``rgb24``, or the coded format for coded planes.
        time_base: seconds per unit of the PTS given: the container's.

    Raises:
        CheckFailed: FFmpeg ended with an error.
    """
    reading = ("-noautorotate", "-i", f"file:{path.resolve()}")
    try:
        yield from _run(reading, f"[0:v:0]format={pixel_format}", time_base, path.parent, (path,))
    except _Failed as error:
        raise CheckFailed(f"FFmpeg cannot decode {path.name} to its end.") from error


def reproduced_frames(
    source: Path, graph: str, time_base: Fraction, folder: Path, *, cancelled: Cancelled = never
) -> Generator[HashedFrame, None, None]:
    """Decodes a file as ``reproduce.sh`` of an evidence package does, and hashes every frame that filters make of it.

    An error at the end is not told: which frames came, and which did not, says more.

    Args:
        source: the file.
        graph: FFmpeg's text of the filters.
        time_base: seconds per unit of the PTS given.
        folder: where files that the filters name lie.
        cancelled: asked often, even while no frame comes; True ends the frames.
    """
    reading = ("-noautorotate", "-threads", "1", "-flags", "+output_corrupt", "-i", f"file:{source.resolve()}")
    with suppress(_Failed):
        yield from _run(reading, f"[0:V:0]{graph}", time_base, folder, (source, folder), cancelled)


class _Failed(Exception):  # noqa: N818
    """FFmpeg ended with an error."""


def _run(
    reading: Sequence[str],
    graph: str,
    time_base: Fraction,
    folder: Path,
    readable: Sequence[Path],
    cancelled: Cancelled = never,
) -> Iterator[HashedFrame]:
    """Runs FFmpeg in a folder and hashes the frames it sends through its standard output.

    Of each, a line on the standard error tells PTS and size.

    Args:
        reading: the options that name the file and say how it is read.
        graph: what the frames go through, from the stream on.
        time_base: seconds per unit of the PTS.
        folder: where FFmpeg runs.
        readable: the files, and folders of files, it needs.
        cancelled: asked often; True ends the program.
    """
    program_version()
    one_file = ("-protocol_whitelist", "file,pipe", "-format_whitelist", readable_formats())
    program = imageio_ffmpeg.get_ffmpeg_exe()
    command = [
        *confined(readable), program, "-v", "quiet", "-nostdin", *one_file, "-copyts", *reading,
        "-filter_complex", f"{graph}[frames]", "-map", "[frames]", "-fps_mode", "passthrough", "-c:v", "rawvideo",
        "-enc_time_base", f"{time_base.numerator}/{time_base.denominator}",
        "-stats_enc_post", "pipe:2", "-stats_enc_post_fmt", "{pts} {size}", "-f", "rawvideo", "pipe:1",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0, cwd=folder)  # noqa: S603
    Thread(target=_watch, args=(process, cancelled), daemon=True).start()
    assert process.stdout is not None
    assert process.stderr is not None
    lines = io.TextIOWrapper(process.stderr, encoding="ascii", errors="replace")
    try:
        for line in lines:
            told = _STATISTICS.fullmatch(line)
            if told is None:  # words on the standard error that are not of a frame
                raise _Failed
            yield HashedFrame(pts=int(told[1]), sha256=_hash(process.stdout, int(told[2])))
        if process.wait() != 0:
            raise _Failed
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        lines.close()


def _hash(stream: IO[bytes], size: int) -> str:
    """SHA-256 of the next bytes of a stream.

    Raises:
        _Failed: it ends before.
    """
    digest = hashlib.sha256()
    while size:
        chunk = stream.read(min(size, CHUNK_BYTES))
        if not chunk:
            raise _Failed
        digest.update(chunk)
        size -= len(chunk)
    return digest.hexdigest()


def _watch(process: "subprocess.Popen[bytes]", cancelled: Cancelled) -> None:
    """Ends a program when the work is cancelled: the one who reads from it may be waiting for its first word."""
    while process.returncode is None:
        if cancelled():
            process.kill()
        with suppress(subprocess.TimeoutExpired):
            process.wait(WATCH_SECONDS)
