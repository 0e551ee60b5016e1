"""The second opinion: imageio-ffmpeg's bundled FFmpeg program, another build than the one PyAV carries."""

import subprocess
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from threading import Thread

import imageio_ffmpeg

from lle_studio.core.errors import CheckFailed, SourceError
from lle_studio.video.source import Cancelled, never

WATCH_SECONDS = 0.2
"""Between two questions whether the work is cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HashedFrame:
    """One line of FFmpeg's framehash."""

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
    program_version()
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-noautorotate", "-protocol_whitelist", "file,pipe",
        "-i", f"file:{path.resolve()}", "-map", "0:v:0", "-copyts", "-fps_mode", "passthrough",
        "-pix_fmt", pixel_format, "-enc_time_base", f"{time_base.numerator}/{time_base.denominator}",
        "-f", "framehash", "-hash", "sha256", "-",
    ]  # fmt: skip
    try:
        yield from _run(command, path.parent)
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
    program_version()
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-noautorotate", "-copyts",
        "-threads", "1", "-flags", "+output_corrupt", "-protocol_whitelist", "file,pipe",
        "-i", f"file:{source.resolve()}", "-map", "0:V:0", "-fps_mode", "passthrough", "-vf", graph,
        "-enc_time_base", f"{time_base.numerator}/{time_base.denominator}", "-f", "framehash", "-hash", "sha256", "-",
    ]  # fmt: skip
    with suppress(_Failed):
        yield from _run(command, folder, cancelled)


class _Failed(Exception):  # noqa: N818
    """FFmpeg ended with an error."""


def _run(command: list[str], folder: Path, cancelled: Cancelled = never) -> Iterator[HashedFrame]:
    """Runs FFmpeg in a folder and reads what its framehash prints."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=folder)  # noqa: S603
    Thread(target=_watch, args=(process, cancelled), daemon=True).start()
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if not line.startswith("#"):
                fields = [part.strip() for part in line.split(",")]
                yield HashedFrame(pts=int(fields[2]), sha256=fields[5])
        if process.wait() != 0:
            raise _Failed
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _watch(process: "subprocess.Popen[str]", cancelled: Cancelled) -> None:
    """Ends a program when the work is cancelled: the one who reads from it may be waiting for its first word."""
    while process.returncode is None:
        if cancelled():
            process.kill()
        with suppress(subprocess.TimeoutExpired):
            process.wait(WATCH_SECONDS)
