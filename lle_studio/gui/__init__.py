"""The window. The only room that imports PySide6 and pyqtgraph; no arithmetic on evidence happens here."""
