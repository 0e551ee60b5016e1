"""The look of the window, dark or light. Both are neutral: a coloured surround changes how pictures look."""

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from lle_studio.resources import resource_path


class Channels(NamedTuple):
    """Colours of three curves."""

    first: str
    second: str
    third: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The colours of a look, as ``#rrggbb``."""

    name: str
    window: str
    panel: str
    surround: str
    """Around the pictures."""
    field: str
    line: str
    text: str
    quiet: str
    disabled: str
    accent: str
    warning: str
    bad: str
    good: str
    grid: str
    """Axes and reference lines of plots."""
    button: str
    button_hover: str
    edge: str
    """Around fields and buttons."""
    selected: str
    """Behind the chosen entry of a menu or list."""
    notice: str
    """Behind warnings about the clip."""
    notice_edge: str
    notice_text: str
    knob: str
    """Of a slider."""
    rgb_colors: Channels
    """Curves of R, G and B."""
    coded_colors: Channels
    """Curves of Y, Cb and Cr."""


DARK = Theme(
    name="dark",
    window="#1f2023",
    panel="#27292d",
    surround="#131415",
    field="#191a1d",
    line="#3a3d43",
    text="#e4e6e9",
    quiet="#9aa0a8",
    disabled="#6d727a",
    accent="#5aa9e6",
    warning="#e8b04b",
    bad="#ef6f6c",
    good="#6cc788",
    grid="#6d727a",
    button="#34373d",
    button_hover="#3d4148",
    edge="#484c54",
    selected="#3a4654",
    notice="#3b3120",
    notice_edge="#6f5a2c",
    notice_text="#f3d494",
    knob="#d5d8dc",
    rgb_colors=Channels("#ff6b68", "#5fd17c", "#6fa8ff"),
    coded_colors=Channels("#ececec", "#6fa8ff", "#ff8fa8"),
)

LIGHT = Theme(
    name="light",
    window="#eceded",
    panel="#f7f7f7",
    surround="#8c8c8c",
    field="#ffffff",
    line="#c9cbce",
    text="#1d1f22",
    quiet="#565b62",
    disabled="#8e9298",
    accent="#1f6fb2",
    warning="#8a5a00",
    bad="#b3261e",
    good="#1d7a3a",
    grid="#9a9ea4",
    button="#e3e4e6",
    button_hover="#d6d8db",
    edge="#b3b6bb",
    selected="#cfe2f3",
    notice="#fdf1d3",
    notice_edge="#d9b45b",
    notice_text="#5c3d00",
    knob="#5c6068",
    rgb_colors=Channels("#c62828", "#1b8a3a", "#1f5fd0"),
    coded_colors=Channels("#2b2d30", "#1f5fd0", "#c2185b"),
)

THEMES = {theme.name: theme for theme in (DARK, LIGHT)}

_KEY = "theme"
_chosen = DARK


def current() -> Theme:
    """The colours in use. Widgets that paint ask anew on ``QEvent.Type.StyleChange``."""
    return _chosen


def preferred() -> str:
    """The theme chosen last time, else the dark one: night footage is looked at in the dark."""
    name = str(QSettings().value(_KEY, DARK.name))
    return name if name in THEMES else DARK.name


def apply_theme(app: QApplication, name: str = DARK.name, *, remember: bool = False) -> None:
    """Gives the whole application its palette and style.

    Args:
        app: the application.
        name: a key of ``THEMES``.
        remember: use it the next time, too.
    """
    global _chosen
    _chosen = theme = THEMES[name]
    if remember:
        QSettings().setValue(_KEY, name)
    app.setStyle("Fusion")
    app.setStyleSheet("")  # under a style sheet widgets would keep their old palette
    app.setPalette(_palette(theme))
    app.setStyleSheet(_style(theme) + _arrows(theme))


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, color in {
        roles.Window: theme.window,
        roles.WindowText: theme.text,
        roles.Base: theme.field,
        roles.AlternateBase: theme.panel,
        roles.Text: theme.text,
        roles.Button: theme.panel,
        roles.ButtonText: theme.text,
        roles.BrightText: theme.bad,
        roles.Link: theme.accent,
        roles.Highlight: theme.accent,
        roles.HighlightedText: "#ffffff",
        roles.PlaceholderText: theme.quiet,
        roles.ToolTipBase: theme.button,
        roles.ToolTipText: theme.text,
        roles.Accent: theme.accent,
    }.items():
        palette.setColor(role, QColor(color))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled))
    return palette


