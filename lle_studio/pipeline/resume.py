"""Going on with an export that was cut off: what of it is whole, and can be taken over without making it again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from lle_studio.core.errors import WriteError
from lle_studio.core.settings import LEVEL_RANGE, EnhancementSettings
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.pipeline.folder import clear_folder
from lle_studio.pipeline.frames import notes_in
from lle_studio.pipeline.job import ExportJob
from lle_studio.pipeline.journal import CLIP, CUT_OFF, JOB, JOURNAL, Journal, read_json
from lle_studio.pipeline.made import MadeFrame
from lle_studio.pipeline.parts import Part, PartReader
from lle_studio.pipeline.segments import MadeSegment, segment_file
from lle_studio.record.extras import FRAMES, picture_name
from lle_studio.record.manifest import DECISIVE, Resumed, sha256_of, software_versions
from lle_studio.video.carry import CutClip
from lle_studio.video.index import ClipIndex
from lle_studio.video.writer import Timing

_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
_WHOLE = 2**62
"""Bytes of a segment to be trusted: it has its name only when it is complete."""


def identify(
    job: ExportJob, index: ClipIndex, settings: EnhancementSettings, span: tuple[int, int], timing: Timing
) -> dict[str, Any]:
    """All that an export's frames and record depend on but the weights, as JSON."""
    versions = software_versions()
    return {
        "source": index.sha256,
        "frames": sha256(index.pts.tobytes() + index.packet.tobytes()).hexdigest(),
        "named_by": index.identity,
        "color": asdict(index.color),
        "span": list(span),
        "settings": {name: _plain(value) for name, value in asdict(settings).items()},
        "auto_level": job.auto_level,
        "codec": job.codec,
        "timing": {name: _plain(value) for name, value in asdict(timing).items()},
        "aspect": _plain(job.aspect),
        "extras": asdict(job.extras),
        "marks": {str(index): note for index, note in notes_in(job, span).items()},
        "software": {name: versions[name] for name in DECISIVE},
    }


def identify_weights(estimator: CurveEstimator) -> dict[str, str]:
    """What curves depend on beside the frames, as JSON."""
    return {"weights": estimator.weights_sha256, "device": estimator.device}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Fraction) else list(value) if isinstance(value, tuple) else value


def was_thorough(folder: Path) -> bool:
    """Whether an export that was cut off had to decode every packet for its index."""
    told = read_json(folder / JOURNAL / JOB)
    return told is not None and told.get("thorough") is True


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """What can be taken over of an export that was cut off."""

    journal: Journal
    reader: PartReader
    clip: Path
    """The clip that was cut off."""
    size: int
    """Bytes of it that are to be trusted."""
    unit: Fraction
    """Seconds by which its times may be rounded."""
    offset: int
    """Added to every PTS in it, in source units."""
    parts: list[tuple[int, int]]
    """First frame and frame after the last of the parts that are in the clip, in order."""
    segments: dict[int, int]
    """Those of segments behind them that are complete, but not in the clip."""
    level: float
    """The exposure level, where it was estimated."""
    before: list[Resumed]
    """Where it was gone on with before."""

    @property
    def count(self) -> int:
        """Frames that are there."""
        return sum(end - start for start, end in [*self.parts, *self.segments.items()])

    def next_frame(self, start: int) -> int:
        """Index of the first frame that is not there, of an export from frame ``start`` on."""
        at = self.parts[-1][1] if self.parts else start
        while at in self.segments:
            at = self.segments[at]
        return at

    def open_clip(self) -> CutClip:
        """The pictures in the clip that was cut off."""
        return CutClip(self.clip, size=self.size, unit=self.unit)

    def part(self, run: tuple[int, int]) -> Part:
        """A part that was found to be whole.

        Raises:
            WriteError: it changed since then.
        """
        part = self.journal.read(run, self.reader)
        if part is None:
            raise lost_again(self.journal.path)
        return part

    def ready_segments(self) -> dict[tuple[int, int], Callable[[], MadeSegment]]:
        """What gives the segments that are complete, by their first frame and the frame after the last."""
        return {run: partial(self._segment, run) for run in self.segments.items()}

    def _segment(self, run: tuple[int, int]) -> MadeSegment:
        return MadeSegment(part=self.part(run), file=segment_file(self.journal.path.parent, run[0]))

    def time_of(self, made: MadeFrame) -> Fraction:
        """Seconds of a frame in the clip."""
        source = made.enhanced.source
        return (source.pts + self.offset) * source.time_base


def lost_again(path: Path) -> WriteError:
    """What is said when that what was whole a moment ago is not any more."""
    return WriteError(f"{path} changed while it was read: check the disk, and start the export again.")


