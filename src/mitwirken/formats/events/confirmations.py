# SPDX-License-Identifier: EUPL-1.2
"""What happens when somebody without an account presses the button in our mail."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.civic.people import confirmations
from mitwirken.ground.deeds.refusal import Refusal

from .actions import sign_up
from .drafts import SignUpDraft
from .models import Event, Side

SIGN_UP = "events.sign_up"


def payload(event: Event, draft: SignUpDraft) -> dict[str, Any]:
    return {
        "event": event.pk,
        "name": draft.name,
        "seats": draft.seats,
        "side": str(draft.side),
        "needs": draft.needs,
    }


def _confirmed(payload: dict[str, Any], person: Any) -> str:
    event = Event.objects.filter(pk=payload.get("event", 0)).first()
    if event is None:
        raise Refusal(_("Diese Veranstaltung gibt es nicht mehr."), status=404)
    draft = SignUpDraft(
        name=str(payload.get("name", "")),
        seats=int(payload.get("seats", 1)),
        side=str(payload.get("side", Side.ROOM)),
        needs=str(payload.get("needs", "")),
    )
    return sign_up(event=event, draft=draft, person=person).get_absolute_url()


def register() -> None:
    confirmations.register(
        SIGN_UP,
        subject=gettext_lazy("Ihre Anmeldung zu einer Veranstaltung"),
        sentence=gettext_lazy(
            "Mit dem Knopf melden Sie sich an. Erst dann ist ein Platz für Sie reserviert, oder Sie stehen auf der Warteliste."
        ),
        button=gettext_lazy("Verbindlich anmelden"),
        handler=_confirmed,
    )