def _style(t: Theme) -> str:
    return f"""
QToolTip {{ background: {t.button}; color: {t.text}; border: 1px solid {t.edge}; padding: 5px; }}
QMenuBar {{ background: {t.window}; padding: 2px 4px; }}
QMenuBar::item {{ padding: 5px 10px; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {t.button}; }}
QMenu {{ background: {t.panel}; border: 1px solid {t.line}; padding: 4px; }}
QMenu::item {{ padding: 5px 28px 5px 24px; border-radius: 3px; }}
QMenu::item:selected {{ background: {t.selected}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.disabled}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
QFrame#panel {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 6px; }}
QLabel#title {{ color: {t.quiet}; font-weight: 600; }}
QLabel#quiet, QLabel#caption {{ color: {t.quiet}; }}
QLabel#reached {{ font-size: 12pt; font-weight: 600; }}
QLabel#position {{ font-size: 10pt; font-weight: 600; }}
QLabel#hint {{ color: {t.warning}; }}
QFrame#warnings {{ background: {t.notice}; border: 1px solid {t.notice_edge}; border-radius: 6px; }}
QFrame#warnings QLabel {{ color: {t.notice_text}; }}
QPushButton {{ background: {t.button}; border: 1px solid {t.edge}; border-radius: 4px; padding: 5px 12px; }}
QPushButton:hover {{ background: {t.button_hover}; }}
QPushButton:pressed, QPushButton:checked {{ background: {t.selected}; }}
QPushButton:disabled {{ color: {t.disabled}; border-color: {t.line}; }}
QPushButton:default, QPushButton:focus {{ border-color: {t.accent}; }}
PathField > QLineEdit, QLineEdit#field {{ border: 1px solid {t.edge}; border-radius: 4px; padding: 4px;
    background: {t.field}; }}
QLineEdit#field:focus {{ border-color: {t.accent}; }}
QLineEdit#field:disabled {{ border-color: {t.line}; }}
QCheckBox {{ spacing: 7px; }}
QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {t.edge}; border-radius: 3px;
    background: {t.field}; }}
QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; }}
QCheckBox::indicator:focus {{ border-color: {t.accent}; }}
QCheckBox::indicator:disabled {{ border-color: {t.line}; background: {t.window}; }}
QCheckBox:disabled {{ color: {t.disabled}; }}
QAbstractSpinBox, QComboBox {{ background: {t.field}; border: 1px solid {t.edge}; border-radius: 4px;
    padding: 3px 6px; }}
QAbstractSpinBox:focus, QComboBox:focus {{ border-color: {t.accent}; }}
QAbstractSpinBox {{ padding-right: 20px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ subcontrol-origin: border; width: 18px; border: none; }}
QAbstractSpinBox::up-button {{ subcontrol-position: top right; }}
QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; }}
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {{ background: {t.button_hover}; }}
QComboBox::drop-down {{ subcontrol-origin: border; subcontrol-position: center right; width: 22px; border: none; }}
QComboBox QAbstractItemView {{ background: {t.panel}; border: 1px solid {t.line};
    selection-background-color: {t.selected}; selection-color: {t.text}; }}
QAbstractSpinBox:disabled, QComboBox:disabled {{ color: {t.disabled}; border-color: {t.line}; }}
QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 5px; }}
QToolButton:hover {{ background: {t.button_hover}; }}
QToolButton:pressed, QToolButton:checked {{ background: {t.selected}; }}
QToolButton:focus {{ border-color: {t.accent}; }}
QProgressBar {{ background: {t.field}; border: 1px solid {t.line}; border-radius: 4px; text-align: center; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QSlider::groove:horizontal {{ height: 4px; background: {t.edge}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {t.accent}; border-radius: 2px; }}
QSlider::sub-page:horizontal:disabled {{ background: {t.edge}; }}
QSlider::handle:horizontal {{ width: 14px; margin: -6px 0; border-radius: 7px; background: {t.knob}; }}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ background: {t.accent}; }}
QSlider::handle:horizontal:disabled {{ background: {t.disabled}; }}
QSplitter::handle, QMainWindow::separator {{ background: {t.window}; width: 6px; height: 6px; }}
QMainWindow::separator:hover {{ background: {t.edge}; }}
QDockWidget {{ color: {t.quiet}; font-weight: 600; }}
QDockWidget::title {{ background: {t.window}; padding: 4px 6px; }}
QTabBar::tab {{ background: {t.window}; color: {t.quiet}; border: 1px solid {t.line}; padding: 4px 12px;
    border-top-left-radius: 4px; border-top-right-radius: 4px; }}
QTabBar::tab:selected {{ background: {t.panel}; color: {t.text}; }}
QTabBar::tab:focus {{ border-color: {t.accent}; }}
QTableView::item {{ padding: 2px 4px; }}
QHeaderView::section {{ background: {t.button}; color: {t.quiet}; border: none; padding: 3px 6px; }}
QTableView, QTreeView, QListView, QPlainTextEdit, QTextBrowser {{ background: {t.field};
    border: 1px solid {t.line}; border-radius: 4px; gridline-color: {t.line};
    selection-background-color: {t.selected}; selection-color: {t.text}; }}
"""


def _arrows(theme: Theme) -> str:
    """The part of the style that names pictures."""
    suffix = "" if theme is DARK else "-light"
    up, down = (resource_path(f"icons/{name}{suffix}.svg").as_posix() for name in ("arrow-up", "arrow-down"))
    return f"""
        QAbstractSpinBox::up-arrow {{ image: url("{up}"); width: 9px; height: 9px; }}
        QAbstractSpinBox::down-arrow, QComboBox::down-arrow {{ image: url("{down}"); width: 9px; height: 9px; }}
        QCheckBox::indicator:checked {{ image: url("{resource_path("icons/check.svg").as_posix()}"); }}
    """
