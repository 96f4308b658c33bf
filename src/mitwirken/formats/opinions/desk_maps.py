# SPDX-License-Identifier: EUPL-1.2
"""Pages for staff about maps: draw one now, take in one that was held elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mitwirken.civic.participation.models import Phase
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import confirm, form_status, render_desk, show_refusal

from . import actions, queries, rules

LARGEST = 60 * 2**20
"""Bytes of a file: five million votes of participants-votes.csv are some 40 MB."""


@staff_page(*rules.RIGHTS["set_up"])
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draws the map now; by itself that happens every few minutes when something changed."""
    row = queries.one(pk)
    if row is None:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    return confirm(
        request,
        lambda: actions.redraw_map(conversation=row, by=request.user),
        title=_("Karte jetzt zeichnen?"),
        text=_("Sonst geschieht das von selbst, alle paar Minuten, wenn es neue Antworten gibt."),
        yes=_("Zeichnen"),
        back=reverse("opinions:desk_conversation", args=[row.pk]),
        onward=reverse("opinions:map", args=[row.pk]),
    )


class ImportForm(forms.Form):
    """Two files of Polis, where they belong, and who is to be named."""

    phase = forms.TypedChoiceField(
        label=gettext_lazy("In welche Phase"),
        help_text=gettext_lazy("Eingelesen wird in eine Phase, die vorbei ist."),
        coerce=int,
    )
    question = forms.CharField(label=gettext_lazy("Frage"), max_length=240)
    language = forms.ChoiceField(label=gettext_lazy("Sprache der Aussagen"))
    town = forms.CharField(
        label=gettext_lazy("Wo das war"),
        help_text=gettext_lazy("Nur wenn es nicht hier war."),
        max_length=80,
        required=False,
    )
    source = forms.CharField(
        label=gettext_lazy("Quelle und Lizenz"),
        help_text=gettext_lazy("Das steht unter der Karte, zum Beispiel: „Beispielstadt 2024, CC BY 4.0“."),
        max_length=300,
    )
    comments = forms.FileField(label=gettext_lazy("Aussagen (comments.csv)"))
    votes = forms.FileField(label=gettext_lazy("Antworten (votes.csv oder participants-votes.csv)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from django.conf import settings

        fields: Any = self.fields
        self.phases: dict[int, Phase] = {phase.pk: phase for phase in queries.past_phases()}
        fields["phase"].choices = [
            (pk, f"{phase.process.title}: {phase.title}") for pk, phase in self.phases.items()
        ]
        fields["language"].choices = settings.LANGUAGES

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for name in ("comments", "votes"):
            if found.get(name) is not None and found[name].size > LARGEST:
                self.add_error(name, _("Die Datei ist zu groß; möglich sind 60 MB."))
        return found


def _lines(upload: Any) -> Iterator[str]:
    with io.TextIOWrapper(upload, encoding="utf-8", newline="") as text:
        yield from text


@staff_page(*rules.RIGHTS["set_up"])
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """A conversation held elsewhere, from its files. What is wrong in them is said with the number of the line."""
    form = ImportForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                row = actions.import_conversation(
                    phase=form.phases[given["phase"]],
                    comments=_lines(given["comments"]),
                    votes=_lines(given["votes"]),
                    draft=actions.ConversationDraft(question=given["question"], language=given["language"]),
                    town=given["town"],
                    source=given["source"],
                    by=request.user,
                )
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                return redirect("opinions:map", row.pk)
    return render_desk(request, "opinions/desk/take_in.html", {"form": form}, status=status)
