"""Packages made to do harm: nothing outside of them is read or written, nothing in them is run, memory is kept."""

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest

from lle_studio.record.verify import verify_package
from lle_studio.resources import resource_path
from tests.record.conftest import Package
from tests.record.packages import Manifest, change_manifest, failures, forge_sums

VERIFIER = resource_path("reproduce/verify_package.py")


def run_python(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Our own copy of the plain verifier on a package of somebody else's."""
    command = [sys.executable, "-I", "-S", str(VERIFIER), "--package", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def answers(folder: Path) -> list[str]:
    return [check.name for check in verify_package(folder).checks]


# --- Links, pipes and devices


@pytest.mark.parametrize(
    "name", ["manifest.json", "curves.csv", "audit.jsonl", "SHA256SUMS", "enhanced.mkv", "reproduce"]
)
def test_nothing_is_read_through_a_link(evidence: Package, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    (evidence.folder / name).rename(outside)
    (evidence.folder / name).symlink_to(outside)

    assert f"files: {name} is a link or no file at all: nothing is read through it" in failures(evidence.folder)
    assert answers(evidence.folder) == ["files"]
    plain = run_python(evidence.folder)
    assert plain.returncode == 1
    assert f"FAILS  files: {name} is a link or no file at all" in plain.stdout
    assert plain.stdout.count("\n") == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
@pytest.mark.parametrize("name", ["manifest.json", "curves.csv", "SHA256SUMS", "reproduce/tables.cmd"])
def test_a_pipe_does_not_hold_up_a_verifier(evidence: Package, name: str) -> None:
    (evidence.folder / name).unlink()
    os.mkfifo(evidence.folder / name)

    assert f"{name} is a link or no file at all" in failures(evidence.folder)
    assert run_python(evidence.folder).returncode == 1


@pytest.mark.parametrize("name", ["manifest.json", "SHA256SUMS", "audit.jsonl", "curves.npz", "appendix.pdf"])
def test_a_file_too_large_is_not_read(full_evidence: Package, name: str) -> None:
    os.truncate(full_evidence.folder / name, 2**27 + 1 if name == "appendix.pdf" else 2**26)
    if name != "SHA256SUMS":
        forge_sums(full_evidence.folder)

    assert "too large to be what it should be" in failures(full_evidence.folder)
    plain = run_python(full_evidence.folder)
    assert plain.stderr == ""
    assert plain.returncode == (1 if name in ("manifest.json", "SHA256SUMS", "audit.jsonl") else 0)


def test_a_log_without_line_ends_is_not_read_whole(evidence: Package) -> None:
    os.truncate(evidence.folder / "curves.csv", 2**25)

    assert "curve log: curves.csv has a line of 65,536 letters or more" in failures(evidence.folder)


# --- Words of the manifest that reach FFmpeg


def test_a_pixel_format_cannot_smuggle_a_filter_in(evidence: Package, tmp_path: Path) -> None:
    target = tmp_path / "letters.txt"
    target.write_text("mine", encoding="utf-8")

    def change(manifest: Manifest) -> None:
        manifest["source"]["pixel_format"] = f"gray,metadata=print:file={target}"
        manifest["source"]["color"]["range"] = "limited"

    change_manifest(evidence.folder, change)
    forge_sums(evidence.folder)

    assert "is no pixel format" in failures(evidence.folder, evidence.source)
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_decoding_graph_cannot_smuggle_a_filter_in(evidence: Package, tmp_path: Path) -> None:
    target = tmp_path / "letters.txt"
    target.write_text("mine", encoding="utf-8")

    def change(manifest: Manifest) -> None:
        manifest["reproduction"]["decoding_graph"] += f",metadata=print:file={target}"

    change_manifest(evidence.folder, change)
    forge_sums(evidence.folder)
    plain = run_python(evidence.folder, str(evidence.source), "--ffmpeg", imageio_ffmpeg.get_ffmpeg_exe())

    assert plain.returncode == 1
    assert "FAILS  source: the filters in manifest.json are not those this program writes" in plain.stdout
    assert target.read_text(encoding="utf-8") == "mine"


def test_commands_that_are_not_of_the_log_are_not_given_to_ffmpeg(
    evidence: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (evidence.folder / "reproduce/tables.cmd").open("a", encoding="ascii") as stream:
        stream.write("0.000000 scale w 16000;\n")
    forge_sums(evidence.folder)
    run: list[str] = []
    monkeypatch.setattr("lle_studio.record.verify.first_difference", lambda *_, **__: run.append("run"))

    assert "what else it holds is not given to FFmpeg" in failures(evidence.folder, evidence.source)
    assert not run


def test_an_export_that_is_a_list_of_files_is_not_followed(evidence: Package) -> None:
    (evidence.folder / "enhanced.mkv").write_text("ffconcat version 1.0\nfile other.mkv\n", encoding="utf-8")
    (evidence.folder.parent / "other.mkv").write_bytes(evidence.source.read_bytes())
    forge_sums(evidence.folder)

    found = failures(evidence.folder)
    assert "is a list of other files or no video at all" in found
    assert "FFmpeg cannot decode enhanced.mkv to its end" in found


@pytest.mark.parametrize("side", [10**12, -1, 0, "1", None])
def test_the_plain_verifier_takes_no_size_on_trust(evidence: Package, side: object) -> None:
    change_manifest(evidence.folder, lambda manifest: manifest["source"].update(width=side))
    plain = run_python(evidence.folder, str(evidence.source), "--ffmpeg", imageio_ffmpeg.get_ffmpeg_exe())

    assert plain.returncode == 1
    assert "FAILS" in plain.stdout
    assert plain.stderr == ""


@pytest.mark.parametrize("content", ["[" * 100_000, '{"a":' * 100_000, "9" * 10_000, "nul"])
def test_the_plain_verifier_refuses_json_that_is_none(evidence: Package, content: str) -> None:
    (evidence.folder / "manifest.json").write_text(content, encoding="utf-8")
    plain = run_python(evidence.folder)

    assert plain.returncode == 1
    assert "it cannot be read to its end" in plain.stdout
    assert plain.stderr == ""


# --- Values of other kinds in every place

GONE = object()
"""Stands for a key that is taken out."""


def places(content: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of all values in JSON, but for those of long lists behind the first."""
    pairs = (
        content.items() if isinstance(content, dict) else enumerate(content[:1]) if isinstance(content, list) else ()
    )
    return [place for key, value in pairs for place in ((*path, key), *places(value, (*path, key)))]


@pytest.mark.parametrize("value", [None, [["x"]], GONE], ids=["null", "list", "gone"])
def test_no_value_in_the_manifest_ends_a_verifier(
    evidence: Package, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lle_studio.record.verify._Verification._pyav", lambda *_: None)
    monkeypatch.setattr("lle_studio.record.verify._Verification._ffmpeg", lambda *_: ())
    text = (evidence.folder / "manifest.json").read_text(encoding="utf-8")
    for place in places(json.loads(text)):
        content = json.loads(text)
        parent = content
        for key in place[:-1]:
            parent = parent[key]
        if parent[place[-1]] == value:
            continue
        if value is GONE:
            del parent[place[-1]]
        else:
            parent[place[-1]] = value
        (evidence.folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
        checks = [check for check in verify_package(evidence.folder).checks if check is not None]
        assert any(not check.passed for check in checks), place


# --- Names that lead elsewhere


@pytest.mark.parametrize(
    "name", ["../outside.txt", "C:/outside.txt", "x/../../outside.txt", "..\\outside.txt", "{outside}"]
)
def test_no_name_in_the_sums_leads_out_of_the_package(evidence: Package, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("outside", encoding="utf-8")
    name = name.format(outside=outside)
    with (evidence.folder / "SHA256SUMS").open("a", encoding="utf-8") as sums:
        sums.write(f"{hashlib.sha256(b'outside').hexdigest()}  {name}\n")

    for found in (failures(evidence.folder), run_python(evidence.folder).stdout):
        assert f"{name} is missing" in found or "SHA256SUMS has a line that is none" in found


# --- What a spreadsheet makes of a curve log


@pytest.mark.parametrize("color_mode", ["per-channel", "luma"])
def test_no_cell_of_a_curve_log_can_be_a_formula(package: Callable[..., Package], color_mode: str) -> None:
    folder = package("audio-aac", start=10, end=16, color_mode=color_mode).folder
    with (folder / "curves.csv").open(newline="", encoding="ascii") as stream:
        header, *rows = csv.reader(stream)
    assert len(rows) == 6
    assert all(re.fullmatch(r"[a-z]\w*", cell) for cell in header)
    for cell in (cell for row in rows for cell in row):
        assert re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?|[A-Za-z0-9][\w.-]*|", cell), cell
