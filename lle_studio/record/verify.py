"""Checking an evidence package without the network that proposed its curves: ``lle-studio verify``.

Nothing here needs torch. Every check runs even where an earlier one failed, so that the answer names all that is wrong.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from lle_studio.core.errors import Cancelled, CheckFailed, SourceError
from lle_studio.core.frame import Frame, MissingFrame
from lle_studio.core.ordered import map_in_order
from lle_studio.record.appendix import check_appendices
from lle_studio.record.audit import package_breaches
from lle_studio.record.claims import Claims
from lle_studio.record.curve_log import LoggedFrame, read_curve_log
from lle_studio.record.enhanced_hashes import EnhancedHash
from lle_studio.record.extra_checks import extra_breaches
from lle_studio.record.files import check_files, no_files, read_sums
from lle_studio.record.findings import Check, Findings
from lle_studio.record.manifest import CURVE_LOG, MANIFEST, PARTIAL_SUFFIX, SUMS, read_manifest
from lle_studio.record.origin import export_breaches, origin_breaches
from lle_studio.record.reproduce import TABLES, changed_lines, changed_texts, first_difference
from lle_studio.record.schema import schema_breaches
from lle_studio.record.signature import PublicKey, check_signature, load_public_key
from lle_studio.record.timestamp import Roots, check_timestamp, load_roots
from lle_studio.video.audio import packet_hashes
from lle_studio.video.decoded import DecodedFrame
from lle_studio.video.independent import frame_hashes
from lle_studio.video.index import ClipIndex, build_index
from lle_studio.video.reader import ClipReader
from lle_studio.video.source import never
from lle_studio.video.writer import Timing

Report = Callable[[str, int, int], None]
"""Told the name of the check under way, how many frames are done and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """All answers."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Every check holds."""
        return all(check.passed for check in self.checks)


