"""``reproduce/``: what anybody needs to make the enhanced frames again from the source, without this program.

``tables.cmd`` holds the tables of the curve log as commands for FFmpeg's filter ``sendcmd``, and
``expected.framehash`` the hashes of the frames that must come out. Both follow from ``curves.csv`` alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from lle_studio.core.color import ColorInterpretation
from lle_studio.core.curves import LEVELS
from lle_studio.core.errors import Cancelled, WriteError
from lle_studio.record.curve_log import LoggedFrame
from lle_studio.record.enhanced_hashes import EnhancedHash
from lle_studio.resources import resource_path
from lle_studio.video.color import conversion_text, is_grey
from lle_studio.video.independent import program_version, reproduced_frames
from lle_studio.video.source import Cancelled as CancelCheck
from lle_studio.video.source import never

FOLDER = "reproduce"
TABLES = f"{FOLDER}/tables.cmd"
HASHES = f"{FOLDER}/expected.framehash"
TEXTS = tuple(f"{FOLDER}/{name}" for name in ("README.ko.txt", "README.txt", "reproduce.sh", "verify_package.py"))
REPRODUCE_FILES = (TABLES, HASHES, *TEXTS)
"""Files of the folder, by their names in the package."""

LEAD = 100
"""Microseconds by which a command comes before its frame, so that no rounding of times makes it late."""

COUNTED_UNIT = Fraction(1, 25)
"""Seconds between frames on the clock of clips whose frames are counted, not named by PTS."""

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRun:
    """How a stock FFmpeg makes the enhanced frames of a range from the source.

    A frame is known to FFmpeg by its stamp: its PTS or, in clips whose timestamps do not name the pictures, its index,
    which is the number of pictures decoded before it.
    """

    domain: str
    """``rgb`` or ``coded``."""
    pixel_format: str
    """Of the source, FFmpeg's name."""
    color: ColorInterpretation
    """Matrix and range the source is read with."""
    named_by: str
    """How the index recognises a picture: ``pts``, ``packet`` or ``order``."""
    pts_unit: Fraction
    """Seconds per unit of PTS."""
    indexes: tuple[int, int]
    """Of the first and the last frame of the range."""
    pts: tuple[int, int]
    """Of the same two frames."""

    @property
    def counted(self) -> bool:
        """Stamps are indexes."""
        return self.named_by != "pts"

    @property
    def time_base(self) -> Fraction:
        """Seconds per unit of a stamp."""
        return COUNTED_UNIT if self.counted else self.pts_unit

    @property
    def first(self) -> int:
        """Stamp of the first frame of the range."""
        return self.stamp(self.indexes[0], self.pts[0])

    @property
    def _last(self) -> int:
        return self.stamp(self.indexes[1], self.pts[1])

    def stamp(self, index: int, pts: int) -> int:
        """The stamp of a frame."""
        return index if self.counted else pts

    @property
    def _steps(self) -> list[str]:
        """Filters that keep the frames of the range and bring them into the domain of the tables."""
        clock = [f"settb={_ratio(COUNTED_UNIT)},setpts=N"] if self.counted else []
        steps = [*clock, f"trim=start_pts={self.first}:end_pts={self._last + 1}"]
        return steps if self.domain == "coded" else [*steps, conversion_text(self.pixel_format, self.color)]

    @property
    def decoding_graph(self) -> str:
        """FFmpeg's filters that give the source frames of the range, as the tables are applied to them."""
        return ",".join(self._steps if self.domain == "coded" else [*self._steps, "format=rgb24"])

    @property
    def graph(self) -> str:
        """FFmpeg's filters that give the enhanced frames, with ``tables.cmd`` in the current folder.

        Each channel has a filter of its own, because a command makes its filter work out the tables of all channels.
        """
        steps = [*self._steps, f"setpts=PTS-({self.first})", f"sendcmd=f={Path(TABLES).name}"]
        name, channels = self._filter
        unchanged = "=y=val:u=val:v=val" if name == "lutyuv" else ""  # left alone, it clips to the limited range
        steps += [f"{name}@{channel}{unchanged}" for channel in channels]
        packed = [] if self.domain == "coded" else ["format=rgb24"]
        return ",".join([*steps, *packed, f"setpts=PTS+({self.first})"])

    @property
    def _filter(self) -> tuple[str, tuple[str, ...]]:
        """The filter that applies tables, and its names of the channels."""
        if self.domain == "rgb":
            return "lutrgb", ("r", "g", "b")
        return ("lut", ("c0",)) if is_grey(self.pixel_format) else ("lutyuv", ("y", "u", "v"))

    def commands(self, rows: Iterable[LoggedFrame]) -> Iterator[tuple[int, str]]:
        """``tables.cmd``: lines, each with the index of the first frame it is for.

        A frame whose tables are those of the frame before has no line.
        """
        filter_name, names = self._filter
        before: dict[str, bytes] = {}
        time_before = 0
        for row in rows:
            if row.table is None:
                continue
            time = (self.stamp(row.index, row.pts) - self.first) * self.time_base * MICROSECONDS // 1
            tables = {name: row.table[place].tobytes() for place, name in enumerate(names)}
            changed = [name for name in names if tables[name] != before.get(name)]
            if changed:
                moment = time - min(LEAD, (time - time_before) // 4)
                commands = (f"{filter_name}@{name} {name} '{table_expression(tables[name])}'" for name in changed)
                yield row.index, f"{moment // MICROSECONDS}.{moment % MICROSECONDS:06d} {', '.join(commands)};\n"
            before, time_before = tables, time

    def hashes(self, frames: Iterable[EnhancedHash]) -> Iterator[tuple[int, str]]:
        """``expected.framehash``: lines, each with the index of its frame; the head counts for frame 0."""
        yield 0, f"# frame_index, {'frame_index' if self.counted else 'pts'}, sha256\n"
        for index, pts, sha256 in frames:
            yield index, f"{index}, {self.stamp(index, pts)}, {sha256}\n"


@lru_cache(maxsize=8)
def table_expression(table: bytes) -> str:
    """A table (256 bytes) as an expression of FFmpeg's in ``val``: a balanced tree over runs of equal entries."""
    starts = [0, *(code for code in range(1, LEVELS) if table[code] != table[code - 1])]

    def branch(low: int, high: int) -> str:
        if high - low == 1:
            return str(table[starts[low]])
        middle = (low + high) // 2
        return f"if(lt(val,{starts[middle]}),{branch(low, middle)},{branch(middle, high)})"

    return branch(0, len(starts))


def write_tables(folder: Path, run: StockRun, rows: Iterable[LoggedFrame], frames: Iterable[EnhancedHash]) -> None:
    """Writes ``tables.cmd`` and ``expected.framehash`` of a package.

    Raises:
        WriteError: one of them cannot be written.
    """
    try:
        (folder / FOLDER).mkdir()
        for name, lines in ((TABLES, run.commands(rows)), (HASHES, run.hashes(frames))):
            with (folder / name).open("x", encoding="ascii", newline="\n") as stream:
                stream.writelines(line for _, line in lines)
    except OSError as error:
        raise _failure(folder, error) from error


def changed_lines(
    folder: Path, run: StockRun, rows: Iterable[LoggedFrame], frames: Iterable[EnhancedHash]
) -> Iterator[str]:
    """Says which frame is the first that ``tables.cmd`` or ``expected.framehash`` holds otherwise than the log."""
    for name, lines in ((TABLES, run.commands(rows)), (HASHES, run.hashes(frames))):
        try:
            with (folder / name).open("rb") as stream:
                for index, line in lines:
                    if stream.readline(len(line) + 1) != line.encode("ascii"):
                        yield f"frame {index}: {name} says otherwise than the log"
                        break
                else:
                    if stream.read(1):
                        yield f"{name} goes on after the last frame"
        except OSError as error:
            yield f"{name} cannot be read ({error.strerror})"


def first_difference(
    source: Path,
    folder: Path,
    run: StockRun,
    frames: Sequence[EnhancedHash],
    *,
    tick: Callable[[int, int], None] = lambda done, total: None,
    cancelled: CancelCheck = never,
) -> int | None:
    """Index of the first frame that the FFmpeg program does not make of the source as logged; None where all are equal.

    Args:
        source: the original.
        folder: of the package; its ``tables.cmd`` is used.
        run: how.
        frames: the enhanced frames logged, at least one.
        tick: told how many frames were compared, and of how many.
        cancelled: asked often; True stops with ``Cancelled``.

    Raises:
        Cancelled: the work was stopped.
    """
    made = reproduced_frames(source, run.graph, run.time_base, folder / FOLDER, cancelled=cancelled)
    with closing(made):
        for done, (logged, found) in enumerate(zip_longest(frames, made), start=1):
            if cancelled():
                raise Cancelled("Making the frames again was cancelled.")
            if logged is None:
                return frames[-1][0]
            index, pts, sha256 = logged
            if found is None or (found.pts, found.sha256) != (run.stamp(index, pts), sha256):
                return index
            tick(done, len(frames))
    return None


def describe_reproduction(run: StockRun, difference: int | None) -> dict[str, Any]:
    """What the manifest says on it.

    Args:
        run: how a stock FFmpeg makes the frames.
        difference: from ``first_difference``, tried with the FFmpeg program at hand.
    """
    version = program_version()
    return {
        "ffmpeg": version,
        "first_difference": difference,
        "note": reproduction_note(version, difference),
        "decoding_graph": run.decoding_graph,
        "graph": run.graph,
    }


def reproduction_note(version: str, difference: int | None) -> str:
    """Whether a version of FFmpeg made every frame again, in a sentence."""
    if difference is None:
        return f"FFmpeg {version} made every frame again from the source, bit for bit."
    return (
        f"FFmpeg {version}, as a program of its own, decodes this source otherwise from frame {difference} on: "
        "reproduce.sh cannot make all frames again, lle-studio verify can."
    )


def write_texts(folder: Path, run: StockRun, manifest: dict[str, Any]) -> None:
    """Writes the programs and the words of a package whose manifest is complete.

    Raises:
        WriteError: one of them cannot be written.
    """
    for name, text in _texts(run, manifest):
        try:
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise _failure(folder, error) from error


def changed_texts(folder: Path, run: StockRun, manifest: dict[str, Any]) -> Iterator[str]:
    """Says which of the programs and the words of a package are not those this version writes."""
    for name, text in _texts(run, manifest):
        data = text.encode("utf-8", errors="backslashreplace")
        try:
            with (folder / name).open("rb") as stream:
                if stream.read(len(data) + 1) != data:
                    yield f"{name} is not the one this version of the program writes"
        except OSError as error:
            yield f"{name} cannot be read ({error.strerror})"


def _texts(run: StockRun, manifest: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The programs and the words of a package: names and texts."""
    difference = manifest["reproduction"]["first_difference"]
    coded = f"the coded planes, {manifest['hashed_pixel_format']}"
    values = {
        "SOURCE_SHA256": manifest["source"]["sha256"],
        "TIME_BASE": _ratio(run.time_base),
        "GRAPH": run.graph,
        "CLIP": manifest["export"]["file"],
        "PIXEL_FORMAT": manifest["hashed_pixel_format"],
        "FIRST_DIFFERENCE": "" if difference is None else difference,
        "FFMPEG": manifest["reproduction"]["ffmpeg"],
        "FRAMES": manifest["frames"]["delivered"],
        "START": manifest["range"]["start"],
        "LAST": manifest["range"]["end"] - 1,
        "STAMP": "index" if run.counted else "PTS",
        "HASHED": "RGB24" if run.domain == "rgb" else coded,
    }
    kept, dropped = ("@EQUAL@ ", "@DIFFERENT@ ") if difference is None else ("@DIFFERENT@ ", "@EQUAL@ ")
    for name in TEXTS:
        lines = resource_path(name).read_text(encoding="utf-8").splitlines(keepends=True)
        text = "".join(line.removeprefix(kept) for line in lines if not line.startswith(dropped))
        for key, value in values.items():
            text = text.replace(f"@{key}@", str(value))
        yield name, text


def _failure(folder: Path, error: OSError) -> WriteError:
    return WriteError(f"{folder / FOLDER} cannot be written ({error.strerror}): check the folder and the disk.")


def _ratio(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"
