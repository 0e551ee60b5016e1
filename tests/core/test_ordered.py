"""Work on many things at once: order, bounds, failures."""

import threading
from collections.abc import Iterator

import pytest

from lle_studio.core.ordered import core_count, map_in_order


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_results_come_in_order_even_where_the_first_takes_longest(threads: int) -> None:
    second_done = threading.Event()

    def work(number: int) -> int:
        if number == 0 and threads > 1:
            assert second_done.wait(30)
        if number == 1:
            second_done.set()
        return number * number

    assert list(map_in_order(work, range(50), threads=threads)) == [n * n for n in range(50)]


def test_few_things_are_taken_ahead() -> None:
    taken: list[int] = []

    def things() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    results = map_in_order(str, things(), threads=3)
    assert [next(results) for _ in range(5)] == ["0", "1", "2", "3", "4"]
    assert 5 <= len(taken) <= 10
    results.close()
    assert len(taken) <= 10


def test_a_failure_comes_in_its_turn() -> None:
    def work(number: int) -> int:
        if number == 3:
            raise ValueError("three")
        return number

    results = map_in_order(work, range(100), threads=2)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="three"):
        next(results)


def test_a_failure_to_take_a_thing_is_passed_on() -> None:
    def things() -> Iterator[int]:
        yield from range(2)
        raise OSError("gone")

    results = map_in_order(str, things(), threads=4)
    with pytest.raises(OSError, match="gone"):
        list(results)


def test_no_thread_is_left_when_the_caller_stops() -> None:
    before = threading.active_count()
    results = map_in_order(str, range(1000), threads=4)
    next(results)
    results.close()
    assert threading.active_count() == before


def test_there_is_at_least_one_core() -> None:
    assert core_count() >= 1
