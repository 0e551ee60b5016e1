"""Whatever comes between: one sentence, the right exit code, nothing half, and the original untouched."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.full_disk import SmallDisk
from lle_studio.core.errors import SourceError, WriteError
from lle_studio.pipeline.case import Case, audit_log_of, write_case
from lle_studio.pipeline.export import run_export
from lle_studio.pipeline.job import ExportJob
from lle_studio.record import audit_line
from lle_studio.record.audit import append, check_log, read_head
from lle_studio.record.manifest import read_manifest
from lle_studio.record.verify import verify_package
from lle_studio.video.decoder import end_decoders
from lle_studio.video.index import hash_file
from tests.clips import SyntheticClip
from tests.commands import Command
from tests.decoders import CRASH, misbehave, posix
from tests.exports import export

Clip = Callable[[str], SyntheticClip]

NOBODY = 65534


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A file system of its own, which can be taken away or made read-only."""
    if reason := SmallDisk.refusal():
        pytest.skip(reason)
    with SmallDisk(tmp_path / "disk", 2**26) as disk:
        yield disk


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def run_on(steps: Iterator[Any], stage: str, done: int = 0) -> None:
    """Lets an export go on until a stage."""
    for progress in steps:
        if progress.stage == stage and progress.done >= done:
            return
    raise AssertionError(f"there is no stage {stage}")


@pytest.mark.parametrize("stage", ["export", "check"])
def test_a_folder_that_is_removed_is_noticed(source: Path, out: Path, stage: str) -> None:
    steps = run_export(ExportJob(source=source, folder=out / "package"))
    run_on(steps, stage)
    shutil.rmtree(out / "package.partial")
    with pytest.raises(WriteError, match=r"package.*\.$"):
        list(steps)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("stage", ["export", "check"])
