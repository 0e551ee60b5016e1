"""Others make the enhanced frames again with a stock FFmpeg or plain Python, and see where a package was changed."""

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest

from lle_studio.record.reproduce import StockRun
from lle_studio.record.signature import create_key
from lle_studio.record.verify import verify_package
from lle_studio.resources import resource_path
from tests.clips import SyntheticClip
from tests.record.conftest import Package
from tests.record.packages import (
    change_manifest,
    change_row,
    copy,
    failures,
    forge_sums,
    read_manifest_of,
    read_rows,
    sign,
    table_of,
)

Packages = Callable[..., Package]

needs_sh = pytest.mark.skipif(shutil.which("sh") is None, reason="reproduce.sh is for systems that have sh")

BARE_PYTHON = (Path(sys.executable).resolve(), "-I", "-S")
"""The interpreter behind the virtual environment, with nothing but the standard library."""


def run(*command: str | Path, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Runs a program and keeps what it says; the path holds the system's programs only."""
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, cwd=folder)


def run_script(folder: Path, source: Path) -> subprocess.CompletedProcess[str]:
    return run("sh", folder / "reproduce/reproduce.sh", source, imageio_ffmpeg.get_ffmpeg_exe())


def run_python(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs verify_package.py by a bare Python, without any package; with a source, FFmpeg is named too."""
    program = ("--ffmpeg", imageio_ffmpeg.get_ffmpeg_exe()) if arguments else ()
    return run(*BARE_PYTHON, folder / "reproduce/verify_package.py", *arguments, *program)


# --- Packages as they were exported

KINDS: dict[str, dict[str, Any]] = {
    "audio-aac": {"start": 10, "end": 16, "color_mode": "per-channel"},
    "odd-size": {"end": 4, "color_mode": "shared"},
    "odd-size-420": {"end": 4, "color_mode": "luma"},
    "vfr": {"start": 3, "end": 9, "color_mode": "luma"},
    "grey": {"end": 3, "color_mode": "luma"},
    "mjpeg": {"end": 3, "color_mode": "luma"},
    "ts-wrap": {"start": 20, "end": 28},
    "negative-pts": {"start": 30, "end": 45, "color_mode": "luma"},
    "rotated": {"end": 3},
    "edit-list": {"start": 1, "end": 5, "color_mode": "luma"},
    "raw-h264": {"start": 2, "end": 6, "color_mode": "luma"},
    "packed-b-frames": {"start": 1, "end": 7},
    "one-frame": {},
    "truncated-ts": {"start": 40},
    "damaged-packets": {"start": 10, "end": 40, "color_mode": "luma"},
    "cfr": {"start": 2, "end": 9, "curve_mode": "locked", "lock_frame": 40},
}
"""Clips and the part of each that is exported."""


def equal(count: int) -> str:
    """What reproduce.sh prints where everything is equal."""
    sentence = f"All {count} frames are equal.\n"
    return f"Made again from the source: {sentence}In the enhanced clip: {sentence}"


@needs_sh
@pytest.mark.parametrize("name", KINDS)
def test_others_make_every_frame_again(package: Packages, name: str) -> None:
    made = package(name, **KINDS[name])
    count = sum(row["corrupt"] != "missing" for row in read_rows(made.folder))
    script = run_script(made.folder, made.source)
    assert (script.returncode, script.stdout) == (0, equal(count)), script
    python = run_python(made.folder, made.source)
    assert python.returncode == 0, python
    assert f"holds  source: {count} frames decoded by FFmpeg and made again bit for bit" in python.stdout
    assert read_manifest_of(made.folder)["reproduction"]["first_difference"] is None


@pytest.mark.parametrize("color_mode", ["per-channel", "shared", "luma"])
def test_plain_python_checks_a_package_alone(package: Packages, color_mode: str) -> None:
    made = package("audio-aac", start=10, end=16, color_mode=color_mode)
    result = run_python(made.folder, "--package", made.folder)
    assert result.returncode == 0, result
    assert result.stderr == ""
    assert "FAILS" not in result.stdout
    assert result.stdout.count("holds  ") == 8
    lines = (made.folder / "SHA256SUMS").read_text().splitlines(keepends=True)
    expected = hashlib.sha256("".join(line for line in lines if "  appendix" not in line).encode()).hexdigest()
    assert f"package hash, to be compared with the cover of the appendix: {expected}" in result.stdout


def test_the_python_is_bare_and_old_ones_read_the_program() -> None:
    """What verify_package.py must do without is out of reach, and its text is Python 3.8."""
    assert run(*BARE_PYTHON, "-c", "import numpy").returncode == 1
    tree = ast.parse(resource_path("reproduce/verify_package.py").read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_a_copy_that_is_trusted_checks_another_package(evidence: Package) -> None:
    own = resource_path("reproduce/verify_package.py")
    (evidence.folder / "reproduce/verify_package.py").write_text("print('Everything holds.')")
    result = run(*BARE_PYTHON, own, "--package", evidence.folder)
    assert result.returncode == 1
    assert "reproduce/verify_package.py was changed after the export" in result.stdout


def test_locked_tables_are_one_line(package: Packages) -> None:
    made = package("cfr", **KINDS["cfr"])
    assert len((made.folder / "reproduce/tables.cmd").read_text().splitlines()) == 1


def test_two_exports_give_the_same_files(package: Packages) -> None:
    one, other = (package("cfr", **KINDS["cfr"], codec=codec) for codec in ("ffv1", "h264rgb"))
    names = ["README.ko.txt", "README.txt", "expected.framehash", "reproduce.sh", "tables.cmd", "verify_package.py"]
    for name in names:
        assert (one.folder / "reproduce" / name).read_bytes() == (other.folder / "reproduce" / name).read_bytes()


def test_nothing_is_left_to_fill_in(package: Packages) -> None:
    for name in ("cfr", "raw-h264"):
        folder = package(name, **KINDS[name]).folder / "reproduce"
        for file in ("README.ko.txt", "README.txt", "reproduce.sh"):
            assert not re.search("@[A-Z]", (folder / file).read_text(encoding="utf-8"))


@needs_sh
def test_the_script_needs_no_particular_folder(package: Packages, tmp_path: Path) -> None:
    """Names with spaces, quotes and colons, a source given relative to where one is, a program without a path."""
    made = package("audio-aac", start=10, end=16)
    folder = shutil.copytree(made.folder, tmp_path / "it's: a package, [1]")
    source = copy(made.source, tmp_path / "-night: 'x'.mp4")
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / "ffmpeg").symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
    script = f"{folder.name}/reproduce/reproduce.sh"
    result = run("sh", script, source.name, "programs/ffmpeg", folder=tmp_path)
    assert (result.returncode, result.stdout) == (0, equal(6)), result
    path = f"{tmp_path / 'programs'}{os.pathsep}{os.environ['PATH']}"
    found = subprocess.run(
        ["sh", script, source.name], cwd=tmp_path, env={"PATH": path}, capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout) == (0, equal(6)), found


# --- Packages that were changed


@needs_sh
def test_another_clip_in_the_place_of_the_enhanced_one_is_found(package: Packages, evidence: Package) -> None:
    """Record and source fit each other; the clip that would be shown is another export of the same frames."""
    other = package("audio-aac", start=10, end=16, exposure_level=0.3)
    (evidence.folder / "enhanced.mkv").write_bytes((other.folder / "enhanced.mkv").read_bytes())
    forge_sums(evidence.folder)
    script = run_script(evidence.folder, evidence.source)
    assert script.returncode == 1
    assert "In the enhanced clip: Frame 10 differs" in script.stdout
    python = run_python(evidence.folder, "--package", evidence.folder)
    assert python.returncode == 1
    assert "enhanced clip: frame 10: the picture in enhanced.mkv is not the one logged" in python.stdout


def test_plain_python_checks_the_audit_log_and_the_promises(evidence: Package) -> None:
    log = evidence.folder / "audit.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole.replace(b'"action": "export"', b'"action": "nothing"'))
    forge_sums(evidence.folder)
    assert "audit.jsonl: line 2 (check) does not follow the line before" in run_python(evidence.folder).stdout
    log.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    forge_sums(evidence.folder)
    assert "audit.jsonl: it has 3 lines and ends otherwise" in run_python(evidence.folder).stdout
    log.write_bytes(whole)
    change_manifest(evidence.folder, lambda manifest: manifest["checks"][0].update(passed=False))
    forge_sums(evidence.folder)
    assert "promises: the check pointwise did not hold" in run_python(evidence.folder).stdout


def test_plain_python_misses_a_signature_that_was_promised(evidence: Package, tmp_path: Path) -> None:
    sign(evidence.folder, create_key(tmp_path / "lab.pem", "long enough"))
    assert run_python(evidence.folder).returncode == 0
    (evidence.folder / "SHA256SUMS.sig").unlink()
    result = run_python(evidence.folder)
    assert result.returncode == 1
    assert "promises: manifest.json says that it is signed, and SHA256SUMS.sig says otherwise" in result.stdout
    sign(evidence.folder, create_key(tmp_path / "other.pem", "long enough"))
    change_manifest(evidence.folder, lambda manifest: manifest["signature"].update(public_key_sha256="0" * 64))
    forge_sums(evidence.folder)
    assert "laboratory.pem has the fingerprint" in run_python(evidence.folder).stdout


def change_command(folder: Path) -> None:
    """Gives the code 100 another entry in the first table of frame 12, and leaves all others."""
    path = folder / "reproduce/tables.cmd"
    lines = path.read_text().splitlines(keepends=True)
    before, _, rest = lines[2].partition("'")
    tree, _, rest = rest.partition("'")
    lines[2] = f"{before}'if(eq(val,100),0,{tree})'{rest}"
    path.write_text("".join(lines))


def change_hash(folder: Path) -> None:
    path = folder / "reproduce/expected.framehash"
    lines = path.read_text().splitlines(keepends=True)
    assert lines[3].startswith("12, ")
    digit = lines[3][-3]
    lines[3] = f"{lines[3][:-3]}{'0' if digit != '0' else '1'}{lines[3][-2:]}"
    path.write_text("".join(lines))


def change_entry(folder: Path) -> None:
    """Raises an entry of the log that stays within its neighbours, so that the table is a good one by itself."""
    (table, *_) = table_of(read_rows(folder)[2])
    code = next(code for code in range(60, 255) if table[code] + 1 < table[code + 1])
    change_row(folder, 12, **{f"r{code}": str(table[code] + 1)})


@needs_sh
def test_a_changed_command_is_named(evidence: Package) -> None:
    change_command(evidence.folder)
    assert "reproduce/tables.cmd was changed after the export" in failures(evidence.folder)
    assert "reproduce/tables.cmd was changed after the export" in run_python(evidence.folder).stdout
    forge_sums(evidence.folder)
    python = run_python(evidence.folder)
    assert python.returncode == 1
    assert "FAILS  tables.cmd: frame 12: tables.cmd says otherwise than the log" in python.stdout
    found = failures(evidence.folder, evidence.source)
    assert "reproduction: frame 12: reproduce/tables.cmd says otherwise than the log" in found
    assert "tables applied by a stock FFmpeg: reproduce/tables.cmd is not that of the log" in found
    script = run_script(evidence.folder, evidence.source)
    assert script.returncode == 1
    assert script.stdout.startswith("Made again from the source: Frame 12 differs: FFmpeg gives PTS ")


@pytest.mark.parametrize("more", ["0.000000 lutrgb@r r '7';\n", "\n"])
def test_commands_after_the_last_frame_are_found_by_plain_python(evidence: Package, more: str) -> None:
    with (evidence.folder / "reproduce/tables.cmd").open("a") as stream:
        stream.write(more)
    forge_sums(evidence.folder)
    python = run_python(evidence.folder)
    assert python.returncode == 1
    assert "FAILS  tables.cmd: tables.cmd goes on after the last frame" in python.stdout


@needs_sh
def test_a_changed_hash_is_named(evidence: Package) -> None:
    change_hash(evidence.folder)
    forge_sums(evidence.folder)
    assert "frame 12: reproduce/expected.framehash says otherwise than the log" in failures(evidence.folder)
    script = run_script(evidence.folder, evidence.source)
    assert script.returncode == 1
    assert script.stdout.count("Frame 12 differs: F") == 2
    python = run_python(evidence.folder)
    assert python.returncode == 1
    assert "expected.framehash: frame 12: " in python.stdout


def test_a_changed_log_is_named(evidence: Package) -> None:
    change_entry(evidence.folder)
    forge_sums(evidence.folder)
    assert "reproduction: frame 12: reproduce/tables.cmd says otherwise than the log" in failures(evidence.folder)
    python = run_python(evidence.folder, evidence.source)
    assert python.returncode == 1
    assert "tables.cmd: frame 12: tables.cmd says otherwise than the log" in python.stdout
    assert "source: frame 12: the tables logged do not make the enhanced picture logged" in python.stdout


LOG_CHANGES: dict[str, tuple[dict[str, str], str]] = {
    "entry above 255": ({"r255": "256"}, "frame 12: "),
    "no number": ({"g7": "x"}, "frame 12: "),
    "falling": ({"b200": "0"}, "frame 12: a table is not non-decreasing"),
    "black is lifted": ({"r0": "1"}, "frame 12: its tables are steeper than the gain limit 12, or black does not stay"),
    "time": ({"time_s": "9.000000"}, "frame 12: time 9.000000 is not that of PTS"),
    "level": ({"exposure_level": "0.5000"}, "frame 12: its settings are not the manifest's"),
    "hash": ({"source_sha256": "0"}, "frame 12: source_sha256 is not 64 hexadecimal digits"),
    "corrupt": ({"corrupt": "1"}, "frames [12] are logged as 1, [] in manifest.json"),
    "mean": ({"mean_out": "0.000001"}, "mean_out is "),
    "index": ({"frame_index": "13"}, "frame 13: it stands where frame 12 belongs"),
}
"""Name -> cells of frame 12 that are changed, and what plain Python says though the sums were forged."""


@pytest.mark.parametrize("name", LOG_CHANGES)
def test_plain_python_finds_what_is_wrong_in_the_log(evidence: Package, name: str) -> None:
    cells, sentence = LOG_CHANGES[name]
    change_row(evidence.folder, 12, **cells)
    forge_sums(evidence.folder)
    result = run_python(evidence.folder)
    assert result.returncode == 1
    assert sentence in result.stdout
    assert result.stderr == ""


@needs_sh
@pytest.mark.parametrize("name", ["tables.cmd", "expected.framehash"])
def test_a_missing_file_is_named(evidence: Package, name: str) -> None:
    (evidence.folder / "reproduce" / name).unlink()
    script, python = run_script(evidence.folder, evidence.source), run_python(evidence.folder)
    assert (script.returncode, script.stderr) == (
        2,
        f"{name} is missing beside reproduce.sh: copy the whole package.\n",
    )
    assert python.returncode == 1
    assert f"reproduce/{name} is missing" in python.stdout
    forge_sums(evidence.folder)
    found = failures(evidence.folder, evidence.source)
    assert f"reproduction: reproduce/{name} cannot be read" in found


def test_a_file_too_many_is_named_by_plain_python(evidence: Package) -> None:
    (evidence.folder / "reproduce" / "more.txt").write_text("more")
    assert "reproduce/more.txt does not belong to the package" in run_python(evidence.folder).stdout


@pytest.mark.parametrize("name", ["manifest.json", "curves.csv", "SHA256SUMS"])
def test_a_package_that_is_none_is_one_sentence(evidence: Package, name: str) -> None:
    (evidence.folder / name).write_text("[]")
    result = run_python(evidence.folder)
    assert result.returncode == 1
    assert result.stderr == ""
    (evidence.folder / name).unlink()
    assert run_python(evidence.folder).returncode == 1


@pytest.mark.parametrize("graph", ["graph", "decoding_graph"])
def test_other_filters_in_the_manifest_are_found(evidence: Package, graph: str) -> None:
    change_manifest(evidence.folder, lambda manifest: manifest["reproduction"].update({graph: "null"}))
    forge_sums(evidence.folder)
    assert "the filters for a stock FFmpeg in manifest.json are not trim=" in failures(evidence.folder)


# --- Sources and programs that do not do


@needs_sh
def test_another_source_is_refused(evidence: Package, clip: Callable[[str], SyntheticClip]) -> None:
    other = clip("bt709").path
    script, python = run_script(evidence.folder, other), run_python(evidence.folder, other)
    assert script.returncode == 1
    assert "bt709.mp4 has the SHA-256" in script.stderr
    assert python.returncode == 1
    assert "source: bt709.mp4 has the SHA-256" in python.stdout


@needs_sh
def test_wrong_usage_is_one_sentence(evidence: Package) -> None:
    script = evidence.folder / "reproduce/reproduce.sh"
    for arguments in ((), ("a", "b", "c"), ("nothing.mp4",), (evidence.source, "no-such-program")):
        result = run("sh", script, *arguments)
        assert result.returncode == 2, result
        assert result.stdout == ""
        assert len(result.stderr.splitlines()) == 1
    assert run_python(evidence.folder, "nothing.mp4").returncode == 2
    program = (sys.executable, "-I", evidence.folder / "reproduce/verify_package.py", evidence.source)
    assert run(*program, "--ffmpeg", "no-such-program").returncode == 2


@needs_sh
def test_what_a_stock_ffmpeg_cannot_do_is_said(
    package: Packages, clip: Callable[[str], SyntheticClip], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A raw stream whose pictures are named by PTS after all: FFmpeg gives it other timestamps."""
    monkeypatch.setattr(StockRun, "counted", False)
    from tests.record.packages import export

    source = clip("raw-h264").path
    folder = export(source, tmp_path / "evidence", start=2, end=6, color_mode="luma")
    manifest = read_manifest_of(folder)
    assert manifest["reproduction"]["first_difference"] == 2
    assert [p["message"][:33] for p in manifest["problems"] if p["kind"] == "reproduction"] == [
        "A stock FFmpeg does not make frame"[:33]
    ]
    assert "NOT ALL OF THEM CAN BE MADE AGAIN" in (folder / "reproduce/README.txt").read_text(encoding="utf-8")
    assert "다시 만들 수 없습니다" in (folder / "reproduce/README.ko.txt").read_text(encoding="utf-8")
    report = verify_package(folder, source=source)
    assert report.passed, report
    assert "otherwise from frame 2 on, as the package says" in report.checks[-1].detail
    script = run_script(folder, source)
    assert script.returncode == 1
    assert "The package itself says that FFmpeg differs from frame 2 on" in script.stderr
    assert script.stdout.startswith("Made again from the source: Frame 2 differs")
