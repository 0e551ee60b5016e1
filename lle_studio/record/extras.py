"""What an examiner may have beside the package: tables as ``.cube`` files, curves as arrays, frames as pictures.

All of it follows from the log and the exported clip, so ``verify`` checks it against them (``extra_checks``).
"""

import zipfile
from array import array
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import LEVELS
from lle_studio.core.errors import Cancelled, UsageError, WriteError
from lle_studio.core.frame import EnhancedFrame, MissingFrame
from lle_studio.record.cube import cube_text
from lle_studio.record.curve_log import CHANNELS, MEASURES, LoggedFrame
from lle_studio.record.picture import write_picture
from lle_studio.video.source import Cancelled as CancelCheck
from lle_studio.video.source import never

CUBES = "cubes"
CURVES = "curves.npz"
FRAMES = "frames"

PICTURE_KINDS = ("png", "tiff")
"""Lossless formats frames may be written in."""

_BLOCK = 2**20
"""Bytes copied at once."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time zip files begin with: the same curves give the same bytes."""

_LITTLE = {"int64": "<i8", "float64": "<f8"}

DOCUMENTATION = (
    ("frame_index", "index of the frame, from 0; N frames in all"),
    ("pts", "presentation time of the frame in units of time_base"),
    ("time_base", "numerator and denominator of the seconds per unit of pts"),
    ("missing", "True where the frame could not be decoded: its tables are 0, its curves and measures nan"),
    ("channels", "names of the three tables of a frame, in their order"),
    ("tables", "(N, 3, 256): the integers applied; entry [n, c, v] is what the code v of channel c became in frame n"),
    ("curves", "(N, 3, 256): the network's curves of R, G, B in [0, 1], before the gain limit and the colour mode"),
    ("mean_in", "mean luminance of the source in [0, 1]"),
    ("mean_out", "mean luminance of the result in [0, 1]"),
    ("clipped_low", "share of samples the tables move to black from another value"),
    ("clipped_high", "share of samples the tables move to white from another value"),
    ("merged_levels", "levels present in the source that are no longer told apart"),
    ("max_gain", "largest step of a table, in output codes per input code"),
    ("hue_shift", "how coloured greys become, in codes"),
    ("documentation", "names of these arrays and what each holds"),
)
"""Arrays of ``curves.npz`` and what each holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What of it lies in a package."""

    cubes: bool = False
    npz: bool = False
    frames: str | None = None
    """One of ``PICTURE_KINDS``."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of the files and folders."""
        there = ((CUBES, self.cubes), (CURVES, self.npz), (FRAMES, self.frames is not None))
        return tuple(name for name, claimed in there if claimed)


# --- Tables as .cube files


def cube_name(index: int, pts: int) -> str:
    """Name in ``cubes/`` of a frame's tables, e.g. ``000012_pts6144.cube``."""
    return f"{index:06d}_pts{pts}.cube"


def frame_cube(index: int, pts: int, table: NDArray[np.uint8]) -> str:
    """What that file holds."""
    return cube_text(table, f"frame {index}, PTS {pts}")


def write_cubes(
    folder: Path,
    rows: Iterable[LoggedFrame],
    domain: str,
    *,
    total: int,
    tick: Callable[[int, int], None] = lambda done, total: None,
    cancelled: CancelCheck = never,
) -> None:
    """Writes ``cubes/``: a 1D ``.cube`` file of every frame that is not missing.

    Args:
        folder: of the package.
        rows: of the curve log.
        domain: of the log; a ``.cube`` file is for R, G and B.
        total: number of rows.
        tick: told how many rows were written, and of how many.
        cancelled: asked once a row; True stops with ``Cancelled``.

    Raises:
        UsageError: the tables are for coded samples.
        WriteError: a file cannot be written.
        Cancelled: the work was stopped.
    """
    if domain != "rgb":
        raise UsageError("A .cube file is for R, G and B: choose another colour mode than luma, or leave it out.")
    path = folder / CUBES
    try:
        path.mkdir()
        for done, row in enumerate(rows, start=1):
            if cancelled():
                raise Cancelled("Writing the .cube files was cancelled.")
            if row.table is not None:
                path = folder / CUBES / cube_name(row.index, row.pts)
                with path.open("x", encoding="ascii", newline="\n") as stream:
                    stream.write(frame_cube(row.index, row.pts, row.table))
            tick(done, total)
    except OSError as error:
        raise _failure(path, error) from error


# --- Curves as arrays


