# SPDX-License-Identifier: EUPL-1.2
"""What is uploaded, and the number that a person reads. A form never saves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.kernels.sheets import SheetCode, read_number

from .rules import MEGABYTE, MOST_BYTES, MOST_FILES, MOST_PAGES


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        # Empty ones are named by the rule, not by the field.
        return list(given)


class UploadForm(forms.Form):
    uploads = FilesField(
        label=_("PDF vom Scanner oder Fotos"), widget=SeveralFiles(attrs={"accept": ".pdf,image/*"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].help_text = gettext(
            "Bis zu %(files)d Dateien mit zusammen %(pages)d Seiten und %(size)d Megabyte. Gut sind 200 bis 300 dpi, grau. Bei Fotos: eine "
            "Seite je Bild, alle vier schwarzen Ecken zu sehen."
        ) % {"files": MOST_FILES, "pages": MOST_PAGES, "size": MOST_BYTES // MEGABYTE}


class NumberForm(forms.Form):
    bogen = forms.CharField(
        label=_("Nummer vom Bogen"),
        max_length=40,
        help_text=_("Steht auf dem Bogen unter dem QR-Code, zum Beispiel K7F3-12."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autofocus": True,
                "class": "code-input",
                "autocapitalize": "characters",
            }
        ),
    )
    seite = forms.IntegerField(label=_("Welche Seite des Bogens?"), min_value=1, max_value=99, initial=1)
    seite.css_classes = "field-short"  # type: ignore[attr-defined]

    def clean_bogen(self) -> str:
        text: str = self.cleaned_data["bogen"].strip()
        if read_number(text) is None:
            raise forms.ValidationError(
                _(
                    "So sieht keine Nummer aus. Sie hat vier oder fünf Zeichen, oft einen Strich und eine Zahl: K7F3-12."
                )
            )
        return text

    def code(self) -> SheetCode:
        """What was read, once the form is clean."""
        found = read_number(self.cleaned_data["bogen"]) or SheetCode("")
        return SheetCode(found.form, found.copy, self.cleaned_data["seite"])
