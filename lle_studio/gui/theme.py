"""The look of the window: dark and neutral, because a bright or coloured surround changes how dark ones look."""

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from lle_studio.resources import resource_path

WINDOW = "#1f2023"
PANEL = "#27292d"
SURROUND = "#131415"
FIELD = "#191a1d"
LINE = "#3a3d43"
TEXT = "#e4e6e9"
QUIET = "#9aa0a8"
ACCENT = "#5aa9e6"
WARNING = "#e8b04b"
BAD = "#ef6f6c"
GOOD = "#6cc788"

RGB_COLORS = ("#ff6b68", "#5fd17c", "#6fa8ff")
"""Curves of R, G and B."""
CODED_COLORS = ("#ececec", "#6fa8ff", "#ff8fa8")
"""Curves of Y, Cb and Cr."""

_STYLE = f"""
QToolTip {{ background: #34373d; color: {TEXT}; border: 1px solid #555a63; padding: 5px; }}
QMenuBar {{ background: {WINDOW}; padding: 2px 4px; }}
QMenuBar::item {{ padding: 5px 10px; border-radius: 4px; }}
QMenuBar::item:selected {{ background: #34373d; }}
QMenu {{ background: {PANEL}; border: 1px solid {LINE}; padding: 4px; }}
QMenu::item {{ padding: 5px 28px 5px 24px; border-radius: 3px; }}
QMenu::item:selected {{ background: #3a4654; }}
QMenu::item:disabled {{ color: #6d727a; }}
QMenu::separator {{ height: 1px; background: {LINE}; margin: 4px 8px; }}
QFrame#panel {{ background: {PANEL}; border: 1px solid {LINE}; border-radius: 6px; }}
QLabel#title {{ color: {QUIET}; font-weight: 600; }}
QLabel#quiet, QLabel#caption {{ color: {QUIET}; }}
QLabel#reached {{ font-size: 12pt; font-weight: 600; }}
QLabel#position {{ font-size: 11pt; font-weight: 600; }}
QLabel#hint {{ color: {WARNING}; }}
QFrame#warnings {{ background: #3b3120; border: 1px solid #6f5a2c; border-radius: 6px; }}
QFrame#warnings QLabel {{ color: #f3d494; }}
QPushButton {{ background: #34373d; border: 1px solid #484c54; border-radius: 4px; padding: 5px 12px; }}
QPushButton:hover {{ background: #3d4148; }}
QPushButton:pressed {{ background: #2c2f34; }}
QPushButton:disabled {{ color: #6d727a; background: #2b2d31; border-color: {LINE}; }}
QPushButton:default {{ border-color: {ACCENT}; }}
PathField > QLineEdit {{ border: 1px solid #484c54; border-radius: 4px; padding: 4px; background: {FIELD}; }}
QAbstractSpinBox, QComboBox {{ background: {FIELD}; border: 1px solid #484c54; border-radius: 4px; padding: 3px 6px; }}
QAbstractSpinBox {{ padding-right: 20px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ subcontrol-origin: border; width: 18px; border: none; }}
QAbstractSpinBox::up-button {{ subcontrol-position: top right; }}
QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; }}
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {{ background: #3d4148; }}
QComboBox::drop-down {{ subcontrol-origin: border; subcontrol-position: center right; width: 22px; border: none; }}
QComboBox QAbstractItemView {{ background: {PANEL}; border: 1px solid {LINE}; selection-background-color: #3a4654; }}
QAbstractSpinBox:disabled, QComboBox:disabled {{ color: #6d727a; border-color: {LINE}; }}
QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 5px; }}
QToolButton:hover {{ background: #3d4148; }}
QToolButton:pressed {{ background: #2c2f34; }}
QProgressBar {{ background: {FIELD}; border: 1px solid {LINE}; border-radius: 4px; text-align: center; }}
QProgressBar::chunk {{ background: #3d7fb5; border-radius: 3px; }}
QSlider::groove:horizontal {{ height: 4px; background: #44484f; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {ACCENT}; border-radius: 2px; }}
QSlider::sub-page:horizontal:disabled {{ background: #44484f; }}
QSlider::handle:horizontal {{ width: 14px; margin: -6px 0; border-radius: 7px; background: #d5d8dc; }}
QSlider::handle:horizontal:hover {{ background: white; }}
QSlider::handle:horizontal:disabled {{ background: #5c6068; }}
QSplitter::handle {{ background: {WINDOW}; }}
"""


def apply_theme(app: QApplication) -> None:
    """Gives the whole application its palette and style."""
    app.setStyle("Fusion")
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, color in {
        roles.Window: WINDOW,
        roles.WindowText: TEXT,
        roles.Base: FIELD,
        roles.AlternateBase: PANEL,
        roles.Text: TEXT,
        roles.Button: PANEL,
        roles.ButtonText: TEXT,
        roles.BrightText: BAD,
        roles.Link: ACCENT,
        roles.Highlight: "#356d9c",
        roles.HighlightedText: "#ffffff",
        roles.PlaceholderText: QUIET,
        roles.ToolTipBase: "#34373d",
        roles.ToolTipText: TEXT,
        roles.Accent: ACCENT,
    }.items():
        palette.setColor(role, QColor(color))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#6d727a"))
    app.setPalette(palette)
    app.setStyleSheet(_STYLE + _arrows())


def _arrows() -> str:
    """The part of the style that names pictures."""
    up, down = (resource_path(f"icons/{name}.svg").as_posix() for name in ("arrow-up", "arrow-down"))
    return f"""
        QAbstractSpinBox::up-arrow {{ image: url("{up}"); width: 9px; height: 9px; }}
        QAbstractSpinBox::down-arrow, QComboBox::down-arrow {{ image: url("{down}"); width: 9px; height: 9px; }}
    """
