# SPDX-License-Identifier: EUPL-1.2
"""A picture. A value: `{"upload": 7}`, or `{"bytes": …}` between the form and the deed that keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.paper.registry import Block, Say
from mitwirken.ground.pictures.actions import clean_bytes

from ..filling import Value
from ..models import Answer, Question
from .base import Given, Kind, Wrong

AWAY = "_weg"


class Picture(Kind):
    several_fields = True

    def fields(self, question: Question) -> dict[str, forms.Field]:
        return {
            "": forms.FileField(
                label=_("Bild auswählen"),
                required=False,
                help_text=_(
                    "JPEG, PNG, WebP oder GIF, höchstens 12 Megabyte. Ort und Zeit der Aufnahme löschen wir aus der Datei. "
                    "Nur die Stadt sieht das Bild. Bitte keine erkennbaren Gesichter oder Kennzeichen."
                ),
                widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
            ),
            AWAY: forms.BooleanField(label=_("Das Bild von vorhin wieder entfernen"), required=False),
        }

    def take(self, question: Question, given: Given, before: Value) -> Value:
        sent = given.get("")
        if sent:
            try:
                return {"bytes": clean_bytes(sent)}
            except Refusal as refusal:
                raise Wrong("", str(refusal)) from None
        return {} if given.get(AWAY) else {key: before[key] for key in ("upload",) if key in before}

    def rows(self, question: Question, value: Value) -> list[dict[str, Any]]:
        return [{"upload_id": value["upload"]}] if "upload" in value else []

    def value(self, question: Question, answers: Sequence[Answer]) -> Value:
        kept = next((each.upload_id for each in answers if each.upload_id), None)
        return {"upload": kept} if kept else {}

    def words(self, question: Question, value: Value) -> list[str]:
        return [_("ein Bild")] if value else []

    def on_paper(self, question: Question, number: str) -> list[Block]:
        return [
            Say(
                f"{self.heading(question, number)} "
                + _("Ein Bild lässt sich nur online mitschicken. Lassen Sie diese Frage hier aus.")
            )
        ]
