# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.ui.forms import PictureField


class PhotoForm(forms.Form):
    """`camera`: on a phone the button opens the camera; afterwards one chooses among the photos that are there."""

    picture = PictureField(
        label=_("Foto"),
        help_text=_(
            "Nur das Papier, bitte keine Gesichter. Höchstens 12 Megabyte. Ort und Zeit der Aufnahme löschen wir aus der Datei."
        ),
    )
    text = forms.CharField(
        label=_("Was steht darauf?"),
        max_length=1000,
        help_text=_(
            "Schreiben Sie es ab, Stichworte genügen. So wird es gefunden und vorgelesen, und es bleibt, wenn das Foto nach zwei Jahren gelöscht wird."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, camera: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if camera:
            self.fields["picture"].widget.attrs["capture"] = "environment"


class RemoveForm(forms.Form):
    reason = forms.CharField(
        label=_("Warum kommt das Foto weg?"),
        max_length=300,
        help_text=_("Der Satz steht statt des Fotos im Protokoll. Zum Beispiel: Menschen waren zu erkennen."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not own
