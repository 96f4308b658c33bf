# SPDX-License-Identifier: EUPL-1.2
"""Forms of what is kept beside cases: the days before elections, the filter of the logbook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.audit import queries as logbook
from mitwirken.ground.audit.registry import all_watched

from .cases import DayField, DeskForm


class FreezeForm(DeskForm):
    occasion = forms.CharField(
        label=_("Welche Wahl?"),
        max_length=120,
        help_text=_("Steht öffentlich da, zum Beispiel „Kommunalwahl am 14. September“."),
    )
    starts_on = DayField(label=_("Erster Tag"))
    ends_on = DayField(label=_("Letzter Tag"), help_text=_("Meist der Tag der Wahl."))


class LogbookFilterForm(forms.Form):
    was = forms.ChoiceField(label=_("Was"), required=False)
    wer: Any = forms.ModelChoiceField(
        label=_("Wer, oder wen es betraf"), required=False, queryset=None, empty_label=_("alle")
    )
    von = DayField(label=_("Von"), required=False)
    bis = DayField(label=_("Bis"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(((one.verb, str(one.name)) for one in all_watched()), key=lambda pair: pair[1])
        self.fields["was"].choices = [("", _("alles")), *names]  # type: ignore[attr-defined]
        self.fields["wer"].queryset = logbook.people_in_it().order_by("pseudonym")  # type: ignore[attr-defined]
