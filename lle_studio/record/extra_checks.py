"""Whether what lies beside the package says the same as the log and the exported clip. For ``verify``."""

import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import LEVELS, ToneCurves, make_table
from lle_studio.core.errors import CheckFailed, SourceError
from lle_studio.core.frame import Frame, hash_rgb
from lle_studio.record.claims import Claims
from lle_studio.record.curve_log import CHANNELS, MEASURES, LoggedFrame
from lle_studio.record.extras import CUBES, CURVES, FRAMES, cube_name, frame_cube, picture_name
from lle_studio.record.manifest import MANIFEST
from lle_studio.record.picture import read_picture
from lle_studio.record.whole_file import check_plain
from lle_studio.video.color import RgbConverter, plane_format
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader

VIEWING_COPY = "viewing.mp4"
"""The copy for ordinary players; what it shows is not checked, for it is not lossless."""

ARCHIVE_BYTES = 2**20
FRAME_BYTES = 2**13
"""Bytes of ``curves.npz`` without a frame, and for each, at most: a frame has 4,000."""

Tick = Callable[[int, int], None]
"""Told how many frames are done, and of how many."""


def no_tick(done: int, total: int) -> None:
    """Is told of progress and does nothing."""


def extra_breaches(folder: Path, claims: Claims, rows: Sequence[LoggedFrame], tick: Tick = no_tick) -> Iterator[str]:
    """Says where the files beside the package are not those claimed, or differ from log and clip.

    Args:
        folder: of the package.
        claims: of its manifest.
        rows: of its log.
        tick: told the frames checked, of all kinds together.
    """
    claimed = (*claims.extras.names, *((VIEWING_COPY,) if claims.viewing_copy else ()))
    for name in (CUBES, CURVES, FRAMES, VIEWING_COPY):
        if (folder / name).exists() != (name in claimed):
            yield f"{name} is missing" if name in claimed else f"{name} is there, and {MANIFEST} does not say so"
    kinds = {CUBES: cube_breaches, CURVES: array_breaches, FRAMES: picture_breaches}
    there = [name for name in claims.extras.names if (folder / name).exists()]
    for before, name in enumerate(there):

        def tell(done: int, total: int, before: int = before) -> None:
            tick(before * total + done, len(there) * total)

        yield from kinds[name](folder, claims, rows, tell)


def cube_breaches(folder: Path, claims: Claims, rows: Sequence[LoggedFrame], tick: Tick = no_tick) -> Iterator[str]:
    """Says which ``.cube`` files do not hold the tables of the log."""
    if claims.domain != "rgb":
        yield f"{CUBES} cannot hold tables of coded samples"
        return
    wanted = {cube_name(row.index, row.pts) for row in rows if not row.missing}
    yield from _strangers(folder / CUBES, wanted)
    for done, row in enumerate(rows, start=1):
        if row.table is not None:
            name = cube_name(row.index, row.pts)
            try:
                expected = frame_cube(row.index, row.pts, row.table).encode("ascii")
                with (folder / CUBES / name).open("rb") as stream:
                    same = stream.read(len(expected) + 1) == expected
                breach = "" if same else "does not hold the tables of the log"
            except OSError as error:
                breach = f"cannot be read ({error.strerror})"
            if breach:
                yield f"frame {row.index}: {CUBES}/{name} {breach}"
        tick(done, len(rows))


def picture_breaches(folder: Path, claims: Claims, rows: Sequence[LoggedFrame], tick: Tick = no_tick) -> Iterator[str]:
    """Says which pictures of frames do not show the frame logged.

    In the domain ``rgb`` a picture has the hash logged; in ``coded`` it is the exact conversion of the exported frame.
    """
    kind = str(claims.extras.frames)
    wanted = {picture_name(row.index, row.pts, kind) for row in rows if not row.missing}
    yield from _strangers(folder / FRAMES, wanted)
    with ExitStack() as stack:
        converted = None
        if claims.domain == "coded":
            try:
                converted = _converted_hashes(folder, claims, stack)
            except SourceError as error:
                yield str(error).rstrip(".")
                return
        for done, row in enumerate(rows, start=1):
            if not row.missing:
                expected = row.enhanced_sha256 if converted is None else next(converted, "")
                name = picture_name(row.index, row.pts, kind)
                try:
                    breach = "" if hash_rgb(read_picture(folder / FRAMES / name)) == expected else "is another picture"
                except CheckFailed as error:
                    breach = str(error).removeprefix(name).strip(" .")
                if breach:
                    yield f"frame {row.index}: {FRAMES}/{name} {breach}"
            tick(done, len(rows))


def _converted_hashes(folder: Path, claims: Claims, stack: ExitStack) -> Iterator[str]:
    """Hashes of the exported frames as R, G, B; empty where a frame cannot be decoded.

    Raises:
        SourceError: the exported clip cannot be read.
    """
    reader = stack.enter_context(ClipReader(build_index(folder / claims.file), cache_bytes=0))
    converter, layout = RgbConverter(claims.color), plane_format(str(claims.source["pixel_format"]))
    for frame in reader.frames():
        if isinstance(frame, Frame) and frame.coded:
            yield hash_rgb(tuple(converter.convert_coded(frame.coded, layout)))
        else:
            yield ""


def _strangers(folder: Path, wanted: Iterable[str]) -> Iterator[str]:
    """Files of a folder that are not of a frame of the log."""
    found = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    for name in sorted(found - set(wanted)):
        yield f"{folder.name}/{name} is not of a frame of the log"


