"""Everything that can be done by menu or key, with its words, its icon and its keys."""

from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon, QPixmap
from PySide6.QtWidgets import QMainWindow, QMenu

from lle_studio.core.color import MATRICES, RANGES, ColorInterpretation
from lle_studio.core.plain import plain
from lle_studio.gui import theme
from lle_studio.gui.action_words import action_words
from lle_studio.gui.language import LANGUAGES
from lle_studio.gui.shortcuts import KEYS, chosen_keys, keys_text
from lle_studio.gui.text_label import tip
from lle_studio.gui.words import matrix_text
from lle_studio.resources import resource_path

_STEPS = {"back": -1, "forward": 1, "back_ten": -10, "forward_ten": 10}

_ICONS = {
    "first": "first", "back": "back", "play": "play", "play_back": "reverse", "forward": "forward", "last": "last",
    "mark_in": "mark-in", "mark_out": "mark-out", "bookmark": "bookmark", "loop": "loop", "snapshot": "snapshot",
}  # fmt: skip

_NEED_CLIP = (
    "save_case", "save_case_as", "export", "snapshot", "audit", "reset", "play", "play_back", "play_on", "slower",
    "faster", "loop", "back", "forward", "back_ten", "forward_ten", "first", "last", "previous_key", "next_key",
    "previous_mark", "next_mark", "go_to", "mark_in", "mark_out", "clear_range", "bookmark", "zoom_fit", "zoom_one",
    "zoom_in", "zoom_out", "auto_level", "hold_curve",
)  # fmt: skip

VIEW_MODES = {"side_by_side": "side-by-side", "split": "split", "single": "single", "difference": "difference"}
"""Action -> mode of the picture area."""

ASPECTS = ("file", "square", "1080N", "4:3", "16:9")
"""Presets of the picture's shape: see ``pixel_aspect``."""


def pixel_aspect(preset: str, width: int, height: int) -> Fraction | None:
    """Width of a pixel over its height for a preset; None: as the file says.

    Recorders store 1920×1080 as 960×1080 (1080N) and wide pictures as 960×480 or 960×576 (960H) without saying so.
    """
    shapes = {"4:3": Fraction(4, 3), "16:9": Fraction(16, 9)}
    if preset in shapes:
        return shapes[preset] * height / width
    return {"square": Fraction(1), "1080N": Fraction(2)}.get(preset)


def icon(name: str) -> QIcon:
    """An icon from the resources, in the colour of the text."""
    drawing = resource_path(f"icons/{name}.svg").read_text(encoding="utf-8")
    made = QIcon()
    colors = {QIcon.Mode.Normal: theme.current().text, QIcon.Mode.Disabled: theme.current().disabled}
    for mode, color in colors.items():
        pixmap = QPixmap()
        sized = drawing.replace("<svg ", '<svg width="48" height="48" ', 1).replace("#dfe2e6", color)
        pixmap.loadFromData(sized.encode(), "SVG")
        made.addPixmap(pixmap, mode)
    return made


