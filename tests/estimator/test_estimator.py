"""The network and its weights: curves that keep the promises whatever is put in."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from lle_studio.core.curves import limit_slope
from lle_studio.core.errors import SourceError, UsageError
from lle_studio.estimator.checkpoint import load_checkpoint, save_checkpoint
from lle_studio.estimator.estimator import CurveEstimator, weights_path
from lle_studio.estimator.network import CurveNet
from lle_studio.resources import model_path
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader


@pytest.fixture(scope="module")
def estimator() -> CurveEstimator:
    return CurveEstimator.load("studio", device="cpu")


def pictures() -> dict[str, np.ndarray]:
    """Adversarial inputs (3, H, W)."""
    rng = np.random.default_rng(0)
    ramp = np.tile(np.arange(256, dtype=np.uint8), (3, 64, 1))
    return {
        "black": np.zeros((3, 64, 64), dtype=np.uint8),
        "white": np.full((3, 64, 64), 255, dtype=np.uint8),
        "red": np.stack([np.full((64, 64), 255, dtype=np.uint8)] + 2 * [np.zeros((64, 64), dtype=np.uint8)]),
        "noise": rng.integers(0, 256, (3, 90, 120), dtype=np.uint8),
        "dark noise": rng.integers(0, 9, (3, 90, 120), dtype=np.uint8),
        "stripes": np.tile(np.array([[0, 255]], dtype=np.uint8), (3, 64, 32)),
        "ramp": ramp,
        "one pixel": np.full((3, 1, 1), 7, dtype=np.uint8),
    }


@pytest.mark.parametrize("weights", ["studio", "paper"])
@pytest.mark.parametrize("name", pictures())
def test_curves_of_any_picture_are_monotone_and_inside_the_range(name: str, weights: str) -> None:
    estimator = CurveEstimator.load(weights, device="cpu")
    features = estimator.features(pictures()[name])
    low, high = estimator.level_range
    for level in np.linspace(low, high, 5):
        values = estimator.curves(features, level).values
        assert values.shape == (3, 256)
        assert (np.diff(values) >= 0).all()
        assert values.min() >= 0
        assert values.max() <= 1


@pytest.mark.parametrize("limit", [None, 12.0])
@pytest.mark.parametrize("index", [10, 130, 240])
def test_the_mean_of_a_dark_frame_rises_with_the_level(
    estimator: CurveEstimator, sample: Path, index: int, limit: float | None
) -> None:
    """Strictly without the gain limit, and never falling under it."""
    with ClipReader(build_index(sample)) as reader:
        rgb = reader.read(index).rgb
    features = estimator.features(rgb)
    means = []
    for level in np.linspace(0.3, 0.8, 11):
        table = limit_slope(estimator.curves(features, float(level)).table(), limit)
        means.append(np.stack([table[c][rgb[c]] for c in range(3)]).mean())
    assert (np.diff(means) > 0).all() if limit is None else (np.diff(means) >= 0).all()


@pytest.mark.parametrize("weights", ["studio", "paper"])
def test_random_features_give_monotone_curves(weights: str) -> None:
    estimator = CurveEstimator.load(weights, device="cpu")
    rng = np.random.default_rng(1)
    for scale in (0.1, 1, 10, 1000):
        for _ in range(250):
            features = (scale * rng.standard_normal(768)).astype(np.float32)
            assert (np.diff(estimator.curves(features, 0.6).values) >= 0).all()


def test_the_papers_weights_know_one_level_only(estimator: CurveEstimator) -> None:
    paper = CurveEstimator.load("paper", device="cpu")
    features = paper.features(pictures()["noise"])
    assert paper.natural_level(features) == 0.6
    with pytest.raises(UsageError, match=r"the exposure level L 0\.60 only"):
        paper.curves(features, 0.5)
    with pytest.raises(UsageError, match=r"from 0\.25 to 0\.85"):
        estimator.curves(features, 0.9)


def test_a_dark_picture_is_made_brighter(estimator: CurveEstimator) -> None:
    dark = np.random.default_rng(4).integers(0, 60, (3, 80, 80), dtype=np.uint8)
    table = estimator.curves(estimator.features(dark), 0.6).table()
    assert np.stack([table[c][dark[c]] for c in range(3)]).mean() > 2 * dark.mean()


def test_the_natural_level_is_a_level(estimator: CurveEstimator) -> None:
    for picture in pictures().values():
        assert 0.25 <= estimator.natural_level(estimator.features(picture)) <= 0.85


def test_threads_do_not_change_a_table(estimator: CurveEstimator) -> None:
    picture = pictures()["noise"]
    reference = estimator.curves(estimator.features(picture), 0.6).table().astype(int)
    try:
        for threads in (2, 4):
            torch.set_num_threads(threads)
            table = estimator.curves(estimator.features(picture), 0.6).table()
            assert np.abs(table - reference).max() <= 1
    finally:
        torch.set_num_threads(1)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="this computer has no CUDA device")
def test_cuda_gives_the_tables_of_the_cpu_to_within_a_code(estimator: CurveEstimator) -> None:
    other = CurveEstimator.load("studio", device="cuda")
    for picture in pictures().values():
        mine = estimator.curves(estimator.features(picture), 0.6).table().astype(int)
        assert np.abs(other.curves(other.features(picture), 0.6).table() - mine).max() <= 1


@pytest.mark.skipif(torch.cuda.is_available(), reason="this computer has a CUDA device")
def test_a_missing_device_is_said() -> None:
    with pytest.raises(UsageError, match="no CUDA device"):
        CurveEstimator.load("studio", device="cuda")


def test_an_untrained_network_is_close_to_the_identity() -> None:
    torch.manual_seed(0)
    network = CurveNet().eval()
    curves = network(torch.zeros(1, 3, 256, 256), torch.tensor([0.6]))[0].detach().numpy()
    assert np.abs(curves * 255 - np.arange(256)).max() < 3


def test_features_do_not_know_the_level() -> None:
    network = CurveNet().eval()
    picture = torch.rand(2, 3, 256, 256) * 2 - 1
    features = network.features(picture)
    assert features.shape == (2, 768)
    both = network.curves(features, torch.tensor([0.3, 0.8]))
    assert torch.equal(network(picture, torch.tensor([0.3, 0.8])), both)


@pytest.mark.parametrize("weights", ["studio", "paper"])
def test_the_shipped_weights_match_their_card_and_their_card_tells_their_origin(weights: str) -> None:
    checkpoint = load_checkpoint(model_path(f"{weights}.safetensors"))
    card = checkpoint.weights.card
    for key in ("architecture", "training_data", "training", "validation", "licence", "exposure_level_range"):
        assert card[key]
    assert sum(p.numel() for p in checkpoint.network.parameters()) == card["parameters"] < 2_000_000


@pytest.mark.parametrize(
    "fault", ["flipped byte", "no card", "other card", "card is no JSON", "truncated", "not weights", "another network"]
)
def test_weights_that_are_not_what_their_card_says_are_refused(tmp_path: Path, fault: str) -> None:
    path = tmp_path / "studio.safetensors"
    for suffix in (".safetensors", ".json"):
        shutil.copy(model_path(f"studio{suffix}"), tmp_path)
    card, data = path.with_suffix(".json"), bytearray(path.read_bytes())
    if fault == "flipped byte":
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    elif fault == "no card":
        card.unlink()
    elif fault == "other card":
        card.write_text(json.dumps({**json.loads(card.read_text()), "weights_sha256": "0" * 64}))
    elif fault == "card is no JSON":
        card.write_text("{")
    elif fault == "truncated":
        path.write_bytes(data[:1000])
    elif fault == "not weights":
        path.write_bytes(b"no weights")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        card.write_text(json.dumps({**json.loads(card.read_text()), "weights_sha256": digest}))
    else:
        save_checkpoint(torch.nn.Linear(2, 2), {}, path)
    with pytest.raises(SourceError) as caught:
        load_checkpoint(path)
    assert "\n" not in str(caught.value)


def forge(folder: Path, **changes: Any) -> Path:
    """The studio's weights with a card that claims other things, and names the right SHA-256."""
    path = Path(shutil.copy(model_path("studio.safetensors"), folder))
    card = json.loads(model_path("studio.json").read_text(encoding="utf-8"))
    if isinstance(changes.get("network"), dict):
        changes["network"] = {**card["network"], **changes["network"]}
    card.update(changes)
    path.with_suffix(".json").write_text(json.dumps(card), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "claim",
    [
        {"network": {"merge": 10**12}},
        {"network": {"stem": 4000, "branch": 4000, "merge": 4000, "expansion": 4000}},
        {"network": {"repeats": 10**9}},
        {"network": {"monotone": "yes"}},
        {"network": {"shared": float("nan")}},
        {"network": {"layers": 3}},
        {"network": ["stem"]},
        {"exposure_level_range": [float("nan"), 1]},
        {"exposure_level_range": "ab"},
    ],
)
def test_a_card_cannot_claim_memory_or_nonsense(tmp_path: Path, claim: dict[str, Any]) -> None:
    resource = pytest.importorskip("resource")  # not on Windows
    path = forge(tmp_path, **claim)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(SourceError, match="does not hold weights of this network"):
        load_checkpoint(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


@pytest.mark.parametrize("weights", ["studio", "paper"])
def test_the_weights_of_the_convolutions_are_counted(weights: str) -> None:
    network = load_checkpoint(model_path(f"{weights}.safetensors")).network
    counted = sum(p.numel() for p in network.parameters() if p.dim() == 4 and p.shape[1] > 1)
    assert network.config.convolution_weights == counted


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    network = load_checkpoint(model_path("studio.safetensors")).network
    for fault, refused in ((float("nan"), "does not hold weights"), (3e38, "do not give numbers")):
        with torch.no_grad():
            network.head.weight.fill_(fault)
        path = tmp_path / f"{fault}.safetensors"
        card = json.loads(model_path("studio.json").read_text(encoding="utf-8"))
        save_checkpoint(network, card, path)
        with pytest.raises(SourceError, match=refused):
            CurveEstimator(path).curves(np.ones(768, np.float32), 0.6)


def test_a_deeply_nested_card_is_refused(tmp_path: Path) -> None:
    path = forge(tmp_path)
    path.with_suffix(".json").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(SourceError, match="not valid JSON"):
        load_checkpoint(path)


def test_weights_are_found_by_name_or_path(tmp_path: Path) -> None:
    assert weights_path("studio") == model_path("studio.safetensors")
    assert weights_path(tmp_path / "mine.safetensors") == tmp_path / "mine.safetensors"
    with pytest.raises(SourceError, match="cannot be read"):
        CurveEstimator.load("nothing-of-this-name")