def array_breaches(folder: Path, claims: Claims, rows: Sequence[LoggedFrame], tick: Tick = no_tick) -> Iterator[str]:
    """Says which frames ``curves.npz`` holds otherwise than the log.

    Its tables and measures must be those of the log, and its curves must give the tables by the settings. Frames are
    read one by one: a whole clip need not fit into memory.
    """
    try:
        check_plain(folder / CURVES, most=ARCHIVE_BYTES + FRAME_BYTES * len(rows))
        with zipfile.ZipFile(folder / CURVES) as archive, ExitStack() as stack:
            yield from _wrong_facts(archive, claims)
            yield from _wrong_rows(_Arrays(archive, stack, len(rows)), claims, rows, tick)
    except OSError as error:
        yield f"{CURVES} cannot be read ({error.strerror or error})"
    except SourceError as error:
        yield str(error).rstrip(".")
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, RuntimeError) as error:
        yield f"{CURVES} is damaged ({str(error).rstrip('.')})"


def _wrong_facts(archive: zipfile.ZipFile, claims: Claims) -> Iterator[str]:
    """The arrays that are not one entry a frame."""
    base = (claims.time_base.numerator, claims.time_base.denominator)
    for name, kind, expected in (("time_base", "<i8", base), ("channels", "<U2", CHANNELS[claims.domain])):
        with archive.open(f"{name}.npy") as stream:
            values = np.frombuffer(_Array(stream, name, kind, (len(expected),)).row(len(expected)), dtype=kind)
        if tuple(values.tolist()) != expected:
            yield f"{CURVES}: {name} is {values.tolist()}, not {list(expected)}"


def _wrong_rows(arrays: "_Arrays", claims: Claims, rows: Sequence[LoggedFrame], tick: Tick) -> Iterator[str]:
    for done, row in enumerate(rows, start=1):
        found = arrays.next_row()
        for breach in _wrong_row(found, row, claims):
            yield f"frame {row.index}: {CURVES} {breach}"
        tick(done, len(rows))


def _wrong_row(found: dict[str, NDArray[Any]], row: LoggedFrame, claims: Claims) -> Iterator[str]:
    """Compares a frame's entries with its row of the log."""
    for name, logged in (("frame_index", row.index), ("pts", row.pts), ("missing", row.missing)):
        if found[name].item() != logged:
            yield f"says that {name} is {found[name].item()}, the log {logged}"
    table = np.zeros((3, LEVELS), dtype=np.uint8) if row.table is None else row.table
    if not np.array_equal(found["tables"], table):
        yield "holds other tables than the log"
    for name, logged_text in zip(MEASURES, row.measures, strict=True):
        value = float(found[name].item())
        said = "" if np.isnan(value) else f"{value:.6f}" if "." in logged_text else f"{value:g}"
        if said != logged_text:
            yield f"says that {name} is {said or 'not known'}, the log {logged_text or 'nothing'}"
    if row.table is None:
        if not np.isnan(found["curves"]).all():
            yield "holds curves of a frame that is missing"
        return
    try:
        made = make_table(ToneCurves(values=found["curves"]), claims.settings, claims.color)
    except ValueError:
        yield "holds curves that are none"
        return
    if not np.array_equal(made, row.table):
        yield "holds curves that do not give the tables of the log"


class _Array:
    """An array of an archive, read from its start.

    Raises:
        ValueError: it is not of the kind and shape expected.
    """

    def __init__(self, stream: IO[bytes], name: str, kind: str, shape: tuple[int, ...]) -> None:
        self._stream = stream
        self._name = name
        self.dtype = np.dtype(kind)
        self.shape = shape[1:]
        if np.lib.format.read_magic(stream) != (1, 0):
            raise ValueError(f"{name} is of another version of the format")
        found_shape, by_columns, found_kind = np.lib.format.read_array_header_1_0(stream)
        if (found_shape, found_kind, by_columns) != (shape, self.dtype, False):
            raise ValueError(f"{name} is {found_kind} {found_shape}, not {self.dtype} {shape}")

    def row(self, entries: int = 1) -> bytes:
        """The bytes of the next entries along the first axis."""
        size = entries * self.dtype.itemsize * int(np.prod(self.shape, dtype=np.int64))
        data = self._stream.read(size)
        if len(data) < size:
            raise EOFError(f"{self._name} ends early")
        return data


class _Arrays:
    """The arrays with an entry for every frame, read side by side."""

    def __init__(self, archive: zipfile.ZipFile, stack: ExitStack, frames: int) -> None:
        kinds: dict[str, tuple[str, tuple[int, ...]]] = {
            "frame_index": ("<i8", ()),
            "pts": ("<i8", ()),
            "missing": ("|b1", ()),
            "tables": ("|u1", (3, LEVELS)),
            "curves": ("<f4", (3, LEVELS)),
            **dict.fromkeys(MEASURES, ("<f8", ())),
        }
        self._arrays = {
            name: _Array(stack.enter_context(archive.open(f"{name}.npy")), name, kind, (frames, *shape))
            for name, (kind, shape) in kinds.items()
        }

    def next_row(self) -> dict[str, NDArray[Any]]:
        """The entries of the next frame."""
        return {
            name: np.frombuffer(values.row(), dtype=values.dtype).reshape(values.shape)
            for name, values in self._arrays.items()
        }
