"""The panels around the pictures: each can be moved, stacked, floated and hidden, and is found again where it was."""

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QCoreApplication, QSettings, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QScrollArea, QWidget

_LAYOUT_VERSION = 1
"""Raise it when panels come or go, so that an old layout is not restored."""

_LEAST_HEIGHT = 120

_AREAS = Qt.DockWidgetArea


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    area: Qt.DockWidgetArea
    scrolls: bool
    """In a scroll area, because its controls must never be cut."""


_PLACES = (
    _Place("controls", _AREAS.BottomDockWidgetArea, scrolls=True),
    _Place("curves", _AREAS.BottomDockWidgetArea, scrolls=False),
    _Place("clip", _AREAS.BottomDockWidgetArea, scrolls=False),
    _Place("measures", _AREAS.RightDockWidgetArea, scrolls=True),
    _Place("marks", _AREAS.RightDockWidgetArea, scrolls=False),
    _Place("info", _AREAS.RightDockWidgetArea, scrolls=False),
    _Place("queue", _AREAS.RightDockWidgetArea, scrolls=False),
)


def dock_title(name: str) -> str:
    """Name of a panel in the language chosen."""
    translate = QCoreApplication.translate
    return {
        "controls": translate("Dock", "Enhancement"),
        "curves": translate("Dock", "Curves"),
        "measures": translate("Dock", "Measures"),
        "clip": translate("Dock", "Clip over time"),
        "marks": translate("Dock", "Marks and notes"),
        "info": translate("Dock", "File information"),
        "queue": translate("Dock", "Exports"),
    }[name]


class Docks:
    """The docks of the main window by their names."""

    def __init__(self, window: QMainWindow, panels: dict[str, QWidget]) -> None:
        self._window = window
        self.by_name: dict[str, QDockWidget] = {}
        for place in _PLACES:
            dock = QDockWidget(window)
            dock.setObjectName(f"dock-{place.name}")
            dock.setWidget(_Scroller(panels[place.name]) if place.scrolls else panels[place.name])
            window.addDockWidget(place.area, dock)
            self.by_name[place.name] = dock
        window.setDockOptions(
            QMainWindow.DockOption.AnimatedDocks
            | QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
        )
        self._arrange()

    def retranslate(self) -> None:
        """Writes the titles in the language chosen."""
        for name, dock in self.by_name.items():
            dock.setWindowTitle(dock_title(name))
            dock.toggleViewAction().setText(dock_title(name))

    def show(self, name: str) -> None:
        """Brings a panel to the front."""
        self.by_name[name].show()
        self.by_name[name].raise_()

    def save(self) -> None:
        """Remembers where the panels are."""
        QSettings().setValue("window/geometry", self._window.saveGeometry())
        QSettings().setValue("window/docks", self._window.saveState(_LAYOUT_VERSION))

    def restore(self) -> None:
        """Puts window and panels where they were last."""
        geometry, state = QSettings().value("window/geometry"), QSettings().value("window/docks")
        if isinstance(geometry, QByteArray):
            self._window.restoreGeometry(geometry)
        if isinstance(state, QByteArray):
            self._window.restoreState(state, _LAYOUT_VERSION)

    def _arrange(self) -> None:
        """The places at first: what makes the curves below the pictures, what was found on the right."""
        dock, window = self.by_name, self._window
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        for one, other in (("controls", "curves"), ("curves", "clip")):
            window.splitDockWidget(dock[one], dock[other], Qt.Orientation.Horizontal)
        window.splitDockWidget(dock["measures"], dock["marks"], Qt.Orientation.Vertical)
        window.tabifyDockWidget(dock["marks"], dock["info"])
        window.tabifyDockWidget(dock["info"], dock["queue"])
        dock["marks"].raise_()
        below = [dock[name] for name in ("controls", "curves", "clip")]
        window.resizeDocks(below, [430, 430, 480], Qt.Orientation.Horizontal)
        window.resizeDocks(below[:1], [320], Qt.Orientation.Vertical)
        right = [dock["measures"], dock["marks"]]
        window.resizeDocks(right[:1], [330], Qt.Orientation.Horizontal)
        window.resizeDocks(right, [300, 640], Qt.Orientation.Vertical)


class _Scroller(QScrollArea):
    """Lets a panel scroll up and down; it is never narrower than the panel can be."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(panel)

    def minimumSizeHint(self) -> QSize:
        """The panel's width with the scroll bar, and a height that shows something."""
        width = self.widget().minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, _LEAST_HEIGHT)
