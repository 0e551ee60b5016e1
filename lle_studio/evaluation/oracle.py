"""The best a table per channel can do: found with knowledge of the reference, a bound and never a method.

The squared error of a table t on one channel is, up to a constant, the sum over the input codes k of n_k (t_k - m_k)^2,
with n_k the pixels of code k and m_k the mean of the reference there. Its least value over non-decreasing t is isotonic
regression, solved by pooling adjacent violators (Ayer et al., 1955). Each pool is its mean, so rounding it to the
nearest integer gives the best non-decreasing integers too.
"""

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import LEVELS


def best_table(source: NDArray[np.uint8], reference: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Finds the non-decreasing tables (3, 256) that bring a picture nearest to its reference in squared error.

    Codes that do not occur lie on straight lines between those that do.

    Args:
        source: (H, W, 3).
        reference: (H, W, 3).
    """
    rows = []
    for channel in range(3):
        codes = source[:, :, channel].ravel()
        counts = np.bincount(codes, minlength=LEVELS).astype(np.float64)
        sums = np.bincount(codes, weights=reference[:, :, channel].ravel(), minlength=LEVELS)
        present = np.flatnonzero(counts)
        fitted = pool_violators(sums[present] / counts[present], counts[present])
        rows.append(np.floor(np.interp(np.arange(LEVELS), present, fitted) + 0.5))
    return np.stack(rows).astype(np.uint8)


def pool_violators(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Finds the non-decreasing row nearest to ``values`` (n,) in weighted squared error; weights (n,) are positive."""
    pools: list[tuple[float, float, int]] = []  # mean, weight, length; the means rise
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        mean, total, length = value, weight, 1
        while pools and pools[-1][0] >= mean:
            before, share, more = pools.pop()
            mean = (before * share + mean * total) / (share + total)
            total, length = share + total, length + more
        pools.append((mean, total, length))
    return np.repeat([mean for mean, _, _ in pools], [length for _, _, length in pools])
