"""Indexing a clip: every frame by number and PTS, and the facts of the file."""

import dataclasses
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.format import VideoFormat

from lle_studio.video.color import interpret_color
from lle_studio.video.facts import AudioStream, ClipIndex, PacketTable, Problem
from lle_studio.video.naming import FALLBACK_RATE, FrameNames, PacketWalk, name_frames, nothing_decodes, time_base_of
from lle_studio.video.source import Cancelled as CancelCheck
from lle_studio.video.source import PacketStream, Progress, check_size, never, no_progress
from lle_studio.video.watch import NO_WATCH, Watch

HDR_TRANSFERS = {16: "HDR (PQ)", 18: "HDR (HLG)"}
"""TransferCharacteristics of ITU-T H.273 that a standard screen cannot show as meant."""

MAX_TAGS = 40
TAG_LENGTH = 300
"""Tags kept of a container or stream, and letters of each: a file can hold any number."""

MAX_NAMED_GAPS = 100
"""Gaps in the timestamps named one by one."""

MAX_LAYOUTS = 8
"""Sizes and formats named where a clip changes them."""


def index_clip(
    path: Path,
    *,
    matrix: str | None = None,
    color_range: str | None = None,
    thorough: bool = False,
    progress: Progress = no_progress,
    cancelled: CancelCheck = never,
    watch: Watch = NO_WATCH,
) -> ClipIndex:
    """As ``index.build_index``, in the process that asks; nothing is hashed, so ``sha256`` is left empty.

    Args:
        path: the clip.
        matrix: as there.
        color_range: as there.
        thorough: as there.
        progress: as there.
        cancelled: as there.
        watch: told how it goes.

    Raises:
        StudioError: as there.
    """
    stream, seen, table, naming, complete = name_frames(path, thorough, progress, cancelled, watch)
    try:
        return _describe(path, stream, seen, table, naming, complete, matrix, color_range)
    finally:
        stream.close()


def _describe(
    path: Path,
    stream: PacketStream,
    seen: PacketWalk,
    table: PacketTable,
    naming: FrameNames,
    complete: bool,
    matrix: str | None,
    color_range: str | None,
) -> ClipIndex:
    """Gathers the facts of the file."""
    first, video = seen.first, stream.stream
    if first is None:
        raise nothing_decodes(path, seen)
    check_size(path, first.width, first.height)
    color = interpret_color(
        pixel_format=first.format.name,
        lines=first.height,
        matrix_tag=int(first.colorspace),
        range_tag=int(first.color_range),
        matrix=matrix,
        color_range=color_range,
    )
    keyframe = np.zeros(len(naming.pts), dtype=np.bool_)
    known = naming.packet >= 0
    keyframe[known] = table.keyframe[naming.packet[known]]
    index = ClipIndex(
        path=path,
        sha256="",
        size=path.stat().st_size,
        format_name=stream.container.format.name,
        codec=stream.codec,
        profile=video.codec_context.profile or "",
        time_base=time_base_of(stream),
        pts=naming.pts,
        keyframe=keyframe,
        packet=naming.packet,
        identity=naming.identity,
        packets=table,
        width=first.width,
        height=first.height,
        sample_aspect=video.sample_aspect_ratio or Fraction(1),
        rotation=-first.rotation % 360,
        pixel_format=first.format.name,
        color=color,
        color_primaries=int(first.color_primaries),
        color_transfer=int(first.color_trc),
        nominal_rate=Fraction(video.average_rate or video.guessed_rate or FALLBACK_RATE),
        field_order="interlaced" if seen.interlaced else "progressive",
        audio=tuple(
            AudioStream(index=s.index, codec=s.codec_context.name, sample_rate=s.sample_rate, channels=s.channels)
            for s in stream.container.streams.audio
            if s.codec_context is not None
        ),
        tags={"container": _tags(stream.container.metadata), "video": _tags(video.metadata)},
        decoded_at_indexing=complete,
        problems=naming.problems,
    )
    return dataclasses.replace(
        index,
        problems=(*_walk_problems(stream, seen), *naming.problems, *_timing_problems(index), *_color_problems(index)),
    )