def test_a_source_that_is_cut_meanwhile_is_noticed(source: Path, out: Path, stage: str) -> None:
    steps = run_export(ExportJob(source=source, folder=out / "package"))
    run_on(steps, stage)
    os.truncate(source, source.stat().st_size // 2)
    with pytest.raises(SourceError, match=r"source\.mp4 changed during the export"):
        list(steps)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("stage", ["export", "check"])
def test_a_source_whose_disk_is_taken_away_is_noticed(source: Path, out: Path, disk: SmallDisk, stage: str) -> None:
    """As when a drive is unplugged or a share is gone: what is open may be read on, what is not cannot be opened."""
    moved = Path(shutil.move(source, disk.folder / "source.mp4"))
    steps = run_export(ExportJob(source=moved, folder=out / "package"))
    run_on(steps, stage)
    subprocess.run(["umount", "-l", str(disk.folder)], check=True)
    mount("-t", "tmpfs", "tmpfs", str(disk.folder))
    with pytest.raises(SourceError, match=r"source\.mp4 (does not exist|cannot be read)"):
        list(steps)
    assert list(out.iterdir()) == []


def test_a_target_whose_disk_is_taken_away_is_noticed(source: Path, disk: SmallDisk) -> None:
    steps = run_export(ExportJob(source=source, folder=disk.folder / "package"))
    run_on(steps, "export", 5)
    subprocess.run(["umount", "-l", str(disk.folder)], check=True)
    mount("-t", "tmpfs", "tmpfs", str(disk.folder))
    with pytest.raises(WriteError, match=r"package.*\.$"):
        list(steps)
    assert list(disk.folder.iterdir()) == []


def test_a_target_that_can_only_be_read_is_refused(run: Command, source: Path, disk: SmallDisk) -> None:
    mount("-o", "remount,ro", str(disk.folder))
    answer = run("export", source, "-o", disk.folder / "package", "--end", 3)
    assert (answer.code, answer.sentence.count("Read-only file system")) == (4, 1)


def test_a_source_on_a_disk_that_can_only_be_read_is_left_as_it_is(
    run: Command, source: Path, out: Path, disk: SmallDisk
) -> None:
    """Bytes and mtime; atime, too, because nothing can be written there, whatever the mount's policy."""
    moved = Path(shutil.move(source, disk.folder / "source.mp4"))
    os.utime(moved, ns=(10**18, 10**18))
    mount("-o", "remount,ro", str(disk.folder))
    before, content = moved.stat(), moved.read_bytes()
    for command in (("probe", moved, "--frames"), ("export", moved, "-o", out / "package", "--end", 5)):
        assert run(*command).code == 0
    assert run("verify", out / "package", "--source", moved).code == 0
    after = moved.stat()
    assert (after.st_mtime_ns, after.st_atime_ns, after.st_ctime_ns) == (
        before.st_mtime_ns,
        before.st_atime_ns,
        before.st_ctime_ns,
    )
    assert moved.read_bytes() == content


@pytest.mark.parametrize(
    ("forbidden", "code", "said"),
    [("source", 3, "source.mp4 cannot be read (Permission denied)"), ("out", 4, "Permission denied")],
)
def test_what_is_not_allowed_is_one_sentence(source: Path, out: Path, forbidden: str, code: int, said: str) -> None:
    if not hasattr(os, "setuid") or os.getuid() != 0:
        pytest.skip("only root can become somebody who may do less")
    for folder in (out, *list(out.parents)[:3]):
        folder.chmod(0o755)
    out.chmod(0o755 if forbidden == "out" else 0o777)
    source.chmod(0o600 if forbidden == "source" else 0o644)
    program = (
        "import os, sys, torch\nimport lle_studio.pipeline.export, lle_studio.cli as cli\n"
        "from lle_studio.video.decoder import prepare_decoder; prepare_decoder()\n"  # nobody may not start Python
        f"os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})\nsys.exit(cli.main(sys.argv[1:]))"
    )
    command = [sys.executable, "-B", "-c", program, "export", str(source), "-o", str(out / "package"), "--end", "3"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout) == (code, ""), answer.stderr
    assert answer.stderr.startswith("lle-studio: ")
    assert answer.stderr.count("\n") == 1
    assert said in answer.stderr
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_signal_ends_the_work_and_leaves_nothing(clip: Clip, out: Path, name: str, jobs: int) -> None:
    if not hasattr(signal, name):
        pytest.skip(f"there is no {name} on this system")
    source = clip("closed-gop-250").path
    command = [sys.executable, "-m", "lle_studio", "export", str(source), "-o", str(out / "x"), "--jobs", str(jobs)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not (out / "x.partial" / "journal").exists() and process.poll() is None:
        pass
    process.send_signal(getattr(signal, name))
    _, said = process.communicate()
    assert (process.returncode, said) == (130, "lle-studio: The export was cancelled; nothing was kept.\n")
    assert list(out.iterdir()) == []


def test_the_processes_of_a_program_that_is_killed_end(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("process groups are a matter of POSIX")
    program = (
        "import time\nfrom lle_studio.pipeline.cluster import local_workshop\n"
        "if __name__ == '__main__':\n"
        "    with local_workshop(2) as workshop:\n"
        "        list(workshop._executor.map(abs, range(4)))\n"
        "        print('begun', flush=True)\n"
        "        time.sleep(600)\n"
    )
    (tmp_path / "program.py").write_text(program)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "program.py")],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=environment,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.kill()
        process.wait()
        with suppress(ProcessLookupError):
            while True:  # ends when no process of the group is left
                os.killpg(process.pid, 0)
                time.sleep(0.05)
        assert process.stdout.read() == ""


def test_a_clock_that_is_set_back_changes_no_order(
    run: Command, source: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log's order is that of its chain; that the clock went back is said, and is no breach."""
    case_file = out / "work.llecase"
    log = audit_log_of(case_file)
    later = datetime.now(UTC) + timedelta(days=400)

    class Ahead(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return later.astimezone(tz)

    with monkeypatch.context() as ahead:
        ahead.setattr(audit_line, "datetime", Ahead)
        append(log, "start", {})
        append(log, "open", {})
    head = read_head(log)
    facts = source.stat()
    case = Case(
        source_path=str(source),
        source_size=facts.st_size,
        source_mtime_ns=facts.st_mtime_ns,
        source_sha256=hash_file(source),
        audit_lines=head.lines,
        audit_head=head.head,
    )
    write_case(case_file, case)
    assert run("export", source, "-o", out / "package", "--end", 3, "--case", case_file).code == 0
    assert check_log(out / "package" / "audit.jsonl") == []
    told = json.loads(run("audit", out / "package", "--json").out)
    assert told["holds"]
    assert [remark[:40] for remark in told["remarks"]] == ["the clock was set back at line 2 (open):"]
    assert run("verify", out / "package", "--source", source).code == 0


def test_a_full_disk_leaves_the_case_as_it_was(clip: Clip, disk: SmallDisk) -> None:
    """On a real disk of a certain size, by the trial that the long run does, too."""
    from benchmarks.full_disk import judge_case, make_case

    case = make_case(disk.folder, clip("one-frame").path)
    before = {path: path.read_bytes() for path in (case, audit_log_of(case))}
    assert judge_case(disk, case, before) == ""


@posix
def test_sound_at_which_every_decoder_dies_is_named_and_the_pictures_are_exported(
    clip: Clip, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = clip("audio-aac").path
    misbehave(
        monkeypatch,
        f"""
batches = decoder_main.audio_batches
def deadly(path, *others):
    if path.name == {source.name!r}:
        {CRASH}
    return batches(path, *others)
decoder_main.audio_batches = deadly
""",
    )
    package = export(ExportJob(source=source, folder=out / "package", end=10))
    end_decoders()

    problems = [problem["message"] for problem in read_manifest(package)["problems"]]
    expected = "The sound was not copied to its end: the decoder crashes at it (SIGSEGV); take it from the source."
    assert expected in problems
    assert verify_package(package).passed