def find_resumption(
    folder: Path, journal: Journal, reader: PartReader, timing: Timing, start: int, *, segments: bool
) -> Resumption | None:
    """Looks at what lies in the folder of an export, keeps what can be gone on from, and removes the rest.

    Args:
        folder: the export is written in.
        journal: of an export like this.
        reader: reads its parts.
        timing: of its clip.
        start: its first frame.
        segments: those that are complete, but not joined, are of use, wherever they lie.

    Returns:
        None where nothing can be taken over: the folder is empty then.

    Raises:
        WriteError: the folder cannot be changed.
    """
    found = _find(folder, journal, reader, timing, start, segments=segments)
    if found is None or not found.count:
        clear_folder(folder)
        return None
    parts = {*found.parts, *found.segments.items()}
    keep = {f"{JOURNAL}/{JOB}", f"{JOURNAL}/{CLIP}", found.clip.relative_to(folder).as_posix()}
    keep |= {f"{JOURNAL}/{first:09d}-{end:09d}.part" for first, end in parts}
    keep |= {segment_file(folder, first).relative_to(folder).as_posix() for first in found.segments}
    inside = sorted(parts)
    picture = re.compile(rf"{FRAMES}/frame_(\d+)_pts-?\d+\.(png|tiff)")

    def is_kept(name: str) -> bool:
        match = picture.fullmatch(name)
        return name in keep or (match is not None and any(first <= int(match[1]) < end for first, end in inside))

    clear_folder(folder, is_kept)
    return found


def _find(
    folder: Path, journal: Journal, reader: PartReader, timing: Timing, start: int, *, segments: bool
) -> Resumption | None:
    told = journal.told()
    if told is None or any(path.is_symlink() for path in folder.rglob("*")):
        return None
    level = told.get("exposure_level")
    if not isinstance(level, float) or not LEVEL_RANGE[0] <= level <= LEVEL_RANGE[1]:
        return None
    clip, size = _set_aside(folder, journal, "mkv" if timing.container == "matroska" else "mp4")
    unit = Fraction(0) if timing.exact else timing.unit
    there: dict[int, list[int]] = {}
    for first, end in journal.ranges():
        there.setdefault(first, []).append(end)
    parts: list[tuple[int, int]] = []
    at = start
    with CutClip(clip, size=size, unit=unit) as cut:
        while at in there:
            end = max(there[at])
            part = journal.read((at, end), reader)
            if part is None or not _holds(part, cut, timing.offset) or not _has_pictures(part, folder, reader):
                break
            parts.append((at, end))
            at = end
    finished: dict[int, int] = {}
    for first in sorted(there):
        end = max(there[first])
        if first < at or not (segments or first == at):
            continue
        nut = segment_file(folder, first)
        part = journal.read((first, end), reader) if nut.is_file() else None
        if part is None or not _has_pictures(part, folder, reader):
            continue
        with CutClip(nut, size=_WHOLE, unit=Fraction(0)) as cut:
            if _holds(part, cut, timing.offset):
                finished[first] = at = end
    return Resumption(
        journal=journal,
        reader=reader,
        clip=clip,
        size=size,
        unit=unit,
        offset=timing.offset,
        parts=parts,
        segments=finished,
        level=level,
        before=_resumed_before(told),
    )


def _set_aside(folder: Path, journal: Journal, ending: str) -> tuple[Path, int]:
    """Moves the clip that was cut off to the journal, unless that was done before; its bytes that are on the disk."""
    name, size = journal.clip_state()
    aside, clip = journal.path / f"{CUT_OFF}.{ending}", folder / f"enhanced.{ending}"
    if name == clip.name and clip.is_file():
        try:
            clip.replace(aside)
        except OSError as error:
            raise WriteError(f"{clip} cannot be moved ({error.strerror}): choose another folder.") from error
    if name not in (clip.name, aside.name) or not aside.is_file():
        return aside, 0
    journal.keep_clip(aside.name, size)
    return aside, size


def _holds(part: Part, cut: CutClip, offset: int) -> bool:
    """Whether the next pictures of a clip are those of a part."""
    for made in part.delivered:
        source = made.enhanced.source
        if cut.next((source.pts + offset) * source.time_base) is None:
            return False
    return True


def _has_pictures(part: Part, folder: Path, reader: PartReader) -> bool:
    """Whether the frames of a part are there as pictures, if they are wanted, and are those that were written."""
    if reader.pictures is None:
        return True
    for made in part.delivered:
        frame = made.enhanced.source
        path = folder / FRAMES / picture_name(frame.index, frame.pts, reader.pictures)
        if not path.is_file() or sha256_of(path) != made.picture_sha256:
            return False
    return True


def _resumed_before(told: Mapping[str, Any]) -> list[Resumed]:
    entries = told.get("resumed")
    found = []
    for entry in entries if isinstance(entries, list) else []:
        utc, frame = (entry.get(name) if isinstance(entry, dict) else None for name in ("utc", "at_frame"))
        if isinstance(utc, str) and _UTC.fullmatch(utc) and type(frame) is int and 0 <= frame < 2**63:
            found.append(Resumed(utc=utc, at_frame=frame))
    return found
