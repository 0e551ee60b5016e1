"""Tables in plain language."""

import numpy as np
import pytest

from lle_studio.core.gamma import fit_gamma

EVERY = np.ones(256, dtype=np.int64)


@pytest.mark.parametrize(("gamma", "gain"), [(0.41, 1.0), (1.0, 1.0), (2.2, 0.9), (0.2, 0.7)])
def test_a_gamma_curve_is_recognised(gamma: float, gain: float) -> None:
    table = np.round(255 * gain * (np.arange(256) / 255) ** gamma).astype(np.uint8)
    fit = fit_gamma(table, EVERY)
    assert fit.gamma == pytest.approx(gamma, abs=0.01)
    assert fit.gain == pytest.approx(gain, abs=0.01)
    assert fit.residual < 0.5


def test_coded_range_counts_from_black_to_white() -> None:
    level = np.clip((np.arange(256) - 16) / 219, 0, 1)
    table = np.round(16 + 219 * level**0.5).astype(np.uint8)
    fit = fit_gamma(table, EVERY, black=16, white=235)
    assert fit.gamma == pytest.approx(0.5, abs=0.01)
    assert fit.residual < 0.5


def test_only_codes_that_occur_count() -> None:
    table = np.arange(256, dtype=np.uint8)
    table[200:] = 255
    counts = np.zeros(256, dtype=np.int64)
    counts[:100] = 5
    assert fit_gamma(table, counts).residual == pytest.approx(0, abs=0.05)
    assert fit_gamma(table, EVERY).residual > 5
    black = fit_gamma(table, np.eye(1, 256, dtype=np.int64)[0])
    assert (black.gamma, black.gain, black.residual) == (1, 1, 0)