class CurveTrackWriter:
    """Gathers the tables and curves of frames, and writes them as arrays that NumPy loads without pickle.

    What is large waits in files without a name in the folder, which are gone when the writer is closed, however it is;
    in memory a frame takes less than 100 bytes.

    Args:
        folder: where they wait: that of the package.
        domain: ``rgb`` or ``coded``: what the tables are for.
        time_base: seconds per unit of PTS.

    Raises:
        WriteError: they cannot be written.
    """

    def __init__(self, folder: Path, domain: str, time_base: Fraction) -> None:
        self._folder = folder
        self._domain = domain
        self._time_base = time_base
        self._index, self._pts, self._missing = array("q"), array("q"), array("b")
        self._measures = {name: array("d") for name in MEASURES}
        self._open = ExitStack()
        try:
            self._tables: IO[bytes] = self._open.enter_context(TemporaryFile(dir=folder))  # noqa: SIM115
            self._curves: IO[bytes] = self._open.enter_context(TemporaryFile(dir=folder))  # noqa: SIM115
        except OSError as error:
            self._open.close()
            raise _failure(folder / CURVES, error) from error

    def __enter__(self) -> "CurveTrackWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._open.close()
        except OSError as failure:
            raise _failure(self._folder / CURVES, failure) from failure

    def add(self, enhanced: EnhancedFrame) -> None:
        """Takes an enhanced frame, after those before it."""
        for name, values in self._measures.items():
            values.append(float(getattr(enhanced.measures, name)))
        self._add(enhanced.source.index, enhanced.source.pts, enhanced.table, enhanced.curves.values)

    def add_missing(self, frame: MissingFrame) -> None:
        """Takes a frame that could not be decoded."""
        for values in self._measures.values():
            values.append(float("nan"))
        curves = np.full((3, LEVELS), np.nan, dtype=np.float32)
        self._add(frame.index, frame.pts, None, curves)

    def _add(self, index: int, pts: int, table: NDArray[np.uint8] | None, curves: NDArray[np.float32]) -> None:
        self._index.append(index)
        self._pts.append(pts)
        self._missing.append(table is None)
        try:
            self._tables.write(bytes(3 * LEVELS) if table is None else table.tobytes())
            self._curves.write(curves.astype("<f4").tobytes())
        except OSError as error:
            raise _failure(self._folder / CURVES, error) from error

    def finish(self, path: Path) -> None:
        """Writes the file, e.g. ``curves.npz`` of the package.

        Raises:
            WriteError: it cannot be written.
        """
        count = len(self._index)
        ratio = [self._time_base.numerator, self._time_base.denominator]
        arrays: dict[str, NDArray[np.generic]] = {
            "frame_index": np.array(self._index, dtype=_LITTLE["int64"]),
            "pts": np.array(self._pts, dtype=_LITTLE["int64"]),
            "time_base": np.array(ratio, dtype=_LITTLE["int64"]),
            "missing": np.array(self._missing, dtype=np.bool_),
            "channels": np.array(CHANNELS[self._domain], dtype="<U2"),
            **{name: np.array(values, dtype=_LITTLE["float64"]) for name, values in self._measures.items()},
            "documentation": np.array(DOCUMENTATION, dtype=f"<U{max(len(text) for _, text in DOCUMENTATION)}"),
        }
        try:
            with zipfile.ZipFile(path, "x", compression=zipfile.ZIP_DEFLATED) as archive:
                for name, values in arrays.items():
                    with _member(archive, name) as stream:
                        np.lib.format.write_array(stream, values, version=(1, 0), allow_pickle=False)
                for name, kind, waiting in (("tables", "|u1", self._tables), ("curves", "<f4", self._curves)):
                    head = {"descr": kind, "fortran_order": False, "shape": (count, 3, LEVELS)}
                    with _member(archive, name) as stream:
                        np.lib.format.write_array_header_1_0(stream, head)
                        waiting.seek(0)
                        while block := waiting.read(_BLOCK):
                            stream.write(block)
        except OSError as error:
            raise _failure(path, error) from error


def _member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Opens an array of an archive for writing."""
    entry = zipfile.ZipInfo(f"{name}.npy", date_time=_EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return archive.open(entry, "w", force_zip64=True)


# --- Frames as pictures


def picture_name(index: int, pts: int, kind: str) -> str:
    """Name in ``frames/`` of an enhanced frame, e.g. ``frame_000012_pts6144.png``."""
    return f"frame_{index:06d}_pts{pts}.{kind}"


def write_frame(folder: Path, kind: str, index: int, pts: int, rgb: NDArray[np.uint8]) -> Path:
    """Writes an enhanced frame into ``frames/`` without loss, every sample as it is: not scaled, not turned.

    Args:
        folder: of the package.
        kind: one of ``PICTURE_KINDS``.
        index: of the frame.
        pts: of the frame.
        rgb: (3, H, W): the planes R, G, B; of coded planes, their exact conversion.

    Returns:
        The file.

    Raises:
        UsageError: the kind is unknown.
        WriteError: the file cannot be written.
    """
    if kind not in PICTURE_KINDS:
        raise UsageError(f"Frames are written as {' or '.join(PICTURE_KINDS)}, not {kind}.")
    path = folder / FRAMES / picture_name(index, pts, kind)
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise _failure(path.parent, error) from error
    write_picture(path, rgb)
    return path


def _failure(path: Path, error: OSError) -> WriteError:
    return WriteError(f"{path} cannot be written ({error.strerror}): check the folder and the disk.")
