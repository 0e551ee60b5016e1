"""The second opinion: imageio-ffmpeg's bundled FFmpeg program, another build than the one PyAV carries."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from lle_studio.core.errors import CheckFailed, SourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class HashedFrame:
    """One line of FFmpeg's framehash."""

    pts: int
    """In units of the container."""
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


def frame_hashes(path: Path, pixel_format: str) -> Iterator[HashedFrame]:
    """Decodes the first video stream of a file with the FFmpeg program and hashes every frame.

    Args:
        path: the file.
        pixel_format: FFmpeg's name of the bytes hashed: ``rgb24``, or the coded format for coded planes.

    Raises:
        CheckFailed: FFmpeg ended with an error.
    """
    program_version()
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-noautorotate", "-protocol_whitelist", "file,pipe",
        "-i", f"file:{path.resolve()}", "-map", "0:v:0", "-copyts", "-fps_mode", "passthrough",
        "-pix_fmt", pixel_format, "-f", "framehash", "-hash", "sha256", "-",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # noqa: S603
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if not line.startswith("#"):
                fields = [part.strip() for part in line.split(",")]
                yield HashedFrame(pts=int(fields[2]), sha256=fields[5])
        if process.wait() != 0:
            raise CheckFailed(f"FFmpeg cannot decode {path.name} to its end.")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
