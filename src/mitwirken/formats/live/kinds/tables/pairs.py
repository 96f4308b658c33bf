# SPDX-License-Identifier: EUPL-1.2
"""Two people who never, or always, share a table."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ...commands import step
from ...models import Gathering, Seat
from .. import Call
from .settings import MOST_PAIRS


def set_pair(call: Call) -> str:
    """Two people who never, or always, share a table. Holds from the next time that tables are planned."""
    with step(call.gathering, "tables.pair", call.by, stage=call.stage) as live:
        row = live.gathering
        a, b = (_named(row, call.values[key], key) for key in ("a", "b"))
        if a.pk == b.pk:
            raise Refusal(_("Bitte nennen Sie zwei verschiedene Menschen."), status=400, field="b")
        sort = call.values["sort"]
        pair = sorted([a.pk, b.pk])
        other = "together" if sort == "apart" else "apart"
        found = row.policy(sort, [])
        if pair in found:
            live.nothing()
            return ""
        if len(found) >= MOST_PAIRS:
            raise Refusal(
                _("Mehr als %(most)d Paare gehen nicht. Nehmen Sie zuerst eines heraus.")
                % {"most": MOST_PAIRS},
                status=409,
            )
        row.policies = {
            **row.policies,
            sort: [*found, pair],
            other: [each for each in row.policy(other, []) if each != pair],
        }
        live.note(sort=sort, seats=pair)
    return gettext("Gemerkt. Es gilt, sobald die Tische das nächste Mal verteilt werden.")


def _named(gathering: Gathering, said: str, key: str) -> Seat:
    here = gathering.seats.filter(left_at=None)
    said = said.strip()
    found = here.filter(pk=int(said)).first() if said.isdigit() and len(said) < 12 else None
    found = found or here.filter(name__iexact=said).first()
    if found is None:
        raise Refusal(
            _("„%(name)s“ ist nicht da. Schreiben Sie den Namen so, wie er auf der Liste der Menschen steht.")
            % {"name": said[:60]},
            status=400,
            field=key,
        )
    return found


def drop_pair(call: Call) -> None:
    with step(call.gathering, "tables.unpair", call.by, stage=call.stage) as live:
        row, sort, number = live.gathering, call.values["sort"], call.values["number"]
        found = row.policy(sort, [])
        if number >= len(found):
            live.nothing()
            return
        row.policies = {**row.policies, sort: [each for place, each in enumerate(found) if place != number]}
