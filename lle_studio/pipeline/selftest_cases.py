"""The cases of the self-test: what each runs, and the values it measures.

A case that needs the network loads it itself, so that the others can be run where it cannot be loaded.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import copytree

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.color import ColorInterpretation
from lle_studio.core.curves import LEVELS, ToneCurves, apply_table, limit_slope, make_table
from lle_studio.core.errors import Cancelled
from lle_studio.core.frame import Frame, MissingFrame, hash_coded, hash_planes, hash_rgb
from lle_studio.core.settings import COLOR_MODES, ColorMode, EnhancementSettings
from lle_studio.pipeline.drawn import DRAWN_CLIPS, PLAIN, DrawnClip, draw_dusk, draw_night, fixed_tables
from lle_studio.pipeline.golden import Measured, Values
from lle_studio.pipeline.job import ExportJob
from lle_studio.record.curve_log import CHANNELS, read_curve_log
from lle_studio.record.manifest import CURVE_LOG, read_manifest, write_sums
from lle_studio.record.verify import verify_package
from lle_studio.resources import resource_path
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader
from lle_studio.video.source import never

SAMPLE_FRAMES = (0, 137, 1, 249, 100)
"""Read in this order: forward, back, the last and one in between."""

ESTIMATED_LEVELS = {"studio": (0.30, 0.60, 0.80), "paper": (0.60,)}
"""Exposure levels tables are estimated at, by the name of the weights."""

VERIFY_CHECKS = (
    "files",
    "curve log",
    "reproduction",
    "export decoded by PyAV",
    "export decoded by FFmpeg",
    "source file",
    "tables applied to the source",
    "tables applied by a stock FFmpeg",
)
"""Checks of the verifier that must be made; others count where they fail."""

STOPPED = "The self-test was cancelled; nothing was kept."

AS_LOGGED = "as logged"
HOLDS = "holds"
NAMED = "found and named"


class Workbench:
    """What the cases of one run share: a folder, clips drawn once, packages exported once.

    Args:
        folder: an empty one, which whoever made it removes.
        cancelled: asked often; True stops with ``Cancelled``.
    """

    def __init__(self, folder: Path, cancelled: Callable[[], bool] = never) -> None:
        self.cancelled = cancelled
        self.device = ""
        """What the networks ran on, as soon as one was loaded."""
        self.weights: dict[str, str] = {}
        """Name and SHA-256 of the weights loaded so far."""
        self._folder = folder

    def clip(self, drawn: DrawnClip) -> Path:
        """The file of a drawn clip."""
        path = self._folder / drawn.file
        return path if path.exists() else drawn.write(self._folder)

    def package(self, color_mode: ColorMode) -> Path:
        """An evidence package of the plain drawn clip in a colour mode."""
        from lle_studio.pipeline.export import run_export

        folder = self._folder / f"package-{color_mode}"
        if not folder.exists():
            settings = EnhancementSettings(color_mode=color_mode)
            job = ExportJob(source=self.clip(PLAIN), folder=folder, settings=settings)
            for _ in run_export(job, cancelled=self.cancelled):
                self.stop_if_asked()
        return folder

    def copy_of(self, package: Path, name: str) -> Path:
        """A copy of a package, to be changed."""
        return Path(copytree(package, self._folder / name))

    def frames(self, path: Path, indexes: tuple[int, ...] | None = None) -> Iterator[Frame | MissingFrame]:
        """Decodes frames of a clip in the order given; all where none is."""
        index = build_index(path, cancelled=self.cancelled)
        with ClipReader(index, cache_bytes=0) as reader:
            for number in range(len(index)) if indexes is None else indexes:
                self.stop_if_asked()
                yield from reader.frames(number, number + 1)

    def stop_if_asked(self) -> None:
        """Stops where that was asked for.

        Raises:
            Cancelled: it was.
        """
        if self.cancelled():
            raise Cancelled(STOPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelftestCase:
    """One case of the self-test."""

    name: str
    compared: str
    """What is compared with the recorded results."""
    measure: Callable[[Workbench], Values]
    tolerance: int = 0
    """Codes by which entries of a table may differ; said where they do."""


def _rows(table: NDArray[np.uint8]) -> Measured:
    rows: list[list[int]] = table.tolist()
    return rows


def measure_arithmetic(bench: Workbench) -> Values:
    """Tables as ``core`` makes them of curves that are given: rounding, gain limit, colour modes, coded ranges."""
    tables = fixed_tables()
    curves = ToneCurves(values=tables["mixed"].astype(np.float32) / np.float32(LEVELS - 1))
    halves = ToneCurves(values=np.tile(np.arange(LEVELS, dtype=np.float32) / np.float32(2 * (LEVELS - 1)), (3, 1)))
    values: Values = {f"table {name}": _rows(table) for name, table in tables.items()}
    values["rounding of k/510"] = _rows(halves.table())
    for limit in (1.0, 2.5, 12.0):
        values[f"gain limit {limit:g}"] = _rows(limit_slope(tables["mixed"], limit))
    for matrix, color_range in (("bt601", "limited"), ("bt709", "full")):
        color = ColorInterpretation(matrix=matrix, range=color_range, matrix_origin="chosen", range_origin="chosen")
        for mode in COLOR_MODES:
            settings = EnhancementSettings(color_mode=mode, gain_limit=None, chroma_gain=1.5)
            values[f"{mode}, {matrix} {color_range}, no gain limit"] = _rows(make_table(curves, settings, color))
            settings = EnhancementSettings(color_mode=mode)
            values[f"{mode}, {matrix} {color_range}"] = _rows(make_table(curves, settings, color))
    return values


def measure_decoding(bench: Workbench, path: Path, indexes: tuple[int, ...] | None = None) -> Values:
    """PTS and hashes of decoded frames, with the matrix and range they were read with."""
    index = build_index(path, cancelled=bench.cancelled)
    values: Values = {"frames": len(index), "colour": f"{index.color.matrix} {index.color.range}"}
    for frame in bench.frames(path, indexes):
        name = f"frame {frame.index}"
        values[f"{name}, PTS"] = frame.pts
        if isinstance(frame, Frame):
            values[f"{name}, RGB"] = hash_rgb(tuple(frame.rgb))
            values[f"{name}, coded planes"] = hash_coded(frame.coded)
    return values


def measure_drawn(bench: Workbench, drawn: DrawnClip) -> Values:
    """What is decoded of a drawn clip."""
    return measure_decoding(bench, bench.clip(drawn))


def measure_sample(bench: Workbench) -> Values:
    """What is decoded of the bundled sample, and its own hash."""
    path = resource_path("sample/night-street.mp4")
    sha256 = build_index(path, cancelled=bench.cancelled).sha256
    return {"file": sha256, **measure_decoding(bench, path, SAMPLE_FRAMES)}


def measure_application(bench: Workbench, domain: str) -> Values:
    """Hashes of the first frame of every drawn clip after each fixed table."""
    values: Values = {}
    for drawn in DRAWN_CLIPS:
        for frame in bench.frames(bench.clip(drawn), (0,)):
            if isinstance(frame, Frame):
                planes = tuple(frame.rgb) if domain == "rgb" else frame.coded
                for name, table in fixed_tables().items():
                    values[f"{drawn.name}, frame 0, table {name}"] = hash_planes(apply_table(planes, table), domain)
    return values


def measure_estimate(bench: Workbench, weights: str) -> Values:
    """The tables that weights give on drawn pictures at fixed exposure levels, and the hash of the weights.

    Networks add thousands of products in an order that depends on the processor, so that sums differ in their last
    bits and a curve that falls between two codes may be rounded to the one or the other: a difference of one code is
    let pass, and said. It does not touch the evidence: a package holds the table that was applied, and whoever checks
    it applies that table and no network.
    """
    from lle_studio.estimator.estimator import CurveEstimator

    estimator = CurveEstimator(weights)
    bench.device = estimator.device_name
    bench.weights[weights] = estimator.weights_sha256
    values: Values = {"SHA-256 of the weights": estimator.weights_sha256}
    for name, picture in (("night", draw_night()), ("dusk", draw_dusk())):
        features = estimator.features(picture)
        for level in ESTIMATED_LEVELS[weights]:
            bench.stop_if_asked()
            values[f"{name}, L {level:.2f}"] = _rows(estimator.curves(features, level).table())
    return values


def measure_export(bench: Workbench, color_mode: ColorMode) -> Values:
    """PTS and hashes of the source in the curve log, its tables applied once more, and every check of the verifier.

    Tables are applied here by plain indexing, not by the function the export used.
    """
    folder, source = bench.package(color_mode), bench.clip(PLAIN)
    domain = read_manifest(folder)["domain"]
    values: Values = {}
    for row, frame in zip(read_curve_log(folder / CURVE_LOG, domain), bench.frames(source), strict=True):
        name = f"frame {row.index}"
        values[f"{name}, PTS"], values[f"{name}, source"] = row.pts, row.source_sha256
        if isinstance(frame, Frame) and row.table is not None:
            planes = tuple(frame.rgb) if domain == "rgb" else frame.coded
            again = hash_planes([table[plane] for plane, table in zip(planes, row.table, strict=True)], domain)
            values[f"{name}, logged tables applied again"] = (
                AS_LOGGED if again == row.enhanced_sha256 else f"{again}, logged is {row.enhanced_sha256}"
            )
    report = verify_package(folder, source=source, cancelled=bench.cancelled)
    for check in report.checks:
        if check.name in VERIFY_CHECKS or not check.passed:
            values[f"verify, {check.name}"] = HOLDS if check.passed else f"fails: {check.detail}"
    return values


def measure_faults(bench: Workbench) -> Values:
    """Whether the verifier names what was changed in a package: a check that says yes to everything is none."""
    values: Values = {}
    plants = {"a changed byte of the clip": plant_byte, "a changed table of frame 2": plant_entry}
    for number, (what, plant) in enumerate(plants.items()):
        folder = bench.copy_of(bench.package("luma"), f"changed-{number}")
        expected = plant(folder)
        report = verify_package(folder, source=bench.clip(PLAIN), cancelled=bench.cancelled)
        named = any(expected in check.detail for check in report.checks if not check.passed)
        values[what] = NAMED if named else "not found"
    return values


def plant_byte(folder: Path) -> str:
    """Changes a byte in the middle of an exported clip; gives what the verifier must say."""
    path = folder / read_manifest(folder)["export"]["file"]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return f"{path.name} was changed after the export"


def plant_entry(folder: Path) -> str:
    """Raises a table entry of frame 2 in the log and forges the sums; gives what the verifier must say."""
    path = folder / CURVE_LOG
    lines = [line.split(",") for line in path.read_text(encoding="ascii").splitlines()]
    head, row = lines[0], lines[3]
    first = head.index(f"{CHANNELS['coded'][0]}0")
    rises = (place for place in range(first, first + LEVELS - 1) if int(row[place]) < int(row[place + 1]))
    place = next(rises, first)
    row[place] = row[place + 1]  # the table stays non-decreasing
    path.write_text("".join(f"{','.join(line)}\r\n" for line in lines), encoding="ascii", newline="")
    write_sums(folder)
    return "frame 2: the logged table does not turn the source into the picture logged"


CASES: tuple[SelftestCase, ...] = (
    SelftestCase(
        name="arithmetic of curves and tables",
        compared="every entry of tables made of given curves, in all colour modes",
        measure=measure_arithmetic,
    ),
    *(
        SelftestCase(
            name=f"decoding: {drawn.name}",
            compared="PTS, RGB and coded planes of every frame of a drawn clip",
            measure=partial(measure_drawn, drawn=drawn),
        )
        for drawn in DRAWN_CLIPS
    ),
    SelftestCase(
        name="decoding: bundled sample",
        compared="hash of the file (H.264), and five frames read out of order",
        measure=measure_sample,
    ),
    SelftestCase(
        name="fixed tables on R, G, B",
        compared="five fixed tables applied to every drawn clip, without a network",
        measure=partial(measure_application, domain="rgb"),
    ),
    SelftestCase(
        name="fixed tables on coded planes",
        compared="the same tables applied to Y, Cb and Cr",
        measure=partial(measure_application, domain="coded"),
    ),
    *(
        SelftestCase(
            name=f"estimation: {weights}",
            compared="hash of the weights, and the tables they give on drawn pictures",
            measure=partial(measure_estimate, weights=weights),
            tolerance=1,
        )
        for weights in ESTIMATED_LEVELS
    ),
    *(
        SelftestCase(
            name=f"export and verification: {mode}",
            compared="source frames, logged tables applied again, checks of the verifier",
            measure=partial(measure_export, color_mode=mode),
        )
        for mode in COLOR_MODES
    ),
    SelftestCase(
        name="planted faults",
        compared="whether the verifier names a changed byte and a changed table",
        measure=measure_faults,
    ),
)
