"""A part of an export: a run of its frames, and the file that keeps what the record needs of them.

The file is read again after an export was cut off, so it may be torn, or come from a stranger: it is one line of JSON
and plain numbers, whose sizes are known before memory is taken, and nothing in it is ever run.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import LEVELS, ToneCurves, frozen
from lle_studio.core.frame import EnhancedFrame, Frame, MissingFrame
from lle_studio.core.measures import FrameMeasures
from lle_studio.core.settings import EnhancementSettings
from lle_studio.pipeline.made import NO_COUNTS, NO_PLANES, MadeFrame
from lle_studio.pipeline.showcase import Shown
from lle_studio.record.curve_log import MEASURES
from lle_studio.record.representative import REASONS, RepresentativeFrame, is_printable
from lle_studio.video.index import ClipIndex

FORMAT = "lle-studio-part/1"
"""Name and version of the file's layout."""

MAX_FRAMES = 1500
"""Frames after which a part ends, unless it is a segment: what is known of them waits in memory, 4 kB each."""

MAX_BYTES = 2**26
"""Of a file: 15,000 frames. What is longer is made again."""

_ROW = np.dtype(
    [
        ("index", "<i8"),
        ("pts", "<i8"),
        ("picture_type", "S2"),
        ("missing", "?"),
        ("corrupt", "?"),
        ("after_damage", "?"),
        ("pointwise", "i1"),
        ("overflowing", "<i8"),
        ("source", "u1", 32),
        ("enhanced", "u1", 32),
        ("picture", "u1", 32),
        ("measures", "<f8", len(MEASURES)),
        ("table", "u1", (3, LEVELS)),
        ("curves", "<f4", (3, LEVELS)),
    ]
)
_UNTRIED = -1
_PICTURE_TYPE = re.compile(r"[A-Z?]{1,2}")
_COUNT_BYTES = LEVELS * 8
_TABLE_BYTES = 3 * LEVELS
_COUNTED = {"merged_levels", "max_gain"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A run of frames, made and encoded."""

    start: int
    """Index of the first frame."""
    end: int
    """Index after the last."""
    frames: list[MadeFrame | MissingFrame]
    """In order, without their pictures."""
    shown: Shown | None
    """What the appendix shows of them; None where all are missing."""

    @property
    def delivered(self) -> list[MadeFrame]:
        """The frames that are in the clip."""
        return [made for made in self.frames if isinstance(made, MadeFrame)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReader:
    """What must be known to read a part again."""

    index: ClipIndex
    settings: EnhancementSettings
    """Of the export, as logged."""
    notes: Mapping[int, str]
    """Frame index -> what the examiner wrote at its mark."""
    export: str
    """SHA-256 of what identifies the export."""
    pictures: str | None
    """Kind of the pictures all its frames are also written as."""

    def read(self, data: bytes, start: int, end: int) -> Part:
        """A part as its file holds it.

        Raises:
            ValueError: it is torn, or not the one of these frames of this export.
        """
        try:
            return self._read(data, start, end)
        except (LookupError, TypeError, OverflowError, RecursionError) as error:
            raise ValueError(str(error)) from error

    def _read(self, data: bytes, start: int, end: int) -> Part:
        line, _, body = data.partition(b"\n")
        head = json.loads(line)
        said = (head["format"], head["export"], head["start"], head["end"])
        if said != (FORMAT, self.export, start, end):
            raise ValueError("it is of another export")
        if sha256(body).hexdigest() != head["sha256"]:
            raise ValueError("it is torn")
        size = (end - start) * _ROW.itemsize
        rows = np.frombuffer(body[:size], dtype=_ROW, count=end - start)
        indexes = np.arange(start, end)
        if not (np.array_equal(rows["index"], indexes) and np.array_equal(rows["pts"], self.index.pts[start:end])):
            raise ValueError("its frames are others")
        reasons = head["missing"]
        frames = [self._missing(row, reasons) if row["missing"] else self._made(row) for row in rows]
        return Part(start=start, end=end, frames=frames, shown=self._shown(head["shown"], body[size:], start, end))

    def _missing(self, row: Any, reasons: Mapping[str, Any]) -> MissingFrame:
        index, reason = int(row["index"]), reasons[str(int(row["index"]))]
        if not isinstance(reason, str):
            raise ValueError("a reason is no text")
        return MissingFrame(index=index, pts=int(row["pts"]), time_base=self.index.time_base, reason=reason)

    def _made(self, row: Any) -> MadeFrame:
        picture_type = bytes(row["picture_type"]).decode("ascii")
        table = np.array(row["table"], dtype=np.uint8)
        values = [float(value) for value in row["measures"]]
        in_order = bool((table[:, 1:] >= table[:, :-1]).all())
        if not _PICTURE_TYPE.fullmatch(picture_type) or not in_order or not np.isfinite(values).all():
            raise ValueError("its values cannot be")
        measures: Any = {
            name: int(value) if name in _COUNTED else value for name, value in zip(MEASURES, values, strict=True)
        }
        frame = Frame(
            index=int(row["index"]),
            pts=int(row["pts"]),
            time_base=self.index.time_base,
            picture_type=picture_type,
            corrupt=bool(row["corrupt"]),
            after_damage=bool(row["after_damage"]),
            pixel_format=self.index.pixel_format,
            rgb=NO_PLANES,
            coded=(),
        )
        enhanced = EnhancedFrame(
            source=frame,
            curves=ToneCurves(values=np.array(row["curves"], dtype=np.float32)),
            table=frozen(table),
            domain=self.settings.domain,
            planes=(),
            counts=NO_COUNTS,
            measures=FrameMeasures(**measures),
        )
        return MadeFrame(
            enhanced=enhanced,
            source_sha256=row["source"].tobytes().hex(),
            enhanced_sha256=row["enhanced"].tobytes().hex(),
            picture_sha256=row["picture"].tobytes().hex() if row["picture"].any() else "",
            overflowing=int(row["overflowing"]),
            pointwise=None if row["pointwise"] == _UNTRIED else bool(row["pointwise"]),
        )

    def _shown(self, told: Any, data: bytes, start: int, end: int) -> Shown | None:
        if told is None:
            return None
        tables = np.frombuffer(data[: 2 * _TABLE_BYTES], dtype=np.uint8).reshape(2, 3, LEVELS)
        place = 2 * _TABLE_BYTES
        frames = {}
        for one in told["frames"]:
            frame, place = self._shown_frame(one, data, place)
            frames[frame.index] = frame
        scores = {str(reason): (float(score), int(index)) for reason, (score, index) in told["scores"].items()}
        first, last = (int(index) for index in told["ends"])
        named = {first, last, *(index for _, index in scores.values()), *frames}
        if place != len(data) or not named <= set(range(start, end)) or not named >= {first, last}:
            raise ValueError("what is shown is of other frames")
        if not scores.keys() <= set(REASONS) or not {first, last} <= frames.keys():
            raise ValueError("what is shown is incomplete")
        return Shown(frames=frames, scores=scores, ends=(first, last), tables=(frozen(tables[0]), frozen(tables[1])))

    def _shown_frame(self, told: Any, data: bytes, place: int) -> tuple[RepresentativeFrame, int]:
        index, channels = int(told["index"]), 3 if self.settings.domain == "rgb" else 1
        counts = np.frombuffer(data[place : place + channels * _COUNT_BYTES], dtype="<i8").reshape(channels, LEVELS)
        place += channels * _COUNT_BYTES
        pictures = []
        for name in ("before", "after"):
            pictures.append(data[place : place + int(told[name])])
            place += int(told[name])
        if (counts < 0).any() or not all(map(is_printable, pictures)) or not set(told["reasons"]) <= set(REASONS):
            raise ValueError("what is shown cannot be")
        outside = None if told["outside"] is None else (float(told["outside"][0]), float(told["outside"][1]))
        frame = RepresentativeFrame(
            index=index,
            pts=int(self.index.pts[index]),
            reasons=tuple(told["reasons"]),
            note=self.notes.get(index, ""),
            before=pictures[0],
            after=pictures[1],
            outside=outside,
            counts=counts.astype(np.int64),
        )
        return frame, place


def part_bytes(part: Part, export: str) -> bytes:
    """What the file of a part holds.

    Args:
        part: the part.
        export: SHA-256 of what identifies the export.
    """
    rows = np.zeros(len(part.frames), dtype=_ROW)
    reasons = {}
    for row, made in zip(rows, part.frames, strict=True):
        if isinstance(made, MissingFrame):
            row["index"], row["pts"], row["missing"] = made.index, made.pts, True
            reasons[str(made.index)] = made.reason
        else:
            _fill(row, made)
    body = [rows.tobytes()]
    shown = None
    if part.shown is not None:
        body += [table.tobytes() for table in part.shown.tables]
        frames = []
        for frame in part.shown.frames.values():
            body += [frame.counts.astype("<i8").tobytes(), frame.before, frame.after]
            frames.append(
                {
                    "index": frame.index,
                    "reasons": frame.reasons,
                    "outside": frame.outside,
                    "before": len(frame.before),
                    "after": len(frame.after),
                }
            )
        shown = {"frames": frames, "scores": part.shown.scores, "ends": part.shown.ends}
    whole = b"".join(body)
    head = {
        "format": FORMAT,
        "export": export,
        "start": part.start,
        "end": part.end,
        "missing": reasons,
        "shown": shown,
        "sha256": sha256(whole).hexdigest(),
    }
    return json.dumps(head).encode("ascii") + b"\n" + whole


def _fill(row: Any, made: MadeFrame) -> None:
    enhanced, frame = made.enhanced, made.enhanced.source
    row["index"], row["pts"] = frame.index, frame.pts
    row["picture_type"] = frame.picture_type.encode("ascii")
    row["corrupt"], row["after_damage"] = frame.corrupt, frame.after_damage
    row["pointwise"] = _UNTRIED if made.pointwise is None else made.pointwise
    row["overflowing"] = made.overflowing
    row["source"], row["enhanced"] = _digest(made.source_sha256), _digest(made.enhanced_sha256)
    if made.picture_sha256:
        row["picture"] = _digest(made.picture_sha256)
    row["measures"] = [getattr(enhanced.measures, name) for name in MEASURES]
    row["table"], row["curves"] = enhanced.table, enhanced.curves.values


def _digest(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(bytes.fromhex(text), dtype=np.uint8)
