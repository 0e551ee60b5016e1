"""Spoilt files, few and always the same, given to the commands; ``benchmarks/fuzz.py`` tries thousands."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lle_studio.resources import resource_path

ROOT = resource_path("sample").parents[1]


KINDS = ("video", "video", "video", "card", "weights", "case", "audit", "key", "translation")


@pytest.mark.skipif(sys.platform != "linux", reason="the children's limits are Linux's")
def test_spoilt_files_are_refused_in_one_sentence_or_read(tmp_path: Path, clip_folder: Path) -> None:
    report = tmp_path / "report.json"
    options = ("--count", "40", "--seed", "3", "--clips", str(clip_folder), "--json", str(report))
    command = (sys.executable, "-m", "benchmarks.fuzz", *options, "--kinds", *KINDS)

    result = subprocess.run(
        [*command, "--steps", "probe", "frame", "audit", "key"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert report.exists(), result.stderr
    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["findings"] == []
    assert found["tried"] == 40
    assert [found[name] for name in ("crashes", "hangs", "tracebacks", "stray_files")] == [0, 0, 0, 0]
    assert found["steps"]["probe"] > 20
    assert sum(found["outcomes"].values()) == sum(found["steps"].values())
