"""A small disk, and an export that finds it full: for ``benchmarks.interrupt --full``."""

import random
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from lle_studio.core.errors import StudioError, WriteError
from lle_studio.pipeline.case import Case, audit_log_of, read_case, write_case
from lle_studio.record.audit import append, check_log, read_head
from lle_studio.record.verify import verify_package
from lle_studio.video.index import hash_file

REPOSITORY = Path(__file__).parent.parent

ROOM = 2**29
"""Bytes of a disk that is filled by somebody else."""

BLOCK = 2**16


class SmallDisk:
    """A file system in memory of a certain size; only root can make one.

    Args:
        folder: where it appears.
        size: bytes.
    """

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        self._size = size

    def __enter__(self) -> "SmallDisk":
        self.folder.mkdir(parents=True)
        options = f"size={self._size},mode=777"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)], check=True)  # noqa: S607
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        subprocess.run(["umount", str(self.folder)], check=True)  # noqa: S607
        self.folder.rmdir()

    def fill(self) -> None:
        """Takes all the room that is left."""
        with suppress(OSError), (self.folder / "filler").open("ab", buffering=0) as filler:
            while filler.write(bytes(BLOCK)) == BLOCK:
                pass

    @staticmethod
    def refusal() -> str:
        """Why there can be none here; empty where there can."""
        folder = Path("/tmp") / f"lle-studio-trial-{random.getrandbits(48):x}"  # noqa: S108
        if not sys.platform.startswith("linux") or shutil.which("mount") is None:
            return "only Linux makes a file system of a certain size in memory"
        folder.mkdir()
        try:
            command = ["mount", "-t", "tmpfs", "-o", "size=65536", "tmpfs", str(folder)]
            if subprocess.run(command, capture_output=True, check=False).returncode != 0:
                return "mounting a file system is not allowed here"
            subprocess.run(["umount", str(folder)], check=True)  # noqa: S607
        finally:
            folder.rmdir()
        return ""


def make_case(disk: Path, source: Path) -> Path:
    """A case file of a source, with an audit log beside it."""
    path = disk / "work.llecase"
    facts = source.stat()
    for action in ("start", "open", "mark"):
        append(audit_log_of(path), action, {}, examiner="Examiner")
    head = read_head(audit_log_of(path))
    case = Case(
        source_path=str(source),
        source_size=facts.st_size,
        source_mtime_ns=facts.st_mtime_ns,
        source_sha256=hash_file(source),
        examiner="Examiner",
        audit_lines=head.lines,
        audit_head=head.head,
    )
    write_case(path, case)
    return path


def fill_trial(command: list[str], folder: Path, draw: random.Random, *, seconds: float, size: int) -> tuple[str, str]:
    """Exports onto a small disk, or one that somebody fills at a random moment.

    Args:
        command: of the export, whose last path ``package`` is taken on the disk.
        folder: where the disk appears.
        draw: chooses the size, or the moment.
        seconds: that the export takes undisturbed.
        size: bytes of the package it makes then.

    Returns:
        What became of it, and what was wrong; empty where nothing was.
    """
    by_size = draw.random() < 0.5
    room = 2**17 + int(draw.uniform(0, 0.95) * size) if by_size else ROOM
    with SmallDisk(folder, room) as disk:
        case = make_case(disk.folder, Path(command[4]))
        before = {path: path.read_bytes() for path in (case, audit_log_of(case))}
        package = disk.folder / "package"
        command = [*command[:6], str(package), *command[7:], "--case", str(case)]
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if not by_size:
            while not (disk.folder / "package.partial").exists() and process.poll() is None:
                pass
            with suppress(subprocess.TimeoutExpired):
                process.wait(draw.uniform(0, seconds))
            while process.poll() is None:
                disk.fill()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.05)
        _, said = process.communicate()
        wrong = judge(disk, process.returncode, said) or judge_case(disk, case, before)
        return ("complete" if process.returncode == 0 else "refused"), wrong


def judge(disk: SmallDisk, code: int, said: str) -> str:
    """What is wrong with how an export ended."""
    left = sorted(path.name for path in disk.folder.iterdir())
    known = {"work.llecase", "work.audit.jsonl", "filler"}
    if code == 0:
        known.add("package")
        if not verify_package(disk.folder / "package").passed:
            return "the package does not hold"
    elif code != 4 or said.count("\n") != 1 or not said.startswith("lle-studio: "):
        return f"it ended with {code} and said {said!r}"
    for name in left:
        if name not in known:
            with suppress(StudioError):
                if verify_package(disk.folder / name).passed:
                    return f"{name} passes for a package"
            return f"it left {name}"
    return ""


def judge_case(disk: SmallDisk, case: Path, before: dict[Path, bytes]) -> str:
    """What is wrong with the case file and its log on the full disk, also when they are written to now."""
    disk.fill()
    for write in (lambda: write_case(case, Case(notes="n" * 2**20)), lambda: _append_much(case)):
        try:
            write()
        except WriteError:
            pass
        else:
            return "a full disk took what was written"
    if any(path.read_bytes() != content for path, content in before.items()):
        return "the case file or its log is not what it was"
    read_case(case)
    if check_log(audit_log_of(case)):
        return "the log of the case does not hold"
    strange = [path.name for path in disk.folder.iterdir() if path.name.startswith(".")]
    return f"saving the case left {strange}" if strange else ""


def _append_much(case: Path) -> None:
    append(audit_log_of(case), "note", {"text": "n" * 2**16})
