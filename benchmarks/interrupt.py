"""Interrupts exports and looks at what is left: ``python -m benchmarks.interrupt --kills 50 --json FILE``.

``--kills N``: the program (or the program and all its children, in turn) is killed at a random moment of an export.
Afterwards no folder may pass as complete that is not, and the same command must go on to the result of an export that
nobody disturbed: the same tables, hashes, frames and pictures. Every third time it is killed once more on the way.

``--decoders N``: one to three decoder processes are killed at random moments of an export, which must go on by itself
to the same result, or name the frames concerned.

``--full N``: exports onto a small disk that is full at a random point. Each must end with one sentence and exit code 4,
leave nothing that passes for a package, and the case file and its audit log as they were.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.full_disk import SmallDisk, fill_trial
from lle_studio.core.errors import StudioError
from lle_studio.record.verify import verify_package
from lle_studio.resources import resource_path
from tests.clips import make_clip

REPOSITORY = Path(__file__).parent.parent

EXPORT = """
import sys
import lle_studio.pipeline.frames as frames, lle_studio.pipeline.segments as segments, lle_studio.video.writer as writer
frames.PART_SECONDS, segments.FRAMES_AT_LEAST, writer.READABLE_MS = 0.15, 5, 40
from lle_studio.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""The program, with parts as short as the clips here."""

SAME_FILES = ("curves.csv", "curves.npz", "reproduce/expected.framehash", "reproduce/tables.cmd")


CHILD_SECONDS = 600
"""After which children of a program that is gone are said to stay: far longer than a busy machine keeps them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An export that is interrupted."""

    clip: str
    """Of ``tests.clips``; ``sample``: the bundled one."""
    options: tuple[str, ...] = ()

    def command(self, clips: Path, folder: Path) -> list[str]:
        """Of an export into a folder."""
        source = resource_path("sample/night-street.mp4") if self.clip == "sample" else make_clip(self.clip, clips).path
        return [sys.executable, "-c", EXPORT, "export", str(source), "-o", str(folder), *self.options]


WORKS = (
    Work(clip="sample", options=("--end", "60")),
    Work(clip="cfr", options=("--codec", "h264rgb", "--start", "3")),
    Work(clip="sample-aspect", options=("--level", "auto", "--npz", "--frames", "png")),
    Work(clip="audio-aac", options=("--color", "luma", "--end", "70")),
    Work(clip="cfr", options=("--jobs", "2", "--npz")),
    Work(clip="vfr-mkv", options=("--curves", "smoothed", "--window", "0.5", "--frames", "tiff")),
    Work(clip="negative-pts", options=("--codec", "h264rgb", "--cubes")),
    Work(clip="damaged-packets", options=("--jobs", "2")),
)  # fmt: skip


def kill_program(process: "subprocess.Popen[bytes]") -> None:
    """The program alone, as when memory runs out: its children must see for themselves that it is gone."""
    process.kill()


def kill_all(process: "subprocess.Popen[bytes]") -> None:
    """The program with all its children, as when the power is cut."""
    os.killpg(process.pid, signal.SIGKILL)


VICTIMS: dict[str, Callable[["subprocess.Popen[bytes]"], None]] = {"program": kill_program, "everything": kill_all}
"""Who is killed -> how. ``--victim`` chooses; all in turn otherwise."""


def begin(command: list[str]) -> "subprocess.Popen[bytes]":
    """Starts an export in a group of processes of its own."""
    return subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def wait_for(condition: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    """Waits until something is there, or the process ended."""
    while not condition() and process.poll() is None:
        time.sleep(0.002)


def ends(group: int) -> bool:
    """Whether all processes of a group end by themselves."""
    try:
        for _ in range(100 * CHILD_SECONDS):
            os.killpg(group, 0)
            time.sleep(0.01)
    except ProcessLookupError:
        return True
    return False


def undisturbed(command: list[str], package: Path) -> float:
    """Runs an export to its end; gives the seconds since its folder was there.

    Raises:
        RuntimeError: it did not end well.
    """
    process = begin(command)
    wait_for(package.with_name(f"{package.name}.partial").exists, process)
    began = time.monotonic()
    _, said = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command[3:])} ended with {process.returncode}: {said.decode()}")
    return time.monotonic() - began


def passes(folder: Path) -> bool:
    """Whether the verifier takes a folder for a complete package."""
    try:
        return verify_package(folder).passed
    except StudioError:
        return False


def differences(one: Path, other: Path) -> list[str]:
    """Names of what differs between the results of two exports."""
    found = [
        name
        for name in SAME_FILES
        if (one / name).exists() != (other / name).exists()
        or ((one / name).exists() and (one / name).read_bytes() != (other / name).read_bytes())
    ]
    for name in ("frames", "cubes"):
        files = {path.name: path.read_bytes() for path in (one / name).glob("*")}
        if files != {path.name: path.read_bytes() for path in (other / name).glob("*")}:
            found.append(name)
    manifests = [json.loads((folder / "manifest.json").read_text(encoding="utf-8")) for folder in (one, other)]
    for key in ("settings", "frames", "result", "problems", "appendix"):
        if manifests[0][key] != manifests[1][key]:
            found.append(f"manifest {key}")
    return found


@dataclass
class KillTrials:
    """Kills and resumptions of one export.

    Args:
        work: the export.
        folder: where it is made.
        draw: chooses the moments.
    """

    work: Work
    folder: Path
    draw: random.Random

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        self.whole = self.folder / "whole"
        clips = self.folder.parent / "clips"
        clips.mkdir(exist_ok=True)
        self.package = self.folder / "package"
        self.command = self.work.command(clips, self.package)
        self.seconds = undisturbed(self.work.command(clips, self.whole), self.whole)
        """From when the folder is there to the end."""

    def kill(self, victim: str) -> str:
        """Begins the export, kills it at a random moment, and looks at what is left.

        Returns:
            What was wrong; empty where nothing was.
        """
        partial = self.package.with_name("package.partial")
        process = begin(self.command)
        there = partial.exists()
        if there:  # it goes on with what another left
            time.sleep(self.draw.uniform(0.5, 1.5) * self.seconds)
        else:
            wait_for(partial.exists, process)
            time.sleep(self.draw.uniform(0, 1) * self.seconds)
        VICTIMS[victim](process)
        process.wait()
        assert process.stderr is not None
        process.stderr.close()
        if not ends(process.pid):
            return "children outlive the program"
        left = {path.name for path in self.folder.iterdir()} - {"whole"}
        if not left <= {"package", "package.partial"}:
            return f"left {sorted(left)}"
        if "package" in left and not passes(self.package):
            return "a package that is not whole has the name of one"
        if "package.partial" in left and passes(partial):
            return "what is not complete passes for a package"
        return ""

    def trial(self, victim: str, *, twice: bool) -> tuple[str, str]:
        """Kills, goes on, and compares.

        Returns:
            What became of it, and what was wrong.
        """
        for path in self.folder.glob("package*"):
            shutil.rmtree(path)
        wrong = self.kill(victim)
        if twice and not wrong and not self.package.exists():
            wrong = self.kill(victim)
        if wrong:
            return "wrong", wrong
        if self.package.exists():
            return "killed when complete", ""
        try:
            undisturbed(self.command, self.package)
        except RuntimeError as error:
            return "wrong", str(error)
        if self.package.with_name("package.partial").exists():
            return "wrong", "the folder is still there when the package is complete"
        if different := differences(self.whole, self.package):
            return "wrong", f"{', '.join(different)} differ"
        if not passes(self.package):
            return "wrong", "the package does not hold"
        resumed = json.loads((self.package / "manifest.json").read_text(encoding="utf-8"))["export"].get("resumed")
        return ("gone on with" if resumed else "begun anew"), ""

    def decoder_trial(self) -> tuple[str, str]:
        """Kills decoder processes of an export that nothing else disturbs, and compares.

        Returns:
            What became of it, and what was wrong.
        """
        for path in self.folder.glob("package*"):
            shutil.rmtree(path)
        process, killed = begin(self.command), 0
        began = time.monotonic()
        moments = sorted(self.draw.uniform(0, 1) * self.seconds for _ in range(self.draw.randint(1, 3)))
        wait_for(self.package.with_name("package.partial").exists, process)
        for moment in moments:
            time.sleep(max(0.0, began + moment - time.monotonic()))
            killed += kill_decoders(process.pid)
        _, said = process.communicate()
        if process.returncode != 0:
            return "wrong", f"the export ended with {process.returncode}: {said.decode()}"
        if different := differences(self.whole, self.package):
            missing = json.loads((self.package / "manifest.json").read_text(encoding="utf-8"))["frames"]["missing"]
            if not missing:
                return "wrong", f"{', '.join(different)} differ"
            return "frames named", ""
        if not passes(self.package):
            return "wrong", "the package does not hold"
        return f"{killed} killed, the same" if killed else "none was there", ""


def kill_decoders(program: int) -> int:
    """Kills the decoder processes that a program has now; how many."""
    killed = 0
    with suppress(psutil.NoSuchProcess):
        for child in psutil.Process(program).children(recursive=True):
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                if any("decoder_main" in word for word in child.cmdline()):
                    child.kill()
                    killed += 1
    return killed


def decoder_trials(count: int, seed: int, folder: Path, works: tuple[Work, ...]) -> dict[str, object]:
    """Does a number of trials with decoders killed, of each export as many; tells what became of them."""
    draw = random.Random(seed)  # noqa: S311
    outcomes: Counter[str] = Counter()
    wrong = []
    for place, work in enumerate(works):
        if place >= count:
            continue
        trials = KillTrials(work, folder / f"decoders-{place}", draw)
        done = 0
        while done < len(range(place, count, len(works))):
            outcome, why = trials.decoder_trial()
            outcomes[outcome] += 1
            done += outcome != "none was there"
            if why:
                wrong.append({"clip": work.clip, "options": work.options, "why": why})
            print(f"{work.clip} {' '.join(work.options)}: {outcome} {why}", flush=True)
        shutil.rmtree(trials.folder)
    return {"decoders": count, "seed": seed, "outcomes": dict(outcomes), "wrong": wrong}


def kill_trials(count: int, seed: int, folder: Path, victims: list[str], works: tuple[Work, ...]) -> dict[str, object]:
    """Does a number of trials, of each export as many; tells what became of them."""
    draw = random.Random(seed)  # noqa: S311
    outcomes: Counter[str] = Counter()
    wrong = []
    for place, work in enumerate(works):
        mine = range(place, count, len(works))
        if not mine:
            continue
        trials = KillTrials(work, folder / str(place), draw)
        for number in mine:
            victim = victims[(number + number // len(works)) % len(victims)]
            outcome, why = trials.trial(victim, twice=number % 3 == 2)
            outcomes[outcome] += 1
            if why:
                wrong.append(
                    {"trial": number, "clip": work.clip, "options": work.options, "victim": victim, "why": why}
                )
            print(f"{number:4} {work.clip} {' '.join(work.options)}: {victim} killed, {outcome} {why}", flush=True)
        shutil.rmtree(trials.folder)
    return {"kills": count, "seed": seed, "outcomes": dict(outcomes), "wrong": wrong}


def full_trials(count: int, seed: int, folder: Path) -> dict[str, object]:
    """Does a number of exports onto a disk that is full at random points; tells how they ended."""
    draw = random.Random(seed)  # noqa: S311
    clips = folder / "clips"
    clips.mkdir(exist_ok=True)
    outcomes: Counter[str] = Counter()
    wrong = []
    known: dict[Work, tuple[float, int]] = {}
    number = -1
    while outcomes["refused"] < count and not wrong:  # some are complete before the disk is full
        number += 1
        work = WORKS[number % len(WORKS)]
        whole = folder / f"package-{number}"
        command = work.command(clips, whole)
        if work not in known:
            seconds = undisturbed(command, whole)
            known[work] = seconds, sum(path.stat().st_size for path in whole.rglob("*"))
        seconds, size = known[work]
        outcome, why = fill_trial(command, folder / f"full-{number}", draw, seconds=seconds, size=size)
        outcomes[outcome] += 1
        if why:
            wrong.append({"trial": number, "clip": work.clip, "options": work.options, "why": why})
        print(f"{number:4} {work.clip} {' '.join(work.options)}: {outcome} {why}", flush=True)
    return {"full": count, "seed": seed, "outcomes": dict(outcomes), "wrong": wrong}


def main() -> int:
    """Does the trials and prints the counts; 1 where something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=0, metavar="N")
    parser.add_argument("--decoders", type=int, default=0, metavar="N")
    parser.add_argument("--full", type=int, default=0, metavar="N")
    parser.add_argument("--victim", choices=tuple(VICTIMS), help="who is killed (all in turn)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="file to write the result to")
    arguments = parser.parse_args()
    victims = [arguments.victim] if arguments.victim else list(VICTIMS)
    result: dict[str, object] = {}
    with tempfile.TemporaryDirectory(prefix="lle-studio-") as name:
        if arguments.kills:
            result["kill"] = kill_trials(arguments.kills, arguments.seed, Path(name), victims, WORKS)
        if arguments.decoders:
            result["decoders"] = decoder_trials(arguments.decoders, arguments.seed, Path(name), WORKS)
        if arguments.full:
            reason = SmallDisk.refusal()
            result["full"] = {"skipped": reason} if reason else full_trials(arguments.full, arguments.seed, Path(name))
    print(json.dumps(result, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n")
    return 1 if any(part.get("wrong") for part in result.values() if isinstance(part, dict)) else 0


if __name__ == "__main__":
    sys.exit(main())
