# SPDX-License-Identifier: EUPL-1.2
"""What happens when somebody without an account presses the button in our mail."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.civic.people import confirmations
from mitwirken.ground.deeds.refusal import Refusal

from .actions import Entry, enter_pool
from .models import Draw

ENTER = "lots.enter"


def payload(draw: Draw, entry: Entry) -> dict[str, Any]:
    return {"draw": draw.pk, "groups": dict(entry.groups)}


def _confirmed(payload: dict[str, Any], person: Any) -> str:
    draw = Draw.objects.filter(pk=payload.get("draw", 0)).first()
    if draw is None:
        raise Refusal(_("Diese Auslosung gibt es nicht mehr."), status=404)
    return enter_pool(draw=draw, entry=Entry(payload.get("groups", {})), person=person).get_absolute_url()


def register() -> None:
    confirmations.register(
        ENTER,
        subject=gettext_lazy("Ihr Eintrag in einen Lostopf"),
        sentence=gettext_lazy(
            "Mit dem Knopf kommen Sie in den Lostopf. Austragen können Sie sich jederzeit."
        ),
        button=gettext_lazy("In den Lostopf"),
        handler=_confirmed,
    )
