"""The losses and targets by hand."""

import numpy as np
import pytest
import torch

from lle_studio.training.losses import (
    apply_curves,
    exposure_control,
    exposure_loss,
    falling,
    histogram_distance,
    histogram_mse,
    image_loss,
    roughness,
    soft_histogram,
    spread,
    spread_as_printed,
    tint,
    unsteadiness,
)
from lle_studio.training.sets import generate_pairs
from lle_studio.training.targets import illumination, luminance, reference_at


def halves(dark: float, light: float, size: int = 32) -> torch.Tensor:
    """A grey picture (1, 3, size, size) whose left half is dark and right half light."""
    picture = torch.full((1, 3, size, size), dark)
    picture[..., size // 2 :] = light
    return picture


def test_reference_at_reaches_the_level_and_keeps_the_reference_at_its_own() -> None:
    pictures = generate_pairs(4, 64, seed=2).high
    reference = torch.from_numpy(pictures.transpose(0, 3, 1, 2).astype(np.float32) / 255)
    light = torch.from_numpy(np.stack([illumination(p) for p in pictures])[:, None].astype(np.float32) / 255)
    for level in (0.35, 0.5, 0.65):
        target = reference_at(reference, light, torch.full((4,), level))
        assert torch.allclose(luminance(target).mean(dim=(1, 2)), torch.full((4,), level), atol=0.03)
    own = luminance(reference).mean(dim=(1, 2))
    assert (reference_at(reference, light, own) - reference).abs().mean() < 0.02


def test_illumination_is_no_darker_than_the_brightest_channel() -> None:
    picture = generate_pairs(1, 48, seed=3).high[0]
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
    shown = torch.tensor([1.0, 0, 0, 1]).view(1, 1, 2, 2)
    masked = soft_histogram(values, shown)[0, 0]
    assert masked[[0, 1, 31]].tolist() == pytest.approx([0.5 + 0.25, 0.25, 0])


def test_equation_1_is_the_mean_squared_error() -> None:
    assert image_loss(halves(0.1, 0.5), halves(0.1, 0.3)).item() == pytest.approx(0.02)


def test_equation_2_compares_histograms_and_not_places() -> None:
    mirrored = halves(0.25, 0.75)
    assert histogram_mse(halves(0.75, 0.25), mirrored).item() == pytest.approx(0, abs=1e-12)
    # All in one bin against all in another: two bins differ by 1.
    assert histogram_mse(halves(0.0, 0.0), halves(1.0, 1.0)).item() == pytest.approx(2)


def test_equation_3_is_the_distance_of_regions_from_the_level() -> None:
    assert exposure_control(halves(0.4, 0.9), 0.6).item() == pytest.approx((0.2 + 0.3) / 2, abs=1e-5)


def test_equation_4_in_both_readings() -> None:
    picture = halves(0.2, 0.6)  # two columns of regions: mean 0.4, standard deviation 0.2
    assert spread(picture).item() == pytest.approx(0.04, abs=1e-6)
    assert spread_as_printed(picture).item() == pytest.approx((0.0**2 + 0.4**2) / 2, abs=1e-6)
    assert spread(halves(0.3, 0.3)).item() == pytest.approx(0, abs=1e-9)
    assert spread_as_printed(halves(1.0, 1.0)).item() == pytest.approx(1)  # as printed, white is rewarded most


@pytest.mark.parametrize("loss", [histogram_distance, exposure_loss, image_loss])
def test_losses_vanish_on_the_target_and_grow_with_the_distance(loss) -> None:  # type: ignore[no-untyped-def]
    target = torch.rand(2, 3, 16, 16, generator=torch.manual_seed(1)) * 0.5
    assert loss(target, target).item() == pytest.approx(0)
    assert loss(target + 0.3, target) > loss(target + 0.1, target) > 0


@pytest.mark.parametrize("loss", [histogram_distance, exposure_loss, image_loss])
def test_what_the_mask_hides_does_not_count(loss) -> None:  # type: ignore[no-untyped-def]
    target = halves(0.2, 0.6)
    mask = torch.ones(1, 1, 32, 32)
    mask[..., :16] = 0
    hidden = halves(0.9, 0.6)
    assert loss(hidden, target, mask).item() == pytest.approx(0, abs=1e-9)
    assert loss(hidden, target).item() > 0.01
    assert loss(halves(0.2, 0.7), target, mask) > loss(halves(0.2, 0.7), target)


def test_losses_of_the_curves_by_hand() -> None:
    line = torch.linspace(0, 1, 256).repeat(1, 3, 1)
    assert roughness(line).item() == pytest.approx(0, abs=1e-6)
    assert tint(line).item() == pytest.approx(0, abs=1e-9)
    apart = line * torch.tensor([1.0, 0.8, 0.6]).view(1, 3, 1)
    assert tint(apart).item() == pytest.approx((line[0, 0] ** 2).mean().item() * (0.2**2 + 0.2**2) / 3, rel=1e-5)
    assert falling(line, line).item() == 0
    assert falling(line, line - 0.1).item() == pytest.approx(25.5, rel=1e-5)
    assert falling(line, line + 0.1).item() == 0


def test_unsteadiness_compares_what_two_frames_curves_make_of_the_first() -> None:
    line = torch.linspace(0, 1, 256).repeat(1, 3, 1)
    codes = torch.cat((torch.full((1, 3, 4, 4), 51), torch.full((1, 3, 4, 4), 255)))
    assert unsteadiness(codes, torch.cat((line, line))).item() == 0
    assert unsteadiness(codes, torch.cat((line, line / 2))).item() == pytest.approx(0.1)  # code 51 only
