"""The estimate of an export comes near what the export then is."""

from pathlib import Path

import pytest

from lle_studio.core.errors import Cancelled
from lle_studio.core.settings import EnhancementSettings
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.pipeline.estimate import estimate_export
from lle_studio.pipeline.export import run_export
from lle_studio.pipeline.job import ExportJob
from lle_studio.video.index import build_index


@pytest.mark.parametrize(("mode", "codec"), [("per-channel", "ffv1"), ("per-channel", "h264rgb"), ("luma", "ffv1")])
def test_the_size_is_near_that_of_the_package(tmp_path: Path, sample: Path, mode: str, codec: str) -> None:
    job = ExportJob(
        source=sample, folder=tmp_path / "x", settings=EnhancementSettings(color_mode=mode), codec=codec, end=24
    )
    estimate = estimate_export(build_index(sample), job, CurveEstimator.load())
    list(run_export(job))
    size = sum(path.stat().st_size for path in job.folder.rglob("*") if path.is_file())
    assert estimate.frames == 24
    assert 0.6 < estimate.size / size < 1.6
    assert estimate.seconds > 0


def test_it_can_be_stopped(tmp_path: Path, sample: Path) -> None:
    job = ExportJob(source=sample, folder=tmp_path / "x")
    with pytest.raises(Cancelled):
        estimate_export(build_index(sample), job, CurveEstimator.load(), cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []
