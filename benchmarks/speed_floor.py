"""FFmpeg alone: the clips that are measured, the commands that are the floor of an export, and the clock for both.

The floor of an export decodes with as many threads as we do, converts by the same printed text, applies one fixed
table (the one our export applies to the middle frame, so that the encoder gets an equally noisy picture) and encodes
with the settings of ``lle_studio.video.writer``. It neither estimates, nor counts, nor hashes, nor checks. One thing
is easier for it: under a fixed table what stands still stays equal, so H.264 has less to code (our clip is a fifth
larger; with locked curves it is as large).
"""

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import imageio_ffmpeg

from lle_studio.record.reproduce import table_expression
from lle_studio.resources import resource_path
from lle_studio.video.color import conversion_text
from lle_studio.video.index import ClipIndex
from lle_studio.video.source import DECODER_THREADS
from lle_studio.video.writer import _ENCODERS as ENCODERS

SAMPLE = "sample/night-street.mp4"
SIZES = {"720p": (1280, 720), "1080p": (1920, 1080), "4k": (3840, 2160)}
RATE = 30
"""Frames a second of the clips made here."""

NOISE = 8
"""Strength of FFmpeg's ``noise`` filter: what survives the camera's coding is the grain of a dark 1080p recording."""

CODERS = {
    "h264": ("libx264", "24", ("-sc_threshold", "0")),
    "hevc": ("libx265", "26", ("-x265-params", "scenecut=0:log-level=error")),
}
"""Codec -> encoder, constant rate factor and further options: a few Mbit/s at 1080p."""

GROUP = 250
"""Frames of a group of pictures, as recorders write them."""

HOUR = 3600
HOUR_PART = 10
"""Seconds of the clip that is repeated, packet by packet, to an hour."""

STEPS = ("decode", "convert", "apply", "pack")
"""What FFmpeg does to a frame, one step more each; encoding comes after the last. In ``luma`` only the first and
the third are there."""

PACKED = "bgr0"
"""What our writer hands to the encoders of RGB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a process took."""

    wall: float
    """Seconds from its start to its end."""
    cpu: float
    """Seconds of all cores, user and system, its own children included."""
    output: str
    """Of its standard output."""


def run(command: Sequence[str | Path], environment: dict[str, str] | None = None) -> Spent:
    """Runs a program to its end and measures it; its errors go to ours.

    Raises:
        SystemExit: it failed.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
    )
    assert process.stdout is not None
    with process.stdout:
        output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"benchmarks.speed: {' '.join(map(str, command))} ended with {process.returncode}.")
    return Spent(wall=wall, cpu=usage.ru_utime + usage.ru_stime, output=output)


def ffmpeg(*words: str | Path) -> Spent:
    """Runs the FFmpeg program of imageio-ffmpeg."""
    return run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", *words])


def make_clip(path: Path, size: tuple[int, int], codec: str, frames: int) -> Path:
    """Encodes so many frames of the sample, enlarged to a size, with the noise of a sensor on it."""
    return _encode(path, size, codec, frames, f",noise=alls={NOISE}:allf=t")


def make_hour(path: Path) -> Path:
    """An hour of 1080p H.264 at about 1 Mbit/s, for it has no noise: ten seconds, encoded once, copied 360 times."""
    part = _encode(path.with_name("hour-part.mp4"), SIZES["1080p"], "h264", HOUR_PART * RATE, "")
    return repeat_clip(part, HOUR // HOUR_PART, path)


def _encode(path: Path, size: tuple[int, int], codec: str, frames: int, noise: str) -> Path:
    encoder, factor, options = CODERS[codec]
    picture = f"scale={size[0]}:{size[1]}{noise},format=yuv420p"
    source = ("-r", str(RATE), "-stream_loop", "-1", "-i", resource_path(SAMPLE))
    coding = ("-c:v", encoder, "-preset", "veryfast", "-crf", factor, "-g", str(GROUP), *options)
    ffmpeg(*source, "-frames:v", str(frames), "-vf", picture, *coding, path)
    return path


def repeat_clip(clip: Path, times: int, path: Path) -> Path:
    """The same packets again and again, in one file."""
    ffmpeg("-stream_loop", str(times - 1), "-i", clip, "-c", "copy", path)
    return path


def filters(index: ClipIndex, tables: dict[str, list[list[int]]], domain: str, step: str) -> str:
    """FFmpeg's text of the filters up to a step of a domain; empty where only decoding is asked for."""
    done = STEPS[1 : STEPS.index(step) + 1]
    expressions = [table_expression(bytes(row)) for row in tables[domain]]
    if domain == "coded":
        channels = ":".join(f"{name}='{text}'" for name, text in zip("yuv", expressions, strict=True))
        return f"lutyuv={channels}" if "apply" in done else ""
    channels = ":".join(f"{name}='{text}'" for name, text in zip("rgb", expressions, strict=True))
    texts = {
        "convert": conversion_text(index.pixel_format, index.color),
        "apply": f"lutrgb={channels}",
        "pack": f"format={PACKED}",
    }
    return ",".join(texts[name] for name in done)


def run_floor(index: ClipIndex, frames: int, graph: str, codec: str | None = None, path: Path | None = None) -> Spent:
    """Lets FFmpeg alone decode the first frames of a clip and filter them, and encode them where a codec is named."""
    source = ("-noautorotate", "-threads", str(DECODER_THREADS), "-i", index.path, "-map", "0:V:0", "-an")
    graph_words = ("-vf", graph) if graph else ()
    target: tuple[str | Path, ...] = ("-f", "null", "-")
    if codec is not None and path is not None:
        encoder, options = ENCODERS[codec]
        settings = [word for name, value in options.items() for word in (f"-{name}", value)]
        target = ("-c:v", encoder, *settings, "-f", "matroska", path)
    return ffmpeg(*source, *graph_words, "-frames:v", str(frames), "-fps_mode", "passthrough", *target)


def start_up_seconds(repeats: int = 5) -> float:
    """Seconds in which FFmpeg only starts and ends, which are no part of a floor, as loading torch is none of ours."""
    return statistics.median(ffmpeg("-version").wall for _ in range(repeats))


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A clip that was written; floor and ours must agree in all but the size."""

    codec: str
    pixel_format: str
    width: int
    height: int
    frames: int
    size: int
    """Bytes."""

    @property
    def kind(self) -> tuple[str, str, int, int, int]:
        """What must be equal."""
        return self.codec, self.pixel_format, self.width, self.height, self.frames


def describe_written(path: Path) -> Written:
    """Looks at a clip that was written, packet by packet."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        frames = sum(packet.size > 0 for packet in container.demux(stream))
        return Written(
            codec=context.name,
            pixel_format=str(context.pix_fmt),
            width=context.width,
            height=context.height,
            frames=frames,
            size=path.stat().st_size,
        )
