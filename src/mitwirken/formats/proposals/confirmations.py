# SPDX-License-Identifier: EUPL-1.2
"""What happens when somebody without an account presses the button in our mail."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.civic.people import confirmations
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.moderation.queries import address_of

from . import queries
from .actions import submit_draft
from .forms import as_clean, from_draft

SUBMIT = "proposals.submit"


def _submit(payload: dict[str, Any], person: Any) -> str:
    draft = queries.draft_with_key(str(payload.get("draft", "")))
    if draft is None:
        raise Refusal(
            _("Diesen Entwurf gibt es nicht mehr. Sie können den Vorschlag neu einreichen."), status=404
        )
    if draft.proposal is not None:
        return address_of(draft.proposal)
    idea, details = from_draft(draft, draft.process)
    if not (idea.is_valid() and details.is_valid()):
        raise Refusal(
            _("Im Entwurf fehlt noch etwas. Bitte öffnen Sie ihn noch einmal und senden Sie ihn dann ab."),
            status=400,
        )
    clean = as_clean({**details.cleaned_data, **idea.cleaned_data}, list(draft.pictures.all()))
    return address_of(submit_draft(draft=draft, clean=clean, author=person))


def register() -> None:
    confirmations.register(
        SUBMIT,
        subject=gettext_lazy("Bitte bestätigen Sie Ihren Vorschlag"),
        sentence=gettext_lazy(
            "Mit dem Knopf wird Ihr Vorschlag veröffentlicht. Ihre E-Mail-Adresse bleibt unter uns."
        ),
        button=gettext_lazy("Vorschlag veröffentlichen"),
        handler=_submit,
    )
