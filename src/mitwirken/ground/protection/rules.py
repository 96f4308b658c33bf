# SPDX-License-Identifier: EUPL-1.2
"""Who of the city sees and does what about data protection."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role, has_role

from .models import Incident, Request
from .queries import ANSWERERS

# What is erased when is no secret among those who answer for the platform.
READERS = (Role.OMBUDS, Role.CORE, Role.ADMIN)


def may_answer(by: Any, request: Request) -> None:
    if not has_role(by, *ANSWERERS):
        raise Refusal(_("Anliegen zum Datenschutz beantworten Ombudsstelle und Kernteam."))
    if not request.waits:
        raise Refusal(_("Dieses Anliegen ist schon beantwortet."), status=409)


def may_keep_incidents(by: Any) -> None:
    if not has_role(by, *READERS):
        raise Refusal(_("Datenpannen halten Ombudsstelle, Kernteam und Administration fest."))


def require_in_order(incident: Incident, now: datetime | None = None) -> None:
    """What an incident says must fit together before it is kept."""
    now = now or timezone.now()
    for field, moment in (
        ("known_at", incident.known_at),
        ("happened_at", incident.happened_at),
        ("authority_told_at", incident.authority_told_at),
        ("people_told_at", incident.people_told_at),
    ):
        if moment is not None and moment > now:
            raise Refusal(_("Dieser Zeitpunkt liegt in der Zukunft."), status=400, field=field)
    told = incident.authority_told_at
    if told is not None and told < incident.known_at:
        raise Refusal(_("Gemeldet werden kann erst, was bekannt ist."), status=400, field="authority_told_at")
    if told is not None and told > incident.report_until and not incident.late_because.strip():
        raise Refusal(
            _("Die Meldung kam nach mehr als 72 Stunden. Schreiben Sie bitte, warum (Art. 33 Abs. 1 DSGVO)."),
            status=400,
            field="late_because",
        )
    if incident.risk == "keins" and not incident.risk_because.strip():
        raise Refusal(
            _("Wer nicht meldet, muss es begründen können. Schreiben Sie bitte, warum kein Risiko besteht."),
            status=400,
            field="risk_because",
        )


def may_close(incident: Incident) -> None:
    if incident.closed_at is not None:
        raise Refusal(_("Diese Datenpanne ist schon abgeschlossen."), status=409)
    if incident.risk == "offen":
        raise Refusal(_("Bewerten Sie bitte zuerst das Risiko für die Betroffenen."), status=409)
    if incident.must_report:
        raise Refusal(_("Die Meldung an die Aufsicht steht noch aus."), status=409)
    if incident.must_tell:
        raise Refusal(_("Bei hohem Risiko müssen auch die Betroffenen davon erfahren."), status=409)
    if not incident.measures.strip():
        raise Refusal(_("Halten Sie bitte fest, was getan wurde."), status=409)
