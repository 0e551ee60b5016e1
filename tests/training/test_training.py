"""The training code: its targets and losses by hand, and a short training that beats doing nothing."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from lle_studio.core.errors import SourceError
from lle_studio.training.datasets import load_pairs
from lle_studio.training.losses import apply_curves, exposure_loss, histogram_loss, roughness, soft_histogram
from lle_studio.training.targets import illumination, luminance, reference_at
from lle_studio.training.train import train, validate


def scene(seed: int, size: int = 48) -> np.ndarray:
    """A bright picture of soft blobs, (size, size, 3)."""
    rng = np.random.default_rng(seed)
    picture = cv2.GaussianBlur(rng.uniform(0, 255, (size, size, 3)).astype(np.float32), (0, 0), 4)
    picture = (picture - picture.min()) / np.ptp(picture) * 215 + 20
    return picture.astype(np.uint8)


@pytest.fixture
def pairs_folder(tmp_path: Path) -> Path:
    for part in ("low", "high"):
        (tmp_path / part).mkdir()
    for number in range(16):
        high = scene(number)
        cv2.imwrite(str(tmp_path / "high" / f"{number}.png"), high)
        cv2.imwrite(str(tmp_path / "low" / f"{number}.png"), (high * 0.12).astype(np.uint8))
    return tmp_path


def test_reference_at_reaches_the_level_and_keeps_the_reference_at_its_own() -> None:
    pictures = np.stack([scene(seed, 64) for seed in range(4)])
    reference = torch.from_numpy(pictures.transpose(0, 3, 1, 2).astype(np.float32) / 255)
    light = torch.from_numpy(np.stack([illumination(p) for p in pictures])[:, None].astype(np.float32) / 255)
    for level in (0.35, 0.5, 0.65):
        target = reference_at(reference, light, torch.full((4,), level))
        assert torch.allclose(luminance(target).mean(dim=(1, 2)), torch.full((4,), level), atol=0.02)
    own = luminance(reference).mean(dim=(1, 2))
    assert (reference_at(reference, light, own) - reference).abs().mean() < 0.02


def test_illumination_is_no_darker_than_the_brightest_channel() -> None:
    picture = scene(3)
    assert (illumination(picture) >= picture.max(axis=2)).all()


def test_apply_curves_looks_up_each_channel_in_its_curve() -> None:
    curves = torch.linspace(0, 1, 256).repeat(1, 3, 1) * torch.tensor([1.0, 0.5, 0.25]).view(1, 3, 1)
    picture = torch.tensor([0, 255, 51]).view(1, 1, 1, 3).expand(1, 3, 1, 3).contiguous()
    expected = torch.tensor([[0, 1, 0.2], [0, 0.5, 0.1], [0, 0.25, 0.05]])
    assert torch.allclose(apply_curves(picture, curves)[0, :, 0], expected, atol=1e-6)


def test_soft_histogram_by_hand() -> None:
    values = torch.tensor([0.0, 1.0, 0.5 / 31, 0.5 / 31]).view(1, 1, 2, 2)
    counts = soft_histogram(values)[0, 0]
    assert counts[0].item() == pytest.approx(0.5)
    assert counts[1].item() == pytest.approx(0.25)
    assert counts[31].item() == pytest.approx(0.25)


def test_losses_vanish_on_the_target_and_grow_with_the_distance() -> None:
    target = torch.rand(2, 3, 16, 16) * 0.5
    for loss in (histogram_loss, exposure_loss):
        assert loss(target, target).item() == pytest.approx(0)
        assert loss(target + 0.3, target) > loss(target + 0.1, target) > 0
    assert roughness(torch.linspace(0, 1, 256).repeat(1, 3, 1)).item() == pytest.approx(0, abs=1e-6)


def test_a_short_training_beats_the_identity(pairs_folder: Path) -> None:
    pairs = load_pairs([pairs_folder], 32)
    network, log = train(pairs, pairs, steps=120, seed=1, batch_size=8)
    errors = ((pairs.low / 255.0 - pairs.high / 255.0) ** 2).mean(axis=(1, 2, 3))
    identity = float(np.mean(-10 * np.log10(errors)))
    psnr, miss = validate(network, pairs)
    assert log
    assert psnr > identity + 3
    assert miss < 0.2


def test_a_wrong_folder_is_refused(tmp_path: Path, pairs_folder: Path) -> None:
    with pytest.raises(SourceError, match="holds no pairs"):
        load_pairs([tmp_path / "nothing"], 32)
    (pairs_folder / "high" / "3.png").unlink()
    with pytest.raises(SourceError, match="no reference"):
        load_pairs([pairs_folder], 32)
    (pairs_folder / "low" / "3.png").write_text("no picture")
    (pairs_folder / "high" / "3.png").write_text("no picture")
    with pytest.raises(SourceError, match="not a picture"):
        load_pairs([pairs_folder], 32)
