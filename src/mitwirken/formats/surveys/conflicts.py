# SPDX-License-Identifier: EUPL-1.2
"""Two people at one form: what each of them wrote, as people read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Conflict

from . import forms, sheets
from .filling import Outline
from .models import Page, Results, Survey


def in_words(conflict: Conflict, outline: Outline | None) -> Conflict:
    """The conflict with both versions by the names of their fields. `outline` names the questions of conditions."""
    theirs, yours = (_said(values, outline) for values in (conflict.theirs, conflict.yours))
    return Conflict(conflict.sentence, theirs=theirs, yours=yours)


def _said(values: Mapping[str, Any], outline: Outline | None) -> dict[str, Any]:
    said = dict(values)
    for name in {"choices", "rows"} & set(values):
        said[name] = "\n".join(each["label"] for each in values[name])
    for name in {"other", "required"} & set(values):
        said[name] = _("Ja") if values[name] else _("Nein")
    if "anonymous" in values:
        survey = Survey(anonymous=values["anonymous"], access=values["access"])
        said["mode"] = forms.MODES[forms.mode_of(survey)][0]
        said["results"] = Results(values["results"]).label
    if outline is not None and "if_question_id" in values:
        row = Page(if_question_id=values["if_question_id"], if_choices=values["if_choices"])
        said["condition"] = sheets.only_if(outline, row) or _("Alle sehen es.")
    return said