def verify_package(
    folder: Path,
    *,
    source: Path | None = None,
    key: Path | None = None,
    tsa: Path | None = None,
    progress: Report | None = None,
    cancelled: Callable[[], bool] = never,
) -> VerifyReport:
    """Checks a package: files, signature, log, and the export decoded twice; with the source, every pixel's origin.

    Args:
        folder: the package.
        source: the original file; then its hash, its frames' hashes, the tables applied to them and the audio are
            checked too.
        key: the laboratory's public key, known from elsewhere; then the package must be signed by it.
        tsa: the root certificate of a time-stamp authority; then the package must hold a time stamp that leads to it.
        progress: told what is being done.
        cancelled: asked once a frame; True stops with ``Cancelled``.

    Raises:
        SourceError: the folder is no package, or the source, the key or the root cannot be read.
        Cancelled: the work was stopped.
    """
    if not folder.is_dir():
        raise SourceError(f"{folder} is not a folder: give the folder of an evidence package.")
    if folder.resolve().name.endswith(PARTIAL_SUFFIX):
        raise SourceError(
            f"{folder} is what an export writes in until it is complete: it was interrupted or is still under way; "
            "start the same export again, and it goes on."
        )
    if not (folder / MANIFEST).is_file() and not (folder / SUMS).is_file():
        raise SourceError(f"{folder} is not an evidence package: it has neither {MANIFEST} nor {SUMS}.")
    trust = _Trust(
        key=None if key is None else load_public_key(key),
        roots=() if tsa is None else load_roots(tsa),
    )
    work = _Verification(folder, progress or (lambda name, done, total: None), cancelled)
    return VerifyReport(checks=tuple(work.checks(source, trust)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trust:
    """What the one who checks knows from elsewhere."""

    key: PublicKey | None
    roots: Roots


class _Verification:
    """One run over a package."""

    def __init__(self, folder: Path, report: Report, cancelled: Callable[[], bool]) -> None:
        self._folder = folder
        self._report = report
        self._cancelled = cancelled
        self._commands_changed = False
        """``tables.cmd`` holds other commands than follow from the log."""

    def checks(self, source: Path | None, trust: _Trust) -> Iterator[Check]:
        """All checks that can be made, in order."""
        yield check_files(self._folder, self._tick)
        if any(no_files(self._folder)):
            return  # what a link leads to, or a pipe would say, is nobody's evidence
        time_stamp = check_timestamp(self._folder, trust.roots)
        if time_stamp is not None:
            yield time_stamp
        manifest: dict[str, Any] = {}
        claims: Claims | None = None
        findings = Findings("manifest")
        try:
            manifest = read_manifest(self._folder)
            claims = Claims.of(manifest)
        except CheckFailed as error:
            findings.add(str(error))
        breaches = schema_breaches(manifest) if manifest else []
        for breach in breaches or (claims.wrong_words(manifest) if claims is not None else ()):
            findings.add(breach)
        yield findings.answer("it keeps its schema and does not contradict itself")
        if manifest:
            yield check_signature(self._folder, manifest.get("signature"), trust.key)
        if claims is None:
            return
        yield self._audit_log(manifest)
        yield self._appendix(manifest)
        rows: list[LoggedFrame] = []
        yield self._log(claims, rows)
        if not rows:
            return
        yield self._reproduction(claims, rows, manifest)
        yield self._extras(claims, rows)
        yield self._pyav(claims, rows)
        yield from self._ffmpeg(claims, rows)
        if source is not None:
            yield from self._source(source, claims, rows)

    def _tick(self, name: str, done: int, total: int) -> None:
        if self._cancelled():
            raise Cancelled("Verification was cancelled.")
        self._report(name, done, total)

    def _log(self, claims: Claims, rows: list[LoggedFrame]) -> Check:
        """The log has a row for every frame of the range, in order, and agrees with itself and the manifest."""
        findings = Findings("curve log")
        try:
            for row in read_curve_log(self._folder / CURVE_LOG, claims.domain):
                expected = claims.start + len(rows)
                if row.index != expected:
                    findings.add(f"where frame {expected} belongs stands frame {row.index}")
                if rows and row.pts <= rows[-1].pts:
                    findings.add(f"frame {row.index}: PTS {row.pts} is not after PTS {rows[-1].pts}")
                for breach in claims.broken_by_frame(row, rows):
                    findings.add(f"frame {row.index}: {breach}")
                rows.append(row)
                self._tick("curve log", len(rows), claims.end - claims.start)
        except CheckFailed as error:
            findings.add(str(error))
        if len(rows) != claims.end - claims.start:
            findings.add(f"{len(rows)} frames are logged, {claims.end - claims.start} are claimed")
        for breach in claims.broken_by_log(rows):
            findings.add(breach)
        return findings.answer(f"{len(rows)} frames logged, every table non-decreasing and as the settings say")

    def _appendix(self, manifest: dict[str, Any]) -> Check:
        """The appendices are there and were printed for this package."""
        findings = Findings("appendix")
        for breach in check_appendices(self._folder, manifest, read_sums(self._folder)):
            findings.add(breach)
        names = manifest["appendix"]["files"] if not findings.failures else ()
        return findings.answer(f"{' and '.join(names)} printed for this package")

    def _audit_log(self, manifest: dict[str, Any]) -> Check:
        """The chain of the audit log holds, and ends as the manifest says."""
        findings = Findings("audit log")
        for breach in package_breaches(self._folder, manifest):
            findings.add(breach)
        return findings.answer(f"its chain holds and ends as {MANIFEST} says")

    def _pyav(self, claims: Claims, rows: list[LoggedFrame]) -> Check:
        """PyAV decodes the export to the hashes logged, at the times promised."""
        findings = Findings("export decoded by PyAV")
        delivered = [row for row in rows if not row.missing]
        try:
            index = build_index(self._folder / claims.file)
            if len(index) != len(delivered):
                lost = f": it ends before frame {delivered[len(index)].index}" if len(index) < len(delivered) else ""
                findings.add(f"{claims.file} holds {len(index)} frames, {len(delivered)} are logged{lost}")
            for breach in claims.broken_by_export(index):
                findings.add(f"{claims.file}: {breach}")
            with ExitStack() as stack:
                reader = stack.enter_context(ClipReader(index, cache_bytes=0))
                pairs = zip(delivered, reader.decoded(), strict=False)
                compare = partial(_compare_all, partial(export_breaches, claims, index))
                compared = stack.enter_context(closing(map_in_order(compare, pairs)))
                for done, breaches in enumerate(compared, start=1):
                    self._tick(findings.name, done, len(delivered))
                    for breach in breaches:
                        findings.add(breach)
        except SourceError as error:
            findings.add(str(error))
        return findings.answer(f"{len(delivered)} frames have the hashes and times logged")

    def _ffmpeg(self, claims: Claims, rows: list[LoggedFrame]) -> tuple[Check, Check]:
        """The independent FFmpeg program decodes the export to the same hashes, at the times promised."""
        return check_independently(
            self._folder / claims.file,
            claims.hashed_format,
            _enhanced_hashes(rows),
            claims.timing,
            claims.time_base,
            self._tick,
        )

    def _source(self, source: Path, claims: Claims, rows: list[LoggedFrame]) -> Iterator[Check]:
        """The source is the one named, and the logged tables turn its frames into those of the export."""
        identity = Findings("source file")
        index = build_index(
            source,
            matrix=claims.color.matrix if claims.color.matrix_origin == "chosen" else None,
            color_range=claims.color.range if claims.color.range_origin == "chosen" else None,
            thorough=claims.source["frames_named_by"] != "pts",
            cancelled=self._cancelled,
        )
        if index.sha256 != claims.source_sha256:
            identity.add(
                f"{source.name} has the SHA-256 {index.sha256}, the package was made of {claims.source_sha256}"
            )
        else:
            for breach in claims.broken_by_source(index):
                identity.add(breach)
        yield identity.answer(f"SHA-256 {index.sha256}")
        origin = Findings("tables applied to the source")
        if claims.end > len(index):
            origin.add(f"{source.name} has {len(index)} frames, the package ends before frame {claims.end}")
            yield origin.answer("")
            return
        with ExitStack() as stack:
            reader = stack.enter_context(ClipReader(index, cache_bytes=0))
            pairs = zip(rows, reader.decoded(claims.start, claims.end), strict=False)
            compare = partial(_compare_all, partial(origin_breaches, claims))
            compared = stack.enter_context(closing(map_in_order(compare, pairs)))
            for done, breaches in enumerate(compared, start=1):
                self._tick(origin.name, done, len(rows))
                for breach in breaches:
                    origin.add(breach)
        yield origin.answer(f"{sum(not row.missing for row in rows)} frames re-created bit for bit")
        yield check_audio(self._folder / claims.file, claims.audio, index, claims.start, claims.end)
        if any(not row.missing for row in rows):
            yield self._stock_ffmpeg(source, claims, rows)

    def _extras(self, claims: Claims, rows: list[LoggedFrame]) -> Check:
        """What lies beside the package is what the manifest says, and says the same as the log and the export."""
        findings = Findings("extras")
        for breach in extra_breaches(self._folder, claims, rows, lambda *done: self._tick(findings.name, *done)):
            findings.add(breach)
        named = " and ".join(claims.extras.names)
        return findings.answer(f"{named} say the same as log and export" if named else "none claimed, none there")

    def _reproduction(self, claims: Claims, rows: list[LoggedFrame], manifest: dict[str, Any]) -> Check:
        """The tables and hashes for a stock FFmpeg, its filters in the manifest, and the words are those of the log."""
        findings, run = Findings("reproduction"), claims.stock_run(rows)
        if claims.graphs != (run.decoding_graph, run.graph):
            findings.add(f"the filters for a stock FFmpeg in {MANIFEST} are not {run.graph}")
        for breach in changed_lines(self._folder, run, self._counted(findings.name, rows), _enhanced_hashes(rows)):
            findings.add(breach)
            self._commands_changed = self._commands_changed or TABLES in breach
        for breach in changed_texts(self._folder, run, manifest) if claims.same_program else ():
            findings.add(breach)
        words = "" if claims.same_program else "; its words are another version's and were not compared"
        return findings.answer(
            f"the tables and hashes of {len(rows)} frames for a stock FFmpeg are those logged{words}"
        )

    def _counted(self, name: str, rows: list[LoggedFrame]) -> Iterator[LoggedFrame]:
        for done, row in enumerate(rows, start=1):
            self._tick(name, done, len(rows))
            yield row

    def _stock_ffmpeg(self, source: Path, claims: Claims, rows: list[LoggedFrame]) -> Check:
        """A stock FFmpeg with the package's own tables makes the enhanced frames of the source."""
        findings = Findings("tables applied by a stock FFmpeg")
        frames = _enhanced_hashes(rows)
        if self._commands_changed:
            findings.add(f"{TABLES} is not that of the log, and what else it holds is not given to FFmpeg")
            return findings.answer("")
        difference = first_difference(
            source,
            self._folder,
            claims.stock_run(rows),
            frames,
            tick=lambda done, total: self._tick(findings.name, done, total),
            cancelled=self._cancelled,
        )
        if difference is not None and claims.first_difference is not None:
            return findings.answer(f"it decodes the source otherwise from frame {difference} on, as the package says")
        if difference is not None:
            findings.add(f"frame {difference}: FFmpeg with the package's tables does not give the picture logged")
        return findings.answer(f"{len(frames)} frames re-created bit for bit")


def _compare_all(
    breaches: Callable[[LoggedFrame, Frame | MissingFrame], Iterator[str]],
    pair: tuple[LoggedFrame, DecodedFrame | MissingFrame],
) -> list[str]:
    """All in which a frame is not as logged."""
    row, decoded = pair
    return list(breaches(row, decoded if isinstance(decoded, MissingFrame) else decoded.convert()))


def _enhanced_hashes(rows: list[LoggedFrame]) -> list[EnhancedHash]:
    return [(row.index, row.pts, row.enhanced_sha256) for row in rows if not row.missing]


def check_independently(
    path: Path,
    hashed_format: str,
    expected: Sequence[EnhancedHash],
    timing: Timing,
    time_base: Fraction,
    tick: Report,
) -> tuple[Check, Check]:
    """Compares the frames that the independent FFmpeg program decodes with those logged: pictures and times.

    Args:
        path: the exported clip.
        hashed_format: pixel format of the bytes hashed.
        expected: every frame logged, in order.
        timing: how the times of the export follow from those of the source.
        time_base: seconds per unit of the source's PTS.
        tick: told the progress.
    """
    pictures, times = Findings("export decoded by FFmpeg"), Findings("frames and timestamps")
    rounding = Fraction(0) if timing.exact else timing.unit / 2
    count = 0
    try:
        for frame in frame_hashes(path, hashed_format, timing.unit):
            count += 1
            if count <= len(expected):
                index, pts, sha256 = expected[count - 1]
                if frame.sha256 != sha256:
                    pictures.add(f"frame {index}: the picture is not the one logged")
                off = abs(frame.pts * timing.unit - (pts + timing.offset) * time_base)
                if off > rounding:
                    times.add(f"frame {index}: its time is {float(off):.6f} s off")
            tick(pictures.name, count, len(expected))
    except CheckFailed as error:
        pictures.add(str(error))
    if count != len(expected):
        lost = f": they end before frame {expected[count][0]}" if count < len(expected) else ""
        pictures.add(f"{count} frames decoded, {len(expected)} are logged{lost}")
        times.add(f"{path.name} holds {count} frames, {len(expected)} are logged")
    exact = "exactly" if timing.exact else f"to within {float(rounding):g} s, as the container rounds"
    return (
        pictures.answer(f"{count} frames have the hashes logged"),
        times.answer(f"{count} frames, each at its PTS {exact}"),
    )


def check_audio(path: Path, copied: Sequence[int], index: ClipIndex, start: int, end: int) -> Check:
    """Compares the audio packets of an export with those of its source, byte for byte.

    Args:
        path: the exported clip.
        copied: indexes in the source of the audio streams said to be copied.
        index: of the source.
        start: first frame of the range.
        end: frame after the last.
    """
    findings = Findings("audio packets")
    theirs = packet_hashes(index.path, span=index.span(start, end), streams=copied)
    try:
        ours = packet_hashes(path)
    except SourceError as error:
        findings.add(str(error))
        return findings.answer("")
    for number, (expected, found) in enumerate(zip(theirs, ours, strict=False)):
        if expected != found:
            place = next((i for i, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b), "last")
            counts = f"{len(found)} packets, {len(expected)} in the source"
            findings.add(f"audio stream {number}: {counts}; packet {place} differs")
    if len(theirs) != len(ours):
        findings.add(f"{len(ours)} audio streams, {len(theirs)} were copied")
    if not index.audio and not ours:
        return findings.answer("the source has no audio")
    streams = f"{len(ours)} of the source's {len(index.audio)} audio streams copied"
    return findings.answer(f"{streams}, {sum(map(len, ours))} packets equal")
