"""What an export writes down while it is under way, so that it can be gone on with after the program was killed.

In the folder it is written in lie, until the package is complete: ``journal/job.json``, what identifies the export;
``journal/START-END.part``, what the record needs of a run of frames (``parts``); ``journal/clip.json``, how many bytes
of the clip are on the disk for sure. Every file gets its name when it is whole and on the disk. Whatever is torn,
strange or does not fit is not used.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from lle_studio.core.errors import SourceError, WriteError
from lle_studio.pipeline.parts import MAX_BYTES, Part, PartReader, part_bytes
from lle_studio.record.log_file import sync_folder
from lle_studio.record.whole_file import read_whole

JOURNAL = "journal"
JOB, CLIP = "job.json", "clip.json"
CUT_OFF = "cut-off"
"""Stem of the name, in the journal, of the clip that was cut off."""

JOURNAL_FILES = (JOURNAL, *(f"{JOURNAL}/{name}" for name in (JOB, CLIP, f"{CUT_OFF}.mkv", f"{CUT_OFF}.mp4")))

JOURNAL_PARTS = (
    rf"{JOURNAL}/(\d{{9,12}}-\d{{9,12}}\.part|(\d{{9,12}}-\d{{9,12}}\.part|{JOB}|{CLIP})\.[0-9a-f]{{32}}\.tmp)"
)
"""Regular expression for the names of its other files."""

_PART = re.compile(r"(\d{9,12})-(\d{9,12})\.part")
_MAX_JSON = 2**20


def job_digest(identity: Mapping[str, Any]) -> str:
    """SHA-256 of what identifies an export."""
    return sha256(json.dumps(identity, sort_keys=True).encode("ascii")).hexdigest()


def write_part(folder: Path, part: Part, export: str) -> None:
    """Keeps a part in the journal of the export that is written in a folder.

    Raises:
        WriteError: it cannot be written.
    """
    write_durably(folder / JOURNAL / f"{part.start:09d}-{part.end:09d}.part", part_bytes(part, export))


def write_durably(path: Path, data: bytes) -> None:
    """Writes a file that has its name only when all of it is on the disk.

    Raises:
        WriteError: it cannot be written.
    """
    partial = path.with_name(f"{path.name}.{uuid4().hex}.tmp")
    try:
        with partial.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise WriteError(f"{path} cannot be written ({error.strerror}): check the folder and the disk.") from error


def sync_file(path: Path) -> int:
    """Has what was written of a file be on the disk; gives the bytes that are.

    Raises:
        WriteError: the disk refuses it.
    """
    try:
        with path.open("rb+") as stream:
            size = os.fstat(stream.fileno()).st_size
            os.fsync(stream.fileno())
    except OSError as error:
        raise WriteError(f"{path} cannot be written ({error.strerror}): check the folder and the disk.") from error
    return size


class Journal:
    """The journal of an export under way. What is to be written is written by a thread of its own, in order.

    Args:
        folder: the export is written in; made already.
        identity: what identifies the export, as JSON has it.
    """

    def __init__(self, folder: Path, identity: Mapping[str, Any]) -> None:
        self.path = folder / JOURNAL
        self.export = job_digest(identity)
        """SHA-256 of the identity."""
        self._folder = folder
        self._identity = json.loads(json.dumps(identity))
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._last: Future[None] | None = None

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def begin(self, told: Mapping[str, Any]) -> None:
        """Writes down what is exported, and what else is to be known when it is gone on with.

        Raises:
            WriteError: it cannot be written.
        """
        try:
            self.path.mkdir(exist_ok=True)
        except OSError as error:
            raise WriteError(
                f"{self.path} cannot be made ({error.strerror}): check the folder and the disk."
            ) from error
        write_durably(self.path / JOB, json.dumps({"identity": self._identity, **told}, indent=1).encode("ascii"))

    def told(self) -> dict[str, Any] | None:
        """What was written down with ``begin`` by an export like this that was cut off; None where there was none."""
        told = read_json(self.path / JOB)
        return told if told is not None and told.get("identity") == self._identity else None

    def ranges(self) -> Iterator[tuple[int, int]]:
        """The frames of the parts that are there: index of the first, and index after the last."""
        with suppress(OSError):
            for path in sorted(self.path.iterdir()):
                if match := _PART.fullmatch(path.name):
                    yield int(match[1]), int(match[2])

    def read(self, run: tuple[int, int], reader: PartReader) -> Part | None:
        """A part; None where it cannot be used."""
        with suppress(SourceError, ValueError):
            return reader.read(read_whole(self._part(run), most=MAX_BYTES), *run)
        return None

    def drop(self, run: tuple[int, int]) -> None:
        """Forgets a part."""
        with suppress(OSError):
            self._part(run).unlink()

    def add(self, part: Part | None, clip: Path) -> None:
        """Has a part kept (or none), and then the clip brought to the disk as far as it is written.

        Raises:
            WriteError: what was to be written before could not be.
        """
        self.settle()
        self._last = self._pool.submit(self._add, part, clip)

    def settle(self) -> None:
        """Waits until all that was added is on the disk.

        Raises:
            WriteError: it could not be written.
        """
        if self._last is not None:
            last, self._last = self._last, None
            last.result()

    def clip_state(self) -> tuple[str, int]:
        """Name of the clip in the folder whose first bytes are on the disk, and how many; ``""`` where none is."""
        state = read_json(self.path / CLIP) or {}
        name, size = state.get("name"), state.get("size")
        known = isinstance(name, str) and isinstance(size, int)
        return (str(name), int(size)) if known else ("", 0)  # type: ignore[arg-type]

    def keep_clip(self, name: str, size: int) -> None:
        """Writes down which clip is to be gone on from."""
        write_durably(self.path / CLIP, json.dumps({"name": name, "size": size}).encode("ascii"))

    def _add(self, part: Part | None, clip: Path) -> None:
        if part is not None:
            write_part(self._folder, part, self.export)
        if not clip.exists():
            return  # the encoder has given nothing yet
        self.keep_clip(clip.name, sync_file(clip))
        for old in self.path.glob(f"{CUT_OFF}.*"):  # what it held is in the clip now
            with suppress(OSError):
                old.unlink()

    def _part(self, run: tuple[int, int]) -> Path:
        return self.path / f"{run[0]:09d}-{run[1]:09d}.part"


def read_json(path: Path) -> dict[str, Any] | None:
    """An object a file holds; None where there is none that can be read."""
    with suppress(SourceError, ValueError, RecursionError):
        content = json.loads(read_whole(path, most=_MAX_JSON))
        return content if isinstance(content, dict) else None
    return None
