"""What Python collects as garbage is collected in the window's thread alone.

Python looks for objects that only refer to each other in whatever thread happens to make the next one, and destroys
them there. A widget destroyed beside the window's thread ends the process.
"""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL = 1000  # ms between two looks


class GarbageCollection(QObject):
    """Collects at intervals what is due by Python's own counts, in the thread it was made in.

    What is there when a thread has loaded something large is set aside by ``gc.freeze`` and not looked at again: a
    look at all of torch would hold up the window for 90 ms.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collects the oldest generation whose turn it is."""
        counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [age for age, (count, most) in enumerate(counts) if count > most]
        if due:
            gc.collect(max(due))
