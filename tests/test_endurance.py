"""A few minutes of an examiner's work, in compressed time; ``benchmarks/endurance.py`` does hours of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lle_studio.resources import resource_path

ROOT = resource_path("sample").parents[1]


@pytest.mark.skipif(sys.platform != "linux", reason="memory and files are counted as Linux does")
def test_some_minutes_of_work_leave_nothing_behind(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = (sys.executable, "-m", "benchmarks.endurance", "--actions", "40", "--points", "4", "--seed", "3")

    result = subprocess.run([*command, "--json", str(report)], cwd=ROOT, capture_output=True, text=True, check=False)

    assert report.exists(), result.stdout + result.stderr
    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["errors"] == []
    assert sum(found["done"].values()) == 40
    assert len(found["points"]) > 4
    for name in ("programs", "widgets", "windows", "temporary"):
        assert {point[name] for point in found["points"]} == {found["points"][0][name]}, name
    before, after = found["closed"]  # two windows, one after the other: the second leaves what the first left
    for name in ("threads", "files", "programs", "temporary"):
        assert after[name] == before[name], name


def test_what_grows_is_said() -> None:
    from benchmarks.endurance import Held, judge

    def points(**growing: float) -> list[Held]:
        still = {"memory_mb": 400.0, "resident_mb": 500.0, "files": 17, "threads": 20, "programs": 0, "widgets": 517}
        still |= {"windows": 64, "objects": 630, "temporary": 0}
        return [
            Held(action=100 * n, **{name: value + growing.get(name, 0) * n for name, value in still.items()})
            for n in range(24)
        ]

    assert all(one["flat"] for one in judge(points()).values())
    assert all(one["flat"] for one in judge(points(memory_mb=1)).values())  # 12 of 400 MB from quarter to quarter
    for name, growth in {"memory_mb": 2, "files": 1, "threads": 0.2, "objects": 1, "temporary": 1}.items():
        found = judge(points(**{name: growth}))
        assert [one for one in found if not found[one]["flat"]] == [name]
    assert found["temporary"]["slope_per_1000_actions"] == 10
