"""What goes into an evidence package beside the clip and its record, and who signs it."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QWidget

from lle_studio.core.settings import EnhancementSettings
from lle_studio.gui.path_field import PathField, row_label
from lle_studio.pipeline.job import ExportJob
from lle_studio.record.extras import Extras

if TYPE_CHECKING:
    from lle_studio.record.signature import LaboratoryKey

_APPENDICES = (("en",), ("ko",), ("ko", "en"))
"""Languages of the appendix that can be chosen."""

_FRAMES = (None, "png", "tiff")
"""Formats of single pictures that can be chosen."""


class PackageOptions(QWidget):
    """Adds the appendix's languages, open formats and the laboratory's key to an `ExportJob`.

    Signals:
        changed: what is written is another now.
    """

    changed = Signal()

    def __init__(self, settings: EnhancementSettings, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.appendix, self.frames = QComboBox(), QComboBox()
        self.cubes, self.npz = QCheckBox(enabled=settings.color_mode != "luma"), QCheckBox()
        self.key = PathField(folder=False)
        self.passphrase = QLineEdit(objectName="field", echoMode=QLineEdit.EchoMode.Password)
        self._labels = {name: row_label() for name in ("appendix", "extras", "key", "passphrase")}
        self._write_words()
        self.appendix.setCurrentIndex(1 if language == "ko" else 0)
        remembered = Path(str(QSettings().value("export/key", "") or ""))
        if remembered.is_file():
            self.key.set_path(remembered)
        self._take_key()
        self.key.changed.connect(self._take_key)
        self.frames.currentIndexChanged.connect(self.changed)

    def add_to(self, form: QFormLayout) -> None:
        """Puts the fields into the rows of a form."""
        extras = QHBoxLayout()
        extras.setSpacing(14)
        for widget in (self.frames, self.cubes, self.npz):
            extras.addWidget(widget)
        extras.addStretch(1)
        fields = {"appendix": self.appendix, "extras": extras, "key": self.key, "passphrase": self.passphrase}
        for name, field in fields.items():
            form.addRow(self._labels[name], field)

    def complete(self, job: ExportJob) -> ExportJob:
        """The job with what is chosen here, not yet signed."""
        return replace(
            job,
            languages=_APPENDICES[self.appendix.currentIndex()],
            extras=Extras(
                cubes=self.cubes.isEnabled() and self.cubes.isChecked(),
                npz=self.npz.isChecked(),
                frames=_FRAMES[self.frames.currentIndex()],
            ),
        )

    def load_key(self) -> "LaboratoryKey | None":
        """The key to sign with; None where none is chosen.

        Raises:
            StudioError: the key cannot be read, or the pass phrase does not open it.
        """
        from lle_studio.record.signature import load_key

        path = self.key.path
        key = None if path is None else load_key(path, self.passphrase.text())
        QSettings().setValue("export/key", str(path or ""))
        return key

    def _take_key(self) -> None:
        self.passphrase.setEnabled(self.key.path is not None)

    def _write_words(self) -> None:
        words = {
            "appendix": self.tr("Appendix"),
            "extras": self.tr("Also write"),
            "key": self.tr("Sign with key"),
            "passphrase": self.tr("Pass phrase"),
        }
        for name, text in words.items():
            self._labels[name].setText(text)
        self.appendix.addItems([self.tr("English"), self.tr("Korean"), self.tr("Korean and English")])
        self.appendix.setToolTip(self.tr("A PDF for people who read paper: curves, tables, pictures, limits."))
        self.frames.addItems(
            [self.tr("No single pictures"), self.tr("Every frame as PNG"), self.tr("Every frame as TIFF")]
        )
        self.cubes.setText(self.tr("Tables as .cube"))
        self.cubes.setToolTip(self.tr("One file a frame, for grading programs; not in luma."))
        self.npz.setText(self.tr("Curves as NPZ"))
        self.npz.setToolTip(self.tr("Tables and the network's curves for NumPy, in one file."))
        self.key.setToolTip(self.tr("The laboratory's private key, made by lle-studio key new. Empty: not signed."))
        self.appendix.setAccessibleName(words["appendix"])
        self.frames.setAccessibleName(words["extras"])
        self.key.edit.setAccessibleName(words["key"])
        self.passphrase.setAccessibleName(words["passphrase"])
