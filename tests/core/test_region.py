"""What a region of a picture measures."""

import numpy as np
import pytest

from lle_studio.core.region import Region, measure_region


def test_measures_are_those_of_the_samples() -> None:
    planes = np.random.default_rng(1).integers(0, 256, (3, 40, 60), dtype=np.uint8)
    part = planes[:, 5:15, 10:30]
    measures = measure_region(planes, Region(x=10, y=5, width=20, height=10))
    assert measures.samples == 200
    assert measures.means == pytest.approx(part.mean(axis=(1, 2)))
    assert measures.deviations == pytest.approx(part.std(axis=(1, 2)))
    assert measures.luminance == pytest.approx(float(np.tensordot([0.299, 0.587, 0.114], part, 1).mean()) / 255)
    assert measures.counts.sum() == 600


def test_what_lies_outside_is_left_out() -> None:
    planes = np.full((3, 10, 10), 7, dtype=np.uint8)
    assert measure_region(planes, Region(x=8, y=8, width=50, height=50)).samples == 4
    with pytest.raises(ValueError, match="outside"):
        measure_region(planes, Region(x=10, y=0, width=1, height=1))
    with pytest.raises(ValueError, match="outside"):
        Region(x=-1, y=0, width=1, height=1)