class WindowActions(QObject):
    """The actions and menus of the main window; each action is an attribute under its name in ``KEYS``.

    Signals:
        steps_wanted: frames to go on (negative: back).
        color_chosen: matrix and range to read the clip with; None: as tagged or assumed.
        aspect_chosen: preset of the picture's shape.
        view_chosen: mode of the picture area.
        language_chosen: code of the language.
        theme_chosen: name of the theme.
        recent_chosen: `Path` of a clip or case.
    """

    steps_wanted = Signal(int)
    color_chosen = Signal(object, object)
    aspect_chosen = Signal(str)
    view_chosen = Signal(str)
    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    recent_chosen = Signal(object)

    def __init__(self, window: QMainWindow, language: str) -> None:
        super().__init__(window)
        self._playing = False
        self.by_name: dict[str, QAction] = {}
        for name in KEYS:
            action = QAction(window)
            action.setShortcuts(chosen_keys(name))
            self.by_name[name] = action
            setattr(self, name, action)
            window.addAction(action)
        for name, frames in _STEPS.items():
            action = self.by_name[name]
            action.setData(frames)
            action.triggered.connect(self._step)
        self.loop.setCheckable(True)
        self.full_screen.setCheckable(True)
        self.remember_recent.setCheckable(True)
        names = ("first", "back", "play_back", "play", "forward", "last", "", "mark_in", "mark_out", "bookmark", "loop")
        self.transport = [self.by_name.get(name) for name in names]
        """Actions that have a button; None is a gap."""
        self._matrices = self._make_choices(window, (None, *MATRICES), self._choose_color)
        self._ranges = self._make_choices(window, (None, *RANGES), self._choose_color)
        self._aspects = self._make_choices(window, ASPECTS, self._choose_aspect)
        self._languages = self._make_choices(window, tuple(LANGUAGES), self._choose_language)
        self._themes = self._make_choices(window, tuple(theme.THEMES), self._choose_theme)
        self._views = QActionGroup(window)
        for name, mode in VIEW_MODES.items():
            action = self.by_name[name]
            action.setCheckable(True)
            action.setData(mode)
            self._views.addAction(action)
        self.side_by_side.setChecked(True)
        self._views.triggered.connect(self._choose_view)
        self.check_language(language)
        self._check(self._themes, theme.current().name)
        self._make_menus(window)
        self.draw_icons()

    @property
    def chosen_color(self) -> tuple[str | None, str | None]:
        """Matrix and range chosen; None: as tagged or assumed."""
        return self._matrices.checkedAction().data(), self._ranges.checkedAction().data()

    @property
    def chosen_aspect(self) -> str:
        """Preset of the picture's shape."""
        return self._aspects.checkedAction().data()

    def set_clip_open(self, is_open: bool) -> None:
        """Makes what needs a clip possible or impossible."""
        for name in _NEED_CLIP:
            self.by_name[name].setEnabled(is_open)
        self._color_menu.setEnabled(is_open)
        self._aspect_menu.setEnabled(is_open)

    def set_playing(self, playing: bool) -> None:
        """Shows what the play button does next."""
        self._playing = playing
        self.play.setIcon(self._icons["pause" if playing else "play"])
        self._write("play")

    def set_color(self, color: ColorInterpretation) -> None:
        """Shows how the clip that is open is read."""
        self._check(self._matrices, color.matrix if color.matrix_origin == "chosen" else None)
        self._check(self._ranges, color.range if color.range_origin == "chosen" else None)

    def set_aspect(self, preset: str) -> None:
        """Shows which shape the picture has."""
        self._check(self._aspects, preset)

    def check_language(self, code: str) -> None:
        """Shows which language is in use."""
        self._check(self._languages, code)

    def set_recent(self, paths: list[Path]) -> None:
        """Lists the files opened last."""
        self._recent_menu.clear()
        for path in paths:
            action = self._recent_menu.addAction(plain(path.name).replace("&", "&&"))  # one & marks a key
            action.setToolTip(tip(str(path)))
            action.setData(path)
            action.triggered.connect(self._choose_recent)
        self._add_menu(self._recent_menu, "| remember_recent forget_recent")

    def add_panel(self, action: QAction) -> None:
        """Adds the switch of a panel to the View menu."""
        self._panel_menu.addAction(action)

    def draw_icons(self) -> None:
        """Draws the icons in the colours of the theme."""
        self._icons = {name: icon(name) for name in (*_ICONS.values(), "pause")}
        for name, picture in _ICONS.items():
            self.by_name[name].setIcon(self._icons[picture])
        self.set_playing(self._playing)

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        for name in self.by_name:
            self._write(name)
        self._file_menu.setTitle(self.tr("File"))
        self._recent_menu.setTitle(self.tr("Open recent"))
        self._edit_menu.setTitle(self.tr("Edit"))
        self._clip_menu.setTitle(self.tr("Clip"))
        self._marks_menu.setTitle(self.tr("Marks"))
        self._view_menu.setTitle(self.tr("View"))
        self._panel_menu.setTitle(self.tr("Panels"))
        self._theme_menu.setTitle(self.tr("Theme"))
        self._color_menu.setTitle(self.tr("Colour as coded"))
        self._aspect_menu.setTitle(self.tr("Shape of the picture"))
        self._language_menu.setTitle(self.tr("Language"))
        self._help_menu.setTitle(self.tr("Help"))
        self._matrix_menu.setTitle(self.tr("Matrix"))
        self._range_menu.setTitle(self.tr("Range"))
        as_tagged = self.tr("As the file says, else assumed")
        ranges = {None: as_tagged, "limited": self.tr("Limited (16 to 235)"), "full": self.tr("Full (0 to 255)")}
        aspects = {
            "file": self.tr("As the file says"),
            "square": self.tr("Square pixels"),
            "1080N": self.tr("1080N (960 × 1080 shown as 1920 × 1080)"),
            "4:3": self.tr("Picture 4:3"),
            "16:9": self.tr("Picture 16:9 (960H)"),
        }
        themes = {"dark": self.tr("Dark"), "light": self.tr("Light")}
        for group, words in ((self._ranges, ranges), (self._aspects, aspects), (self._themes, themes)):
            for action in group.actions():
                action.setText(words[action.data()])
        for action in self._matrices.actions():
            action.setText(matrix_text(action.data()) if action.data() else as_tagged)
        for action in self._languages.actions():
            action.setText(LANGUAGES[action.data()])

    def _write(self, name: str) -> None:
        action = self.by_name[name]
        text, tip = action_words("pause" if name == "play" and self._playing else name)
        keys = keys_text(action.shortcuts())
        action.setText(text)
        action.setToolTip("\n".join(part for part in (f"{text} ({keys})" if keys else text, tip) if part))

    @staticmethod
    def _make_choices(window: QMainWindow, values: tuple[str | None, ...], chosen: object) -> QActionGroup:
        group = QActionGroup(window)
        for value in values:
            action = QAction(group, checkable=True)
            action.setData(value)
        group.actions()[0].setChecked(True)
        group.triggered.connect(chosen)
        return group

    @staticmethod
    def _check(group: QActionGroup, value: str | None) -> None:
        for action in group.actions():
            if action.data() == value:
                action.setChecked(True)

    def _make_menus(self, window: QMainWindow) -> None:
        bar = window.menuBar()
        self._file_menu = self._add_menu(bar.addMenu(""), "open open_case")
        self._recent_menu = self._file_menu.addMenu("")
        self._add_menu(self._file_menu, "| save_case save_case_as | export snapshot verify audit | quit")
        self._edit_menu = self._add_menu(bar.addMenu(""), "undo redo | auto_level hold_curve reset")
        steps = "back forward back_ten forward_ten first last previous_key next_key go_to"
        self._clip_menu = self._add_menu(bar.addMenu(""), f"play play_back play_on slower faster loop | {steps} |")
        self._color_menu = self._clip_menu.addMenu("")
        self._matrix_menu, self._range_menu = self._color_menu.addMenu(""), self._color_menu.addMenu("")
        self._aspect_menu = self._clip_menu.addMenu("")
        marks = "mark_in mark_out clear_range | bookmark previous_mark next_mark"
        self._marks_menu = self._add_menu(bar.addMenu(""), marks)
        zooms = "zoom_fit zoom_one zoom_in zoom_out"
        self._view_menu = self._add_menu(bar.addMenu(""), f"{' '.join(VIEW_MODES)} | {zooms} | full_screen")
        self._panel_menu, self._theme_menu = self._view_menu.addMenu(""), self._view_menu.addMenu("")
        self._language_menu = bar.addMenu("")
        self._help_menu = self._add_menu(bar.addMenu(""), "method shortcuts | selftest log | about")
        for menu, group in (
            (self._matrix_menu, self._matrices),
            (self._range_menu, self._ranges),
            (self._aspect_menu, self._aspects),
            (self._theme_menu, self._themes),
            (self._language_menu, self._languages),
        ):
            menu.addActions(group.actions())
        self._recent_menu.setToolTipsVisible(True)

    def _add_menu(self, menu: QMenu, names: str) -> QMenu:
        """Adds actions by their names; a bar stands for a line."""
        for name in names.split():
            if name == "|":
                menu.addSeparator()
            else:
                menu.addAction(self.by_name[name])
        return menu

    def _step(self) -> None:
        self.steps_wanted.emit(self.sender().data())

    def _choose_color(self) -> None:
        self.color_chosen.emit(*self.chosen_color)

    def _choose_aspect(self, action: QAction) -> None:
        self.aspect_chosen.emit(action.data())

    def _choose_view(self, action: QAction) -> None:
        self.view_chosen.emit(action.data())

    def _choose_language(self, action: QAction) -> None:
        self.language_chosen.emit(action.data())

    def _choose_theme(self, action: QAction) -> None:
        self.theme_chosen.emit(action.data())

    def _choose_recent(self) -> None:
        self.recent_chosen.emit(self.sender().data())
