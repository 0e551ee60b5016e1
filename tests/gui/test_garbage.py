"""Garbage is collected in the window's thread alone: a widget destroyed beside it ends the process."""

import gc
import threading

from pytestqt.qtbot import QtBot

from lle_studio.gui.curve_worker import EstimatorWorker
from lle_studio.gui.garbage import GarbageCollection
from tests.gui.conftest import TIMEOUT


def test_other_weights_set_nothing_more_aside(qtbot: QtBot) -> None:
    first = EstimatorWorker("studio")
    first.work()
    before = gc.get_freeze_count()
    other = EstimatorWorker("paper")
    other.work()
    assert other.estimator.result().weights_name == "paper"
    assert gc.get_freeze_count() == before


class Ring:
    """Refers to itself, and tells which thread destroyed it."""

    def __init__(self, told: list[int]) -> None:
        self._told = told
        self._self = self

    def __del__(self) -> None:
        self._told.append(threading.get_ident())


def make_much() -> list[list[int]]:
    """As many objects as make Python look for garbage in the thread they are made in."""
    return [[number] for number in range(3 * gc.get_threshold()[0] + 100)]


def test_a_thread_that_makes_much_destroys_nothing(qtbot: QtBot) -> None:
    told: list[int] = []
    collection = GarbageCollection()
    Ring(told)
    worker = threading.Thread(target=lambda: [make_much() for _ in range(30)])
    worker.start()
    worker.join()
    assert told == []
    kept = make_much()
    qtbot.waitUntil(lambda: bool(told), timeout=TIMEOUT)
    assert told == [threading.get_ident()]
    assert kept
    collection.deleteLater()
