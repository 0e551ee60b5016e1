"""The training of the baseline Zero-DCE: its losses by hand, its crops, and a run that repeats itself."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch import Tensor

from lle_studio.estimator.checkpoint import read_weights
from lle_studio.evaluation.zero_dce import ZeroDce
from lle_studio.training import zero_dce
from lle_studio.training.zero_dce import (
    color_constancy_loss,
    draw_crops,
    exposure_control_loss,
    illumination_smoothness_loss,
    spatial_consistency_loss,
    total_loss,
    train_zero_dce,
)


def grey(regions: list[list[float]], side: int) -> Tensor:
    """A grey picture (1, 3, H, W) of flat square regions."""
    flat = torch.tensor(regions).repeat_interleave(side, dim=0).repeat_interleave(side, dim=1)
    return flat.expand(1, 3, *flat.shape)


def dark_pictures(count: int = 4, side: int = 32) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 50, (count, side, side, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ([[0.5, 0.25]], 0.0625),  # K = 2, each with one neighbour 0.25 away
        ([[0.5], [0.25]], 0.0625),
        ([[0.5, 0.25], [0.5, 0.25]], 0.0625),  # K = 4, each with one such neighbour
        ([[0.5, 0.25], [0.25, 0.5]], 0.125),  # K = 4, each with two
        ([[0.5, 0.25, 0.5]], 4 * 0.0625 / 3),  # K = 3, the middle one has two
    ],
)
def test_spatial_consistency_by_hand(result: list[list[float]], expected: float) -> None:
    picture = grey(result, 4)
    flat = torch.full_like(picture, 0.1)
    assert spatial_consistency_loss(picture, flat).item() == pytest.approx(expected)
    assert spatial_consistency_loss(picture, picture + 0.2).item() == pytest.approx(0, abs=1e-12)
    assert spatial_consistency_loss(picture, 1 - picture).item() == pytest.approx(0, abs=1e-12)


def test_exposure_control_by_hand() -> None:
    assert exposure_control_loss(grey([[0.35]], 16)).item() == pytest.approx(0.25, abs=1e-5)
    assert exposure_control_loss(grey([[0.6, 1.0]], 16)).item() == pytest.approx(0.2, abs=1e-5)
    colored = torch.tensor([0.9, 0.6, 0.3]).view(1, 3, 1, 1).expand(1, 3, 16, 16)
    assert exposure_control_loss(colored).item() == pytest.approx(0, abs=1e-6)


def test_color_constancy_by_hand() -> None:
    colored = torch.tensor([0.5, 0.3, 0.2]).view(1, 3, 1, 1).expand(1, 3, 4, 4)
    assert color_constancy_loss(colored).item() == pytest.approx(0.2**2 + 0.3**2 + 0.1**2)
    assert color_constancy_loss(torch.cat((colored, grey([[0.4]], 4)))).item() == pytest.approx(0.07)


def test_illumination_smoothness_by_hand() -> None:
    rows, columns = torch.meshgrid(torch.arange(4.0), torch.arange(5.0), indexing="ij")
    across = (0.1 * columns).expand(2, 8, 3, 4, 5)
    both = (0.1 * columns - 0.2 * rows).expand(2, 8, 3, 4, 5)
    assert illumination_smoothness_loss(across).item() == pytest.approx(3 * 0.1**2)
    assert illumination_smoothness_loss(both).item() == pytest.approx(3 * 0.3**2)
    one_iteration = torch.zeros_like(both)
    one_iteration[:, 5] = both[:, 5]
    assert illumination_smoothness_loss(one_iteration).item() == pytest.approx(3 * 0.3**2 / 8)


def test_the_total_of_a_network_that_changes_nothing() -> None:
    """Contrast kept, maps smooth: what remains is exposure and half the colour."""
    network = ZeroDce()
    for parameter in network.parameters():
        torch.nn.init.zeros_(parameter)
    colored = torch.tensor([0.5, 0.3, 0.1]).view(1, 3, 1, 1).expand(1, 3, 16, 16)
    assert total_loss(network, colored).item() == pytest.approx(0.3 + 0.5 * (0.04 + 0.16 + 0.04))


def test_crops_are_windows_of_the_pictures() -> None:
    rows, columns = np.meshgrid(np.arange(140), np.arange(140), indexing="ij")
    picture = np.stack([rows, columns, np.full_like(rows, 7)], axis=2).astype(np.uint8)
    crops = draw_crops(np.stack([picture, picture]), 6, np.random.default_rng(3))
    assert crops.shape == (6, 3, 128, 128)
    codes = (crops * 255).round()
    assert (codes[:, 0].diff(dim=1) == 1).all()
    assert (codes[:, 1].diff(dim=2) == 1).all()
    assert (codes[:, 2] == 7).all()
    assert len({tuple(corner.tolist()) for corner in codes[:, :2, 0, 0]}) > 1


def test_a_training_repeats_itself_by_its_seed() -> None:
    def run(seed: int) -> tuple[dict[str, Tensor], list[str]]:
        network, log = train_zero_dce(dark_pictures(), steps=3, seed=seed, batch_size=2)
        assert not network.training
        return network.state_dict(), log

    first, first_log = run(1)
    again, again_log = run(1)
    other, _ = run(2)
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not any(torch.equal(first[name], other[name]) for name in first)
    assert first_log == again_log
    assert len(first_log) == 1
    assert first_log[0].startswith("step 3 loss 0.")


def test_the_program_writes_weights_and_a_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "street" / "train"
    for part in ("low", "high"):
        (folder / part).mkdir(parents=True)
        for number, picture in enumerate(dark_pictures()):
            cv2.imwrite(str(folder / part / f"{number}.png"), picture)
    out = tmp_path / "trial.safetensors"
    arguments = ["zero_dce", "--pairs", str(folder), "--out", str(out), "--steps", "1", "--seed", "4"]
    monkeypatch.setattr("sys.argv", arguments)
    zero_dce.main()
    weights = read_weights(out)
    ZeroDce().load_state_dict(weights.tensors)
    assert weights.card["name"] == "trial"
    assert weights.card["training_data"].startswith("4 dark pictures and 2 references")
    assert weights.card["training"]["share_of_references"] == 0.333
    assert weights.card["training"]["command"] == (
        "python -m lle_studio.training.zero_dce --pairs street/train --out models/trial.safetensors --steps 1 --seed 4"
    )
    assert str(tmp_path) not in json.dumps(weights.card)


def test_a_missing_folder_for_the_weights_is_said_before_the_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["zero_dce", "--pairs", str(tmp_path), "--out", str(tmp_path / "nowhere" / "a.safetensors")]
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit) as stop:
        zero_dce.main()
    assert stop.value.code == 2
    assert "nowhere does not exist" in capsys.readouterr().err
