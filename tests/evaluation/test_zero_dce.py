"""The baseline Zero-DCE: its curve by hand, its network, and the weights that are shipped."""

import numpy as np
import pytest
import torch

from lle_studio.core.errors import SourceError
from lle_studio.estimator.checkpoint import read_weights
from lle_studio.evaluation.zero_dce import ZeroDce, ZeroDceBaseline, apply_le_curves
from lle_studio.resources import model_path


def zeroed() -> ZeroDce:
    """A network whose curve maps are 0 everywhere."""
    network = ZeroDce().eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
    return network


@pytest.fixture(scope="module")
def shipped() -> ZeroDceBaseline:
    return ZeroDceBaseline.load()


def test_le_curves_by_hand() -> None:
    """0.5 rises by 1 * 0.25 to 0.75, which falls by 0.5 * 0.1875: the order of the maps matters."""
    maps = torch.tensor([1.0, -0.5]).view(1, 2, 1, 1, 1).expand(1, 2, 3, 2, 2)
    result = apply_le_curves(torch.full((1, 3, 2, 2), 0.5), maps)
    assert torch.allclose(result, torch.full((1, 3, 2, 2), 0.65625))


def test_every_pixel_and_channel_has_its_own_curve() -> None:
    maps = torch.zeros(1, 8, 3, 2, 2)
    maps[0, 4, 1, 0, 1] = 1
    result = apply_le_curves(torch.full((1, 3, 2, 2), 0.5), maps)
    assert result[0, 1, 0, 1] == 0.75
    assert (result == 0.5).sum() == 11


def test_the_network_is_the_papers() -> None:
    """Its size as printed in section 3.2; any height and width, without a loss of pixels."""
    network = ZeroDce()
    assert sum(p.numel() for p in network.parameters()) == 79_416
    picture = torch.rand(2, 3, 17, 23)
    maps = network.maps(picture)
    assert maps.shape == (2, 8, 3, 17, 23)
    assert maps.abs().max() <= 1
    assert network(picture).shape == picture.shape


def test_a_network_of_zeros_changes_no_code() -> None:
    rgb = np.stack([np.arange(256, dtype=np.uint8).reshape(16, 16)] * 3, axis=2)
    rgb[:, :, 2] = rgb[:, :, 2].T
    result = ZeroDceBaseline(network=zeroed())(rgb)
    assert result.dtype == np.uint8
    assert np.array_equal(result, rgb)


def test_channels_keep_their_places() -> None:
    """With A = 1 for green alone, eight iterations make 1 - (1 - 0.4)^256 of 0.4: white."""
    network = zeroed()
    with torch.no_grad():
        network.get_parameter("layers.6.bias").view(8, 3)[:, 1] = 20
    result = ZeroDceBaseline(network=network)(np.full((4, 5, 3), 102, dtype=np.uint8))
    assert result[0, 0].tolist() == [102, 255, 102]
    assert (result == result[0, 0]).all()


def test_the_shipped_weights_match_their_card(shipped: ZeroDceBaseline) -> None:
    card = read_weights(model_path("zero-dce.safetensors")).card
    assert card["name"] == "zero-dce"
    assert card["parameters"] == sum(p.numel() for p in shipped.network.parameters())
    assert card["training"]["command"].startswith("python -m lle_studio.training.zero_dce --pairs lol/train sice/train")
    assert card["log"][-1].startswith(f"step {card['training']['steps']} ")


def test_the_shipped_weights_brighten_a_dark_gradient(shipped: ZeroDceBaseline) -> None:
    ramp = np.linspace(0, 40, 96).astype(np.uint8)
    dark = np.repeat(np.tile(ramp, (64, 1))[:, :, None], 3, axis=2)
    result = shipped(dark)
    assert result.shape == dark.shape
    assert result.mean() > 3 * dark.mean()
    assert np.array_equal(result, shipped(dark))


def test_other_weights_are_refused() -> None:
    with pytest.raises(SourceError, match="studio are not of the Zero-DCE network"):
        ZeroDceBaseline.load("studio")
    with pytest.raises(SourceError, match="cannot be read"):
        ZeroDceBaseline.load("no-such-weights")
