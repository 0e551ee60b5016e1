"""Snapshots hold every sample, and their side-car says what they are."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from lle_studio.core.errors import UsageError, WriteError
from lle_studio.core.frame import hash_rgb
from lle_studio.core.settings import EnhancementSettings
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.pipeline import snapshot as snapshot_module
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.pipeline.snapshot import Snapshot, write_snapshot
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader


@pytest.fixture(scope="module", params=["per-channel", "luma"])
def snapshot(request: pytest.FixtureRequest, sample: Path) -> Snapshot:
    index, estimator = build_index(sample), CurveEstimator.load()
    settings = EnhancementSettings(color_mode=request.param)
    enhancer = Enhancer(index, estimator)
    with ClipReader(index) as reader:
        enhanced = enhancer.enhance(reader.read(7), settings)
    return Snapshot(
        index=index, source_sha256=index.sha256, enhanced=enhanced, picture=enhancer.picture(enhanced),
        settings=settings, weights=estimator.weights_name, weights_sha256=estimator.weights_sha256,
    )  # fmt: skip


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_pictures_read_back_are_equal(tmp_path: Path, snapshot: Snapshot, suffix: str) -> None:
    paths = write_snapshot(tmp_path / "f 7", snapshot, suffix=suffix)
    assert [path.name for path in paths] == [f"f 7 source{suffix}", f"f 7 enhanced{suffix}", "f 7.json"]
    card = json.loads(paths[2].read_text(encoding="utf-8"))
    for path, planes, name in zip(
        paths, (snapshot.enhanced.source.rgb, snapshot.picture), ("source", "enhanced"), strict=False
    ):
        back = np.moveaxis(cv2.imread(str(path), cv2.IMREAD_UNCHANGED)[..., ::-1], -1, 0)
        np.testing.assert_array_equal(back, planes)
        assert card["hashes"][f"{name}_rgb24_sha256"] == hash_rgb(tuple(planes))
    assert card["frame"]["frame_index"] == 7
    assert card["frame"]["pts"] == int(snapshot.index.pts[7])
    assert card["table"] == snapshot.enhanced.table.tolist()
    assert card["source"]["sha256"] == snapshot.index.sha256


def test_nothing_is_written_over_and_nothing_half(
    tmp_path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.json").write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        write_snapshot(tmp_path / "a", snapshot, shown="source")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    with pytest.raises(UsageError, match="one of"):
        write_snapshot(tmp_path / "b", snapshot, shown="everything")

    def fail(path: Path, _data: bytes) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(snapshot_module, "_write_new", fail)
    with pytest.raises(WriteError, match="No space left"):
        write_snapshot(tmp_path / "b", snapshot)
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
