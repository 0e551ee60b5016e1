"""Spoilt files, few and always the same, given to the commands; ``benchmarks/fuzz.py`` tries thousands."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from benchmarks.fuzz_mutations import _ENTRY, swap_entries
from lle_studio.cli.failures import failure_of
from lle_studio.resources import resource_path
from tests.clips import SyntheticClip

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


@pytest.mark.skipif(sys.platform != "linux", reason="the children's limits are Linux's")
def test_a_fault_told_in_one_sentence_is_a_finding(tmp_path: Path) -> None:
    from benchmarks.fuzz import judge
    from benchmarks.fuzz_child import Outcome
    from benchmarks.fuzz_inputs import Prepared

    sentence, code = failure_of(ValueError("a mistake of ours"))
    case = Prepared(kind="video", source="clip.mp4", what="cut", file=tmp_path / "clip.mp4")
    known = {"signal": None, "hung": False, "seconds": 1.0, "peak": 0, "printed": ""}

    def kinds(said: str) -> list[str]:
        return [kind for kind, _ in judge(case, "probe", Outcome(code=code, said=said, **known), [])]

    assert kinds(f"lle-studio: {sentence}\n") == ["traceback"]
    assert kinds("lle-studio: clip.mp4 is no video: give another.\n") == []


@pytest.mark.parametrize(("name", "tables"), [("cfr", {"stsz", "stss", "ctts"}), ("mjpeg", {"idx1"})])
def test_packets_change_places_in_the_index(clip: Callable[[str], SyntheticClip], name: str, tables: set[str]) -> None:
    before = clip(name).path.read_bytes()
    told = set()
    for seed in range(60):
        data = bytearray(before)
        words = swap_entries(Random(seed), data)
        changed = [place for place, (one, other) in enumerate(zip(before, data, strict=True)) if one != other]
        kind, one, other = re.fullmatch(r"entries of (\w+) at (\d+) and (\d+) changed places", words).groups()
        width = _ENTRY[kind.encode()]
        assert sorted(data) == sorted(before)
        assert data[int(one) : int(one) + width] == before[int(other) : int(other) + width]
        assert all(
            int(one) <= place < int(one) + width or int(other) <= place < int(other) + width for place in changed
        )
        told.add(kind)
    assert told >= tables
