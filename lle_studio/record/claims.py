"""What a package's manifest claims, as far as ``verify`` can check it. Nothing in it is believed: it is only read."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from lle_studio.core.color import LUMA_WEIGHTS, RANGES, ColorInterpretation
from lle_studio.core.curves import ToneCurves, coded_table
from lle_studio.core.errors import CheckFailed, StudioError
from lle_studio.core.measures import false_color_risk
from lle_studio.core.settings import EnhancementSettings
from lle_studio.record.curve_log import AFTER_DAMAGE, MEASURES, MISSING, LoggedFrame, format_settings, format_time
from lle_studio.record.extras import PICTURE_KINDS, Extras
from lle_studio.record.manifest import (
    EXPORT_CHECKS,
    MANIFEST,
    describe_source,
    hashed_pixel_format,
    installed_version,
    level_sentence,
    timing_note,
)
from lle_studio.record.reproduce import StockRun, reproduction_note
from lle_studio.video.color import SCALE_FLAGS, conversion_text, has_coded_planes
from lle_studio.video.index import ClipIndex
from lle_studio.video.source import decoder_versions
from lle_studio.video.writer import MATROSKA_UNIT, Timing

EXPORT_FILES = ("enhanced.mkv", "enhanced.mp4")
"""Names the exported clip may have."""

SOURCE_FACTS = (
    "size_bytes", "codec", "width", "height", "sample_aspect", "rotation", "pixel_format", "field_order", "time_base",
    "frames", "first_pts", "last_pts", "frames_named_by",
)  # fmt: skip
"""Facts of the source that its bytes alone decide, whatever version of FFmpeg reads them."""

DECODERS = {"ffv1": "ffv1", "h264rgb": "h264"}
"""Codec chosen for the export -> FFmpeg's name of what is found in the clip."""

MEANS = {"mean_in": "mean_in", "mean_out": "mean_out", "hue_shift": "mean_hue_shift"}
"""Measure of the log -> name of its mean over the range in the manifest."""

