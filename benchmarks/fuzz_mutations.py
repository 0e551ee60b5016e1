"""Ways in which a file is spoilt, each decided by a random generator alone, so that a seed gives the same file again.

A mutation takes the bytes of a file and gives other bytes and the words for what it did. What needs a structure finds
it itself: boxes of MP4, chunks of RIFF, elements of EBML, packets of TS, start codes of raw streams, nodes of JSON.
"""

import json
import struct
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

Mutation = Callable[[Random, bytearray], str]
"""Changes the bytes in place and says what it did."""

_CONTAINERS = frozenset(
    (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"udta", b"mvex", b"moof", b"traf", b"meta")
)
_EXTREMES = (
    0,
    1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x3FFF,
    0x4000,
    0x7FFF,
    0x8000,
    0xFFFF,
    10**7,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFF,
)
_ENTRY = {b"stco": 4, b"co64": 8, b"stsz": 4, b"ctts": 8, b"stts": 8, b"stss": 4, b"stsc": 12, b"idx1": 16}
"""Table of samples -> bytes of an entry."""

_MAX_UNITS = 4000
"""Packets looked at in a file: enough to reorder, and quick to find."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A number in a header."""

    place: int
    width: int
    """Bytes."""
    order: str
    """``big`` or ``little``."""
    name: str
    is_size: bool = False
    """It says how long something is."""


# --- Structures


