"""Exports killed at random moments, few and always the same; ``benchmarks/interrupt.py`` kills many."""

import os
import random
from pathlib import Path

import pytest

from benchmarks.interrupt import WORKS, KillTrials


@pytest.mark.skipif(os.name == "nt", reason="there is no kill -9 on Windows")
@pytest.mark.parametrize(("place", "victim"), [(1, "everything"), (4, "program")])
def test_an_export_that_is_killed_is_gone_on_with(tmp_path: Path, place: int, victim: str) -> None:
    trials = KillTrials(WORKS[place], tmp_path / "trials", random.Random(place))
    outcome, wrong = trials.trial(victim, twice=False)
    assert wrong == ""
    assert outcome in ("gone on with", "begun anew", "killed when complete")
