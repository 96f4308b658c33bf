# SPDX-License-Identifier: EUPL-1.2
"""How a gathering is seen from afar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Space
from . import choices

WORDS = {
    "none": _("Kein Video. Wer nicht im Raum ist, macht auf diesen Seiten und am Telefon mit."),
    "link": _("Ein Link zu einem anderen Konferenzsystem"),
    "jitsi": _("Jitsi der Stadt, jeder Tisch ein eigener Raum"),
    "bbb": _("BigBlueButton der Stadt, jeder Tisch ein eigener Raum"),
}


class VideoForm(forms.Form):
    kind = forms.ChoiceField(label=_("Wie sehen und hören wir uns?"), widget=forms.RadioSelect)
    address = forms.URLField(label=_("Link für alle"), required=False, max_length=500, assume_scheme="https")

    def __init__(self, *args: Any, spaces: Iterable[Space], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(key, WORDS[key]) for key in choices()]  # type: ignore[attr-defined]
        self.spaces = list(spaces)
        for space in self.spaces:
            self.fields[f"table-{space.pk}"] = forms.URLField(
                label=_("Link für %(name)s") % {"name": space.name},
                required=False,
                max_length=500,
                assume_scheme="https",
            )

    @property
    def tables(self) -> dict[int, str]:
        return {space.pk: self.cleaned_data.get(f"table-{space.pk}") or "" for space in self.spaces}