def boxes(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
    """Place, size and type of the MP4 boxes of a span, outer ones before inner ones."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        size = end - start if size < 8 or start + size > end else size
        yield start, size, kind
        if kind in _CONTAINERS:
            yield from boxes(data, start + (12 if kind == b"meta" else 8), start + size)
        elif kind == b"stsd":
            yield from boxes(data, start + 16, start + size)
        start += size


def chunks(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
    """Place, size and name of the RIFF chunks of a span, lists before what they hold."""
    while start + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, start)
        size = min(8 + length + length % 2, end - start)
        yield start, size, kind
        if kind in (b"RIFF", b"LIST"):
            yield from chunks(data, start + 12, start + size)
        start += size


def elements(data: bytes, start: int, end: int, depth: int = 0) -> Iterator[tuple[int, int, int]]:
    """Place, length of the head and size of the EBML elements of a span, outer ones before inner ones."""
    while start + 2 <= end:
        name_length = 9 - data[start].bit_length()
        place = start + name_length
        if name_length > 4 or place >= end or data[place] == 0:
            return
        size_length = 9 - data[place].bit_length()
        size = int.from_bytes(data[place : place + size_length], "big") & ((1 << 7 * size_length) - 1)
        head = name_length + size_length
        size = min(head + size, end - start)
        yield start, head, size
        if data[start] in (0x18, 0x1F, 0x16, 0x11, 0xAE, 0xE0, 0xE1) and depth < 4:
            yield from elements(data, start + head, start + size, depth + 1)
        start += size


def kind_of(data: bytes) -> str:
    """The container of a file, as far as these mutations know it."""
    if data[4:8] in (b"ftyp", b"moov", b"mdat", b"free", b"wide", b"styp", b"skip", b"moof"):
        return "mp4"
    if data[:4] == b"RIFF":
        return "riff"
    if data[:4] == b"\x1a\x45\xdf\xa3":
        return "ebml"
    if len(data) > 376 and data[0] == data[188] == data[376] == 0x47:
        return "ts"
    return "raw"


def units(data: bytes) -> list[tuple[int, int]]:
    """Spans of what a container is made of: packets, where they are to be told apart."""
    kind = kind_of(data)
    if kind == "mp4":
        spans = [(start, start + size) for start, size, _ in boxes(data, 0, len(data))]
    elif kind == "riff":
        spans = [(s, s + size) for s, size, name in chunks(data, 0, len(data)) if name[2:] in (b"dc", b"wb", b"db")]
    elif kind == "ebml":
        spans = [(start, start + size) for start, _, size in elements(data, 0, len(data))][1:]
    elif kind == "ts":
        spans = [(start, start + 188) for start in range(0, len(data) - 187, 188)]
    else:
        starts = []
        place = data.find(b"\0\0\1")
        while place >= 0 and len(starts) < _MAX_UNITS:
            starts.append(place)
            place = data.find(b"\0\0\1", place + 3)
        spans = list(zip(starts, [*starts[1:], len(data)], strict=True)) if starts else []
    return spans[:_MAX_UNITS] or [(start, min(start + 997, len(data))) for start in range(0, len(data), 997)]


def fields(data: bytes) -> list[Field]:
    """Numbers in the headers of a file."""
    kind = kind_of(data)
    found: list[Field] = []
    if kind == "mp4":
        for start, size, name in boxes(data, 0, len(data)):
            text = name.decode("latin-1")
            found.append(Field(place=start, width=4, order="big", name=f"size of {text}", is_size=True))
            if name not in _CONTAINERS and name != b"mdat":
                words = range(start + 8, min(start + size, start + 136) - 3, 4)
                found += [Field(place=p, width=4, order="big", name=f"{text}+{p - start}") for p in words]
                found += [Field(place=p, width=2, order="big", name=f"{text}+{p - start}") for p in words]
    elif kind == "riff":
        for start, size, name in chunks(data, 0, len(data)):
            text = name.decode("latin-1")
            found.append(Field(place=start + 4, width=4, order="little", name=f"size of {text}", is_size=True))
            if name in (b"avih", b"strh", b"strf", b"idx1", b"indx", b"fmt "):
                words = range(start + 8, min(start + size, start + 136) - 3, 4)
                found += [Field(place=p, width=4, order="little", name=f"{text}+{p - start}") for p in words]
    elif kind == "ebml":
        for start, head, size in elements(data, 0, len(data)):
            text = f"element {data[start]:02x}@{start}"
            place = start + 9 - data[start].bit_length()
            found.append(
                Field(place=place, width=start + head - place, order="big", name=f"size of {text}", is_size=True)
            )
            if size - head <= 8 and size > head:
                found.append(Field(place=start + head, width=size - head, order="big", name=text))
            found += [] if len(found) < _MAX_UNITS else found[:0]
    else:
        spans = units(data)[:40]
        found += [
            Field(place=p, width=2, order="big", name=f"byte {p}")
            for s, e in spans
            for p in range(s, min(e, s + 24) - 1)
        ]
    return [field for field in found if field.place + field.width <= len(data)] or [
        Field(place=place, width=1, order="big", name=f"byte {place}") for place in range(min(512, len(data)))
    ]


# --- Mutations of any file


def flip_bits(rng: Random, data: bytearray) -> str:
    """Turns bits over, mostly few, anywhere or in the head."""
    count = min(rng.choice((1, 2, 4, 16, 64, 400)), max(1, len(data)))
    reach = rng.choice((len(data), min(len(data), 2048)))
    for _ in range(count if data else 0):
        data[rng.randrange(reach)] ^= 1 << rng.randrange(8)
    return f"{count} bits flipped in the first {reach} bytes"


def truncate(rng: Random, data: bytearray) -> str:
    """Cuts the end off."""
    kept = rng.choice((rng.randrange(len(data) + 1), rng.randrange(min(len(data), 600) + 1), max(0, len(data) - 1)))
    del data[kept:]
    return f"cut to {kept} bytes"


def zero_run(rng: Random, data: bytearray) -> str:
    """Writes zeros over a stretch."""
    start = rng.randrange(len(data) + 1)
    length = min(rng.choice((4, 64, 512, 4096, 65536)), len(data) - start)
    data[start : start + length] = bytes(length)
    return f"{length} zeros at {start}"


def change_field(rng: Random, data: bytearray) -> str:
    """Gives a number in a header another value."""
    return _set_field(rng, data, rng.choice(fields(data)))


def change_size(rng: Random, data: bytearray) -> str:
    """Gives a length in a header a value that is far off."""
    every = fields(data)
    return _set_field(rng, data, rng.choice([field for field in every if field.is_size] or every))


def _set_field(rng: Random, data: bytearray, field: Field) -> str:
    old = int.from_bytes(data[field.place : field.place + field.width], field.order)  # type: ignore[arg-type]
    most = (1 << 8 * field.width) - 1
    value = rng.choice((*_EXTREMES, old + 1, old - 1, old * 2, most, rng.randrange(most + 1))) & most
    data[field.place : field.place + field.width] = value.to_bytes(field.width, field.order)  # type: ignore[arg-type]
    return f"{field.name} is {value} instead of {old}"


def reorder(rng: Random, data: bytearray) -> str:
    """Lets two packets, boxes or elements change places."""
    spans = units(bytes(data))
    one, other = sorted(rng.sample(spans, 2)) if len(spans) > 1 else (spans[0], spans[0])
    if one[1] > other[0]:
        return "nothing reordered"
    data[one[0] : other[1]] = data[other[0] : other[1]] + data[one[1] : other[0]] + data[one[0] : one[1]]
    return f"units at {one[0]} and {other[0]} changed places"


def swap_entries(rng: Random, data: bytearray) -> str:
    """Lets two entries of an index change places: packets come in another order, or others in their place."""
    tables = list(_tables(bytes(data)))
    if not tables:
        return reorder(rng, data)
    head, count, name = rng.choice(tables)
    width = _ENTRY[name]
    one, other = (head + place * width for place in sorted(rng.sample(range(count), 2)))
    data[one : one + width], data[other : other + width] = data[other : other + width], data[one : one + width]
    return f"entries of {name.decode()} at {one} and {other} changed places"


def _tables(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """First entry, number of entries and name of the tables of samples in an MP4, or of the index of an AVI."""
    found = {"mp4": boxes, "riff": chunks}.get(kind_of(data))
    for start, size, name in found(data, 0, len(data)) if found else ():
        if name in _ENTRY:
            head = start + {b"stsz": 20, b"idx1": 8}.get(name, 16)
            count = min((start + size - head) // _ENTRY[name], _MAX_UNITS)
            if count > 1:
                yield head, count, name


def duplicate(rng: Random, data: bytearray) -> str:
    """Puts packets in twice, or many times."""
    start, end = rng.choice(units(bytes(data)))
    times = rng.choice((1, 1, 3, 50)) if end - start < 20_000 else 1
    data[end:end] = data[start:end] * times
    return f"unit at {start} of {end - start} bytes put in {times} times more"


def remove(rng: Random, data: bytearray) -> str:
    """Takes packets out."""
    spans = units(bytes(data))
    first = rng.randrange(len(spans))
    last = min(len(spans) - 1, first + rng.choice((0, 0, 2, 20)))
    start, end = spans[first][0], max(spans[first][1], spans[last][1])
    del data[start:end]
    return f"{end - start} bytes taken out at {start}"


def make_noise(rng: Random, data: bytearray) -> str:
    """Writes noise over a stretch."""
    start = rng.randrange(len(data) + 1)
    length = min(rng.choice((2, 16, 256, 4096)), len(data) - start)
    data[start : start + length] = rng.randbytes(length)
    return f"{length} bytes of noise at {start}"


BINARY: tuple[Mutation, ...] = (
    flip_bits, truncate, zero_run, change_field, change_field, change_size, reorder, swap_entries, duplicate, remove,
    make_noise,
)  # fmt: skip


def splice(rng: Random, data: bytearray, other: bytes) -> str:
    """Goes on with another file from somewhere on."""
    start, place = rng.randrange(len(data) + 1), rng.randrange(len(other) + 1)
    data[start:] = other[place:]
    return f"spliced at {start} with another from {place}"


# --- Mutations of text

HOSTILE: tuple[Any, ...] = (
    None, True, -1, 0, 1, 2**31, 2**63, 10**40, 1e308, -0.5, float("nan"), float("inf"), "", "x" * 70_000, [], {}, [[]],
    "/etc/passwd", "../../../../etc/passwd", "..", "C:\\Windows\\win.ini", "NUL", "a\0b", "\ud800", "\u202egnp.exe",
    "=cmd|' /C calc'!A0", "<img src=file:///etc/passwd><b>x</b>", "#image(\"/etc/passwd\")", "1/0", "0/1", "nan", "1e9",
    "\n\r\t\x1b[31m", ["x"] * 2000, {"a": {"b": [{}]}},
)  # fmt: skip
"""Values put in place of others in JSON."""


def change_node(rng: Random, content: Any) -> str:
    """Changes one node of JSON in place: another value, gone, or doubled."""
    nodes = [(parent, key) for parent, key in _nodes(content)]
    if not nodes:
        return "nothing to change"
    parent, key = rng.choice(nodes)
    what = rng.choice(("value", "value", "value", "drop", "rename"))
    if what == "drop":
        del parent[key]
    elif what == "rename" and isinstance(parent, dict):
        parent[rng.choice(("", "x", "__class__", str(key) * 2))] = parent.pop(key)
    else:
        parent[key] = value = deepcopy(rng.choice(HOSTILE))
        return f"{str(key)[:40]!r} is {str(value)[:40]!r}"
    return f"{str(key)[:40]!r}: {what}"


def _nodes(content: Any) -> Iterator[tuple[Any, Any]]:
    pairs = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in list(pairs)[:400]:
        yield content, key
        yield from _nodes(value)


def dump(content: Any) -> bytes:
    """JSON as UTF-8, with whatever is not text as escapes."""
    return json.dumps(content, ensure_ascii=True).encode()


def change_text(rng: Random, data: bytearray) -> str:
    """Puts something that does not belong there into a line of text."""
    lines = data.split(b"\n")
    place = rng.randrange(len(lines))
    poison = rng.choice(
        (
            b"",
            b"[" * 100_000,
            b"9" * 5000,
            b"\0",
            b"\xff\xfe",
            b'"' * 999,
            b"=1+1",
            b",,,",
            b"../../x",
            b"{}",
            b"-1",
            b"NaN",
        )
    )
    cells = lines[place].split(b",")
    if len(cells) > 3:
        cells[rng.randrange(len(cells))] = poison
        lines[place] = b",".join(cells)
        what = "a cell"
    elif rng.random() < 0.3:
        lines.insert(place, lines[rng.randrange(len(lines))])
        what = "a line doubled, not"
    else:
        start = rng.randrange(len(lines[place]) + 1)
        lines[place] = lines[place][:start] + poison + lines[place][start:]
        what = "part"
    data[:] = b"\n".join(lines)
    return f"line {place}: {what} {poison[:12]!r}"


TEXT: tuple[Mutation, ...] = (change_text, change_text, change_text, flip_bits, truncate, zero_run, make_noise)