def _tags(metadata: Mapping[str, str]) -> dict[str, str]:
    """The first tags of a file, by name, cut to what a person reads."""
    return {name[:TAG_LENGTH]: value[:TAG_LENGTH] for name, value in sorted(metadata.items())[:MAX_TAGS]}


def _walk_problems(stream: PacketStream, seen: PacketWalk) -> list[Problem]:
    """What reading the packets met."""
    problems = []
    if stream.read_error:
        message = f"Reading ended early ({stream.read_error}): the rest of the file is missing or damaged."
        problems.append(Problem(kind="truncated", message=message))
    elif stream.stream.frames > len(seen.pts):
        message = (
            f"The header announces {stream.stream.frames} pictures, {len(seen.pts)} are in the file: "
            "the rest of it, and of its sound, is missing."
        )
        problems.append(Problem(kind="truncated", message=message))
    if seen.encrypted:
        message = "Parts of the file are encrypted: pictures may be missing or wrong."
        problems.append(Problem(kind="encrypted", message=message))
    if len(seen.layouts) > 1:
        sizes = ", ".join(sorted(f"{width}x{height} {name}" for width, height, name in seen.layouts)[:MAX_LAYOUTS])
        message = f"The picture's size or format changes within the clip ({sizes}): export up to the change."
        problems.append(Problem(kind="layout-change", message=message))
    return problems


def _color_problems(index: ClipIndex) -> list[Problem]:
    """What was assumed about colour, and what cannot be shown as meant."""
    problems, color = [], index.color
    if color.matrix_origin == "assumed":
        message = (
            f"The file does not say its colour matrix: {color.matrix} is assumed from {index.height} lines; "
            "colours may be off."
        )
        problems.append(Problem(kind="assumed-matrix", message=message))
    if color.range_origin == "assumed":
        message = f"The file does not say its colour range: {color.range} is assumed; dark tones may be off."
        problems.append(Problem(kind="assumed-range", message=message))
    layout = VideoFormat(index.pixel_format)
    bits = max(component.bits for component in layout.components)
    if bits > 8:
        message = f"The samples have {bits} bits: they are rounded to 8 before the curves."
        problems.append(Problem(kind="bit-depth", message=message))
    if any(component.is_alpha for component in layout.components):
        problems.append(Problem(kind="alpha", message="The pictures have transparency: it is left out."))
    if index.color_transfer in HDR_TRANSFERS:
        kind = HDR_TRANSFERS[index.color_transfer]
        message = f"The file is coded for {kind}: its codes are shown as they are, not tone-mapped."
        problems.append(Problem(kind="hdr", message=message))
    if index.field_order == "interlaced":
        message = "The video is interlaced: each frame shows two moments, line by line; it is not deinterlaced."
        problems.append(Problem(kind="interlaced", message=message))
    return problems


def _timing_problems(index: ClipIndex) -> list[Problem]:
    """Varying frame rate, and gaps of more than five frames and half a second."""
    steps = np.diff(index.pts)
    if not len(steps):
        return []
    problems, base = [], float(index.time_base)
    middle = float(np.median(steps))
    if (np.abs(steps - middle) > max(1.0, 0.001 / base)).any():
        message = f"The frame rate varies: frames last {steps.min() * base:.4f} to {steps.max() * base:.4f} s."
        problems.append(Problem(kind="vfr", message=message))
    for gap in np.flatnonzero(steps > max(5 * middle, 0.5 / base))[:MAX_NAMED_GAPS]:
        pts = int(index.pts[gap])
        message = f"No picture for {steps[gap] * base:.3f} s after frame {gap} (PTS {pts})."
        problems.append(Problem(kind="gap", frame=int(gap), pts=pts, message=message))
    return problems
