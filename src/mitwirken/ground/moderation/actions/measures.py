# SPDX-License-Identifier: EUPL-1.2
"""Misuse of writing and of reporting: a warning, then a pause with an end, both with reasons and a way to object."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal

from .. import rules
from ..models import Concern, Measure, Protest, Step
from .figures import count
from .reports import _clean


@transaction.atomic
def take_measure(
    *,
    concern: str,
    step: str,
    facts: str,
    clause: str,
    by: Any,
    person: Any = None,
    email: str = "",
    days: int | None = None,
) -> Measure:
    """The moderation warns somebody, or lets them pause for `days`. Whoever it is about is told why and how to object.

    Concerns an account (`person`), or an address that reports came from (`email`; the account with it, if there is one).
    Refuses who may not, oneself, gaps in the reasons, a pause without a warning before it, one of more than 90 days.
    """
    rules.may_moderate(by)
    facts, clause = _clean(facts), " ".join(_clean(clause).split())[:300]
    email = email.strip().lower()
    if person is None and email:
        person = get_user_model().objects.filter(email__iexact=email, is_active=True).first()
    if person is None and not email:
        raise Refusal(_("Es ist nicht bekannt, wer das war. Ohne Adresse geht keine Maßnahme."), status=400)
    if person is not None and person.pk == by.pk:
        raise Refusal(_("Gegen sich selbst können Sie keine Maßnahme treffen."))
    if concern not in Concern.values or step not in Step.values:
        raise Refusal(_("Bitte wählen Sie eine Maßnahme."), status=400, field="step")
    if not clause:
        raise Refusal(_("Bitte nennen Sie die Regel oder Vorschrift."), status=400, field="clause")
    if not facts:
        raise Refusal(
            _("Bitte beschreiben Sie die Tatsachen, auf denen die Maßnahme beruht."),
            status=400,
            field="facts",
        )
    now = timezone.now()
    until = None
    if step == Step.PAUSE:
        rules.may_pause(person, email, concern, now)
        if days is None or not 1 <= days <= rules.LONGEST_PAUSE:
            raise Refusal(
                _("Eine Pause dauert 1 bis %(most)d Tage.") % {"most": rules.LONGEST_PAUSE},
                status=400,
                field="days",
            )
        until = now + timedelta(days=days)
    measure = Measure.objects.create(
        person=person,
        # Somebody with an account is told there; the address is not kept twice.
        email="" if person is not None else email,
        concern=concern,
        step=step,
        clause=clause,
        facts=facts,
        by=by,
        at=now,
        until=until,
        language=get_language() or "de",
    )
    count(f"measures.{step}")
    if person is not None:
        record("moderation.measure", person, actor=by, public=False, data={"measure": measure.pk})
    return measure


@transaction.atomic
def protest(*, measure: Measure, text: str) -> Protest:
    """Whoever a measure is about objects. Somebody else looks at it.

    Refuses an empty one, one after six months, and while one waits or was answered already.
    """
    measure = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    rules.may_protest(measure)
    text = _clean(text)
    if not text:
        raise Refusal(_("Bitte schreiben Sie, warum Sie es anders sehen."), status=400, field="text")
    if measure.protests.exists():
        raise Refusal(_("Zu dieser Maßnahme liegt schon ein Widerspruch vor."), status=409)
    count("objections.received")
    return Protest.objects.create(measure=measure, text=text, created_at=timezone.now())


@transaction.atomic
def answer_protest(*, protest: Protest, lift: bool, answer: str, by: Any) -> Protest:
    """Somebody who did not take the measure lifts it or lets it stand, in words. Who objected is told.

    Refuses who may not, who took it, an answer without reason, and a second answer.
    """
    row = Protest.objects.select_for_update(of=("self",)).select_related("measure").get(pk=protest.pk)
    measure = row.measure
    rules.may_answer_protest(by, measure)
    answer = _clean(answer)
    if not answer:
        raise Refusal(_("Bitte begründen Sie die Antwort."), status=400, field="answer")
    if row.answered_at is not None:
        raise Refusal(_("Dieser Widerspruch ist schon beantwortet."), status=409)
    now = timezone.now()
    row.lifted, row.answer, row.answered_by, row.answered_at = lift, answer, by, now
    row.save()
    if lift:
        Measure.objects.filter(pk=measure.pk).update(lifted_at=now)
    count(f"objections.{'changed' if lift else 'confirmed'}")
    if measure.person is not None:
        record(
            "moderation.protest_answered",
            measure.person,
            actor=by,
            public=False,
            data={"measure": measure.pk},
        )
    else:
        Measure.objects.filter(pk=measure.pk).update(
            sent_at=None, tries=0
        )  # the letter goes once more, with the answer
    return row
