"""The index of a clip as a message between a program and its decoder process, looked at before it is believed."""

import dataclasses
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from lle_studio.core.color import LUMA_WEIGHTS, RANGES, ColorInterpretation
from lle_studio.video.facts import AudioStream, ClipIndex, PacketTable, Problem
from lle_studio.video.source import check_size
from lle_studio.video.wire import BrokenWire, Message

T = TypeVar("T")

KIND = "index"

_TEXTS = ("sha256", "format_name", "codec", "profile", "identity", "pixel_format", "field_order")
_NUMBERS = ("size", "width", "height", "rotation", "color_primaries", "color_transfer")
_FRACTIONS = ("time_base", "sample_aspect", "nominal_rate")
_PACKETS = ("pts", "dts", "size", "keyframe", "discard")


def index_message(index: ClipIndex) -> Message:
    """A message that holds an index."""
    values: dict[str, Any] = {name: getattr(index, name) for name in (*_TEXTS, *_NUMBERS)}
    for name in _FRACTIONS:
        fraction: Fraction = getattr(index, name)
        values[name] = [fraction.numerator, fraction.denominator]
    values.update(
        path=str(index.path),
        unpack=index.packets.unpack,
        color=dataclasses.asdict(index.color),
        audio=[dataclasses.asdict(stream) for stream in index.audio],
        tags=index.tags,
        decoded_at_indexing=index.decoded_at_indexing,
        problems=[dataclasses.asdict(problem) for problem in index.problems],
    )
    arrays = {f"packets.{name}": getattr(index.packets, name) for name in _PACKETS}
    return Message(
        kind=KIND,
        values=values,
        arrays={"pts": index.pts, "keyframe": index.keyframe, "packet": index.packet, **arrays},
    )


def index_of(message: Message, path: Path) -> ClipIndex:
    """The index a message holds, of a file.

    Raises:
        BrokenWire: it holds none, or one that contradicts itself.
        SourceError: its pictures are too large.
    """
    values, arrays = message.values, message.arrays
    try:
        table = PacketTable(
            **{name: arrays[f"packets.{name}"] for name in _PACKETS}, unpack=_typed(values["unpack"], bool)
        )
        facts: dict[str, Any] = {name: _typed(values[name], str) for name in _TEXTS}
        facts.update((name, _typed(values[name], int)) for name in _NUMBERS)
        facts.update((name, Fraction(*(_typed(part, int) for part in values[name]))) for name in _FRACTIONS)
        index = ClipIndex(
            path=path,
            **facts,
            pts=arrays["pts"],
            keyframe=arrays["keyframe"],
            packet=arrays["packet"],
            packets=table,
            color=ColorInterpretation(**{str(k): _typed(v, str) for k, v in values["color"].items()}),
            audio=tuple(_made(AudioStream, stream) for stream in values["audio"]),
            tags={
                _typed(part, str): {_typed(k, str): _typed(v, str) for k, v in tags.items()}
                for part, tags in values["tags"].items()
            },
            decoded_at_indexing=_typed(values["decoded_at_indexing"], bool),
            problems=tuple(_made(Problem, problem) for problem in values["problems"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise BrokenWire("an index is not whole") from error
    if not _agrees(index):
        raise BrokenWire("an index contradicts itself")
    check_size(path, index.width, index.height)
    return index


def _typed(value: object, kind: type[T]) -> T:
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _made(kind: type[T], values: dict[str, object]) -> T:
    """A ``Problem`` or ``AudioStream`` of JSON's values."""
    may_be = {"str": (str,), "int": (int,), "int | None": (int, type(None))}
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        expected = getattr(field.type, "__name__", field.type)
        if not isinstance(values[field.name], may_be[str(expected)]):
            raise TypeError(f"{field.name} is of another type")
    return kind(**values)


def _agrees(index: ClipIndex) -> bool:
    """Whether an index can be one: arrays of the same lengths, frames in order, packets that are there."""
    table, frames = index.packets, len(index.pts)
    wide, marks = (
        (index.pts, index.packet, table.pts, table.dts, table.size),
        (index.keyframe, table.keyframe, table.discard),
    )
    return (
        all(array.dtype == np.int64 for array in wide)
        and all(array.dtype == np.bool_ for array in marks)
        and frames > 0
        and len(index.keyframe) == len(index.packet) == frames
        and len({len(array) for array in (table.pts, table.dts, table.size, table.keyframe, table.discard)}) == 1
        and bool((np.diff(index.pts) > 0).all())
        and int(index.packet.min()) >= -1
        and int(index.packet.max()) < len(table)
        and index.identity in ("pts", "packet", "order")
        and index.color.matrix in LUMA_WEIGHTS
        and index.color.range in RANGES
        and min(index.width, index.height) > 0
        and min(index.time_base, index.sample_aspect, index.nominal_rate) > 0
    )