LOG_PRECISION = 1.5e-6
"""Means of numbers logged with six decimals are not further from the exact ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What the manifest claims."""

    domain: str
    hashed_format: str
    start: int
    end: int
    corrupt: list[int]
    after_damage: list[int]
    missing: list[int]
    file: str
    time_base: Fraction
    timing: Timing
    """How the times of the export follow from those of the source."""
    settings: EnhancementSettings
    color: ColorInterpretation
    source_sha256: str
    source: dict[str, Any]
    """The source's facts, as ``describe_source`` gives them."""
    described: dict[str, Any]
    """All the manifest says of the source."""
    versions: dict[str, str]
    """Of the software."""
    source_audio: list[int]
    """Indexes of the source's audio streams."""
    audio: list[int]
    """Indexes of those that were copied."""
    means: dict[str, float]
    """Measure -> its mean over the range."""
    level: str
    """The sentence on what was asked and reached."""
    problems: frozenset[tuple[str, int | None, int | None]]
    """Kind, frame and PTS of each problem."""
    messages: frozenset[str]
    """Of the problems."""
    aspect: str
    """Shape of a pixel the export is flagged with."""
    export: tuple[str, str]
    """Container and codec of the exported clip, as the choices are called."""
    graphs: tuple[str, str]
    """FFmpeg's filters that give the source frames of the range, and those that give the enhanced ones."""
    first_difference: int | None
    """Index of the first frame that a stock FFmpeg does not make again; None where it makes all."""
    named_frames: frozenset[tuple[int, int]]
    """Index and PTS of the frames that are marked, or shown in the appendix."""
    viewing_copy: bool
    """There is a copy for ordinary players."""
    extras: Extras
    """What lies beside the package."""

    @property
    def same_program(self) -> bool:
        """This very version of the program wrote the package, so its texts are those written here."""
        return self.versions.get("lle-studio") == installed_version("lle-studio")

    @property
    def same_decoder(self) -> bool:
        """The libraries that read the source then are those that read it here, so they find the same facts."""
        here = decoder_versions().items()
        return self.same_program and all(self.versions.get(f"decoder {name}") == number for name, number in here)

    @property
    def tolerance(self) -> Fraction:
        """Seconds by which a time of the export may differ from the source's."""
        return Fraction(0) if self.timing.exact else MATROSKA_UNIT / 2

    def stock_run(self, rows: Sequence[LoggedFrame]) -> StockRun:
        """How a stock FFmpeg makes the frames of the log, of which there is at least one."""
        return StockRun(
            domain=self.domain,
            pixel_format=str(self.source["pixel_format"]),
            color=self.color,
            named_by=str(self.source["frames_named_by"]),
            pts_unit=self.time_base,
            indexes=(self.start, self.end - 1),
            pts=(rows[0].pts, rows[-1].pts),
        )

    @classmethod
    def of(cls, manifest: dict[str, Any]) -> "Claims":
        """Reads the claims.

        Raises:
            CheckFailed: one is missing, or they do not hold together.
        """
        try:
            return cls._read(manifest)
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, StudioError) as error:
            what = f"{error} is missing" if isinstance(error, KeyError) else str(error).rstrip(".")
            raise CheckFailed(f"{MANIFEST} does not hold together: {what}.") from error

    @classmethod
    def _read(cls, manifest: dict[str, Any]) -> "Claims":
        settings, source, export = manifest["settings"], manifest["source"], manifest["export"]
        frames, color, timing = manifest["frames"], source["color"], export["timestamps"]
        reproduction, difference = manifest["reproduction"], manifest["reproduction"]["first_difference"]
        gain_limit, lock_frame = settings["gain_limit"], settings["lock_frame"]
        window, lock_range = settings["window"], settings["lock_range"]
        claims = cls(
            domain=str(manifest["domain"]),
            hashed_format=str(manifest["hashed_pixel_format"]),
            start=int(manifest["range"]["start"]),
            end=int(manifest["range"]["end"]),
            corrupt=[int(index) for index in frames["corrupt"]],
            after_damage=[int(index) for index in frames["after_damage"]],
            missing=[int(index) for index in frames["missing"]],
            file=str(export["file"]),
            time_base=_ratio(source["time_base"]),
            timing=Timing(
                container=str(export["container"]),
                offset=int(timing["offset"]),
                unit=_ratio(timing["unit"]),
                exact=bool(timing["exact"]),
            ),
            settings=EnhancementSettings(
                exposure_level=float(settings["exposure_level"]),
                gain_limit=None if gain_limit is None else float(gain_limit),
                curve_mode=settings["curve_mode"],
                window=None if window is None else float(window),
                lock_frame=None if lock_frame is None else int(lock_frame),
                lock_range=None if lock_range is None else (int(lock_range[0]), int(lock_range[1])),
                color_mode=settings["color_mode"],
                chroma_gain=float(settings["chroma_gain"]),
            ),
            color=ColorInterpretation(
                **{key: str(color[key]) for key in ("matrix", "range", "matrix_origin", "range_origin")}
            ),
            source_sha256=str(source["sha256"]),
            source={name: source[name] for name in SOURCE_FACTS},
            described=dict(source),
            versions={str(name): str(number) for name, number in manifest["software"].items()},
            source_audio=[int(stream["index"]) for stream in source["audio"]],
            audio=[int(index) for index in export["audio_streams"]],
            means={name: float(manifest["result"][key]) for name, key in MEANS.items()},
            level=str(manifest["result"]["level"]),
            problems=frozenset((str(p["kind"]), p.get("frame"), p.get("pts")) for p in manifest["problems"]),
            messages=frozenset(str(p["message"]) for p in manifest["problems"]),
            export=(str(export["container"]), str(export["codec"])),
            aspect=str(export["sample_aspect"]),
            graphs=(str(reproduction["decoding_graph"]), str(reproduction["graph"])),
            first_difference=None if difference is None else int(difference),
            named_frames=frozenset(
                (int(frame["index"]), int(frame["pts"]))
                for frame in (*manifest["marks"], *manifest["appendix"]["representative_frames"])
            ),
            viewing_copy=export["viewing_copy"] is not None,
            extras=_extras(manifest["extras"]),
        )
        if contradictions := "; ".join(claims._contradictions(manifest)):
            raise ValueError(contradictions)
        return claims

    def _contradictions(self, manifest: dict[str, Any]) -> Iterator[str]:
        """Claims of the manifest that cannot all be true."""
        source, frames, timing = manifest["source"], manifest["frames"], manifest["export"]["timestamps"]
        if self.domain != self.settings.domain:
            yield f"the domain {self.domain} is not that of colour mode {self.settings.color_mode}"
        if self.hashed_format != hashed_pixel_format(str(source["pixel_format"]), self.domain):
            yield f"pixel format {self.hashed_format} is not what frame hashes are of"
        if not re.fullmatch("[a-z0-9_]+", str(source["pixel_format"])):  # it becomes part of a filter's text
            yield f"{str(source['pixel_format'])[:40]!r} is no pixel format"
        if self.color.matrix not in LUMA_WEIGHTS or self.color.range not in RANGES:
            yield f"colour matrix {self.color.matrix} and range {self.color.range} are not known"
        if not 0 <= self.start < self.end <= int(source["frames"]):
            yield f"the range {self.start} to {self.end} does not lie in the clip"
        length = self.end - self.start
        if int(frames["in_range"]) != length or int(frames["delivered"]) != length - len(self.missing):
            yield "the numbers of frames are not those of the range"
        if self.file not in EXPORT_FILES:
            yield f"the exported file is called {self.file!r}"
        if not isinstance(manifest["reproduction"].get("ffmpeg"), str):
            yield "it is not said which FFmpeg made the frames again"
        matroska = self.timing.container == "matroska"
        if self.timing.unit != (MATROSKA_UNIT if matroska else self.time_base) or not (self.timing.exact or matroska):
            yield f"times have the unit {timing['unit']} s, which {self.timing.container} of ours has not"
        if self.audio != self.source_audio and "audio" not in {kind for kind, _, _ in self.problems}:
            yield "audio streams are left out and no problem says why"
        if tuple(str(check["name"]) for check in manifest["checks"]) != EXPORT_CHECKS:
            yield "the checks made when the package was written are not those every export makes"
        for check in manifest["checks"]:
            if check["passed"] is not True:
                yield f"the check {check['name']} did not hold when the package was written"
        if source["sha256_after_export"] != self.source_sha256:
            yield "the source had another SHA-256 after the export"
        if self.settings.lock_frame is not None and not 0 <= self.settings.lock_frame < int(self.source["frames"]):
            yield f"there is no frame {self.settings.lock_frame} to lock the curves to"
        if self.settings.lock_range is not None and self.settings.lock_range[1] > int(self.source["frames"]):
            yield "the range to lock the curves to does not lie in the clip"

    def wrong_words(self, manifest: dict[str, Any]) -> Iterator[str]:
        """Says which words of a manifest that keeps its schema follow from other values, and do not say the same."""
        decoding, reproduction = manifest["decoding"], manifest["reproduction"]
        timing = manifest["export"]["timestamps"]
        conversion = conversion_text(str(self.source["pixel_format"]), self.color)
        if (decoding["rgb_conversion"], decoding["scale_flags"]) != (conversion, SCALE_FLAGS):
            yield f"rgb_conversion and scale_flags are not {conversion} and {SCALE_FLAGS}"
        if timing["note"] != (note := timing_note(self.timing, self.time_base)):
            yield f"the note on timestamps is not {note!r}"
        version = str(reproduction["ffmpeg"])
        if version != self.versions["independent ffmpeg"]:
            yield f"the frames were made again by FFmpeg {version}, not by the independent one"
        if reproduction["note"] != (note := reproduction_note(version, self.first_difference)):
            yield f"the note on the reproduction is not {note!r}"

    def broken_by_frame(self, row: LoggedFrame, before: Sequence[LoggedFrame]) -> Iterator[str]:
        """Says what of the claims a row of the log does not keep, as far as that needs neither source nor network.

        Args:
            row: of the log.
            before: the rows above it.
        """
        if row.time != format_time(row.pts, self.time_base):
            yield f"time {row.time} is not that of PTS {row.pts}"
        if row.settings != format_settings(self.settings):
            yield f"settings {row.settings} are not the manifest's {format_settings(self.settings)}"
        if row.table is None:
            return
        limited = row.table.astype(int) if self.domain == "rgb" else row.table[:1].astype(int) - self.color.black
        step = int(np.diff(limited).max())
        if row.measures[MEASURES.index("max_gain")] != str(step):
            yield "its tables do not have the largest step logged"
        limit = self.settings.gain_limit
        if limit is not None and (step > math.ceil(limit) or limited[:, 0].max() > 0):
            yield f"its tables are steeper than the gain limit {limit:g}, or black does not stay black"
        if self.settings.color_mode == "shared" and not (row.table == row.table[0]).all():
            yield "its three tables differ, though the colour mode is shared"
        if self.domain == "coded":
            chroma = coded_table(ToneCurves.identity(), self.color, None, self.settings.chroma_gain)[1:]
            if not (row.table[1:] == chroma).all():
                yield f"its chroma tables are not those of chroma gain {self.settings.chroma_gain:g}"
        locked = next((logged.table for logged in before if logged.table is not None), row.table)
        if self.settings.curve_mode == "locked" and not (row.table == locked).all():
            yield "its tables are not those of the frames before, though the curves are locked"

    def broken_by_log(self, rows: Sequence[LoggedFrame]) -> Iterator[str]:
        """Says which of the manifest's sums over all frames are not those of the log."""
        for name, value, claimed in (
            ("corrupt", "1", self.corrupt),
            (AFTER_DAMAGE, AFTER_DAMAGE, self.after_damage),
            (MISSING, MISSING, self.missing),
        ):
            logged = [row.index for row in rows if row.corrupt == value]
            if logged != claimed:
                yield f"frames {logged} are logged as {name}, {claimed} in {MANIFEST}"
        for row in rows:
            kind = MISSING if row.missing else "corrupt" if row.corrupt == "1" else ""
            if kind and (kind, row.index, row.pts) not in self.problems:
                yield f"frame {row.index} is logged as {kind}, and no problem in {MANIFEST} says so"
        logged_pts = {row.index: row.pts for row in rows}
        for index, pts in sorted(self.named_frames):
            if logged_pts.get(index) != pts:
                yield f"{MANIFEST} names a frame {index} with PTS {pts}, which the log does not have"
        if rows and self.timing.offset != max(0, -rows[0].pts):
            yield f"{MANIFEST} says that times are shifted by {self.timing.offset} units, not by {max(0, -rows[0].pts)}"
        delivered = [row for row in rows if row.table is not None]
        for name, claim in self.means.items() if delivered else ():
            mean = float(np.mean([float(row.measures[MEASURES.index(name)]) for row in delivered]))
            if not abs(mean - claim) <= LOG_PRECISION:
                yield f"{MANIFEST} says that {name} is {claim} on average, it is {mean:.6f}"
        reached = level_sentence(self.settings, self.means["mean_out"])
        if self.level != reached:
            yield f"{MANIFEST} says {self.level!r} instead of {reached!r}"
        if self.domain == "rgb" and delivered:
            yield from self._untold_risk(delivered)

    def _untold_risk(self, delivered: Sequence[LoggedFrame]) -> Iterator[str]:
        """The warning of false colours that the log calls for, where no problem says it."""
        names = ("mean_in", "max_gain", "hue_shift")
        columns = [MEASURES.index(name) for name in names]
        mean_in, max_gain, hue_shift = np.mean(
            [[float(row.measures[column]) for column in columns] for row in delivered], axis=0
        ).tolist()
        risk = false_color_risk(mean_in, max_gain, hue_shift)
        if risk == "dark-chroma" and not has_coded_planes(str(self.source["pixel_format"])):
            return
        kind = {"grey-shift": "hue-shift", "dark-chroma": "false-color"}.get(risk)
        if kind is not None and (kind, None, None) not in self.problems:
            yield f"the log calls for the problem {kind}, and none in {MANIFEST} says so"

    def broken_by_source(self, index: ClipIndex) -> Iterator[str]:
        """Says which claims on the source its own index does not bear out."""
        found = describe_source(index)
        told = found.keys() - {"name", "sha256", "color"} if self.same_decoder else SOURCE_FACTS
        for name in sorted(told):
            if self.described.get(name) != found[name]:
                yield f"{name} is {found[name]}, the package says {self.described.get(name)}"
        for name in ("primaries", "transfer"):
            if self.described["color"].get(name) != found["color"][name]:
                yield f"{name} is {found['color'][name]}, the package says {self.described['color'].get(name)}"
        if index.color != self.color:
            yield f"colours are read as {_words(index.color)}, the package says {_words(self.color)}"
        if [stream.index for stream in index.audio] != self.source_audio:
            yield f"there are {len(index.audio)} audio streams, the package says {len(self.source_audio)}"
        for problem in index.problems:
            named = (problem.kind, problem.frame, problem.pts) in self.problems
            if not named or (self.same_decoder and problem.message not in self.messages):
                yield f"the package does not name this problem: {problem.message.rstrip('.')}"

    def broken_by_export(self, index: ClipIndex) -> Iterator[str]:
        """Says where the export, by its index, is shown otherwise than the source."""
        found = describe_source(index)
        if found["sample_aspect"] != self.aspect:
            yield f"sample_aspect is {found['sample_aspect']}, the package says {self.aspect}"
        for name in ("width", "height", "rotation"):
            if found[name] != self.source[name]:
                yield f"{name} is {found[name]}, that of the source {self.source[name]}"
        container, codec = self.export
        if container not in index.format_name.split(",") or index.codec != DECODERS.get(codec):
            yield f"it is {index.codec} in {index.format_name}, not {codec} in {container}"
        if len(index.audio) != len(self.audio):
            yield f"it has {len(index.audio)} audio streams, {len(self.audio)} were copied"
        expected = (self.color.matrix, self.color.range) if self.domain == "coded" else ("rgb", "full")
        if (index.color.matrix, index.color.range) != expected:
            yield f"colour {index.color.matrix} {index.color.range} instead of {' '.join(expected)}"


def _words(color: ColorInterpretation) -> str:
    return f"{color.matrix} ({color.matrix_origin}) {color.range} ({color.range_origin})"


def _extras(claimed: Any) -> Extras:
    """Reads what lies beside the package."""
    if claimed["frames"] not in (None, *PICTURE_KINDS):
        raise ValueError(f"frames are written as {str(claimed['frames'])[:40]!r}")
    return Extras(cubes=bool(claimed["cubes"]), npz=bool(claimed["npz"]), frames=claimed["frames"])


def _ratio(text: object) -> Fraction:
    """Reads a ratio such as ``1/12800``; a claim may say anything."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{1,18}/\d{1,18}", text):
        raise ValueError(f"{str(text)[:40]!r} is not a ratio of whole numbers")
    return Fraction(text)
