# SPDX-License-Identifier: EUPL-1.2
"""Reads about persons; each loads all that its page shows."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from mitwirken.ground.desk.models import Office

from .devices import in_words
from .models import Confirmation, Person, RoleGrant, Session
from .registry import providers

IDLE_AFTER = timedelta(days=730)
IDLE_GRACE = timedelta(days=28)


def idle(now: datetime) -> Q:
    """Accounts unused for two years. Staff are left to the administration."""
    return Q(
        seen_on__lt=timezone.localdate(now) - IDLE_AFTER, erased_at=None, has_roles=False, is_active=True
    )


def over(now: datetime) -> Q:
    """Of these, whoever was told four weeks ago, or could not have signed in to keep the account."""
    return idle(now) & (Q(idle_notice_on__lt=timezone.localdate(now) - IDLE_GRACE) | Q(confirmed_only=True))


def person_with_address(email: str) -> Person | None:
    """Whose confirmed address this is. An address that somebody merely typed in leads to nobody."""
    email = email.strip().lower()
    confirmed = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    if confirmed:
        owner: Person = confirmed.user
        return owner
    # Made by staff or by a script: the account's own address counts until somebody else has confirmed it.
    return Person.objects.filter(email=email, erased_at=None).first()


@dataclass(frozen=True)
class Contributed:
    """A contribution on the account page."""

    label: Any
    title: str
    url: str
    at: datetime


def contributions_of(person: Person, *, at_most: int = 100) -> list[Contributed]:
    """What the person contributed in all rooms, newest first: one query a room."""
    found = [
        Contributed(provider.label, title, url, at)
        for provider in providers()
        for title, url, at in list(provider.of(person))[:at_most]
    ]
    return heapq.nlargest(at_most, found, key=lambda one: one.at)


@dataclass(frozen=True)
class SignIn:
    """A device somebody is signed in on. `handle` names it in forms without being the key of its cookie."""

    handle: str
    device: str
    began_on: date | None
    seen_on: date | None
    is_this: bool


def sign_ins_of(person: Person, here: str | None = None) -> list[SignIn]:
    """Where the person is signed in, the device with the session key `here` first, then the one used last."""
    rows = Session.objects.filter(person=person, expire_date__gt=timezone.now())
    found = [
        SignIn(
            handle=handle_of(row.session_key),
            device=in_words(row.device),
            began_on=row.began_on,
            seen_on=row.seen_on,
            is_this=row.session_key == here,
        )
        for row in rows
    ]
    return sorted(
        found, key=lambda one: (not one.is_this, -(one.seen_on or date.min).toordinal(), one.handle)
    )


def handle_of(session_key: str) -> str:
    return salted_hmac("people.sign_in", session_key).hexdigest()[:20]


def person_numbered(pk: Any) -> Person | None:
    return Person.objects.filter(pk=pk).first()


def authenticators_of(person: Person) -> dict[str, list[Authenticator]]:
    found: dict[str, list[Authenticator]] = {}
    for one in Authenticator.objects.filter(user=person).order_by("created_at"):
        found.setdefault(one.type, []).append(one)
    return found


def staff(*, search: str = "", role: str = "", office: int | None = None) -> QuerySet[Person]:
    """People with a role, with their grants and whether a second factor is set up. Addresses are not
    searched.
    """
    people = (
        Person.objects.filter(has_roles=True, erased_at=None)
        .annotate(
            second_factor=Exists(
                Authenticator.objects.filter(
                    user=OuterRef("pk"), type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
                )
            )
        )
        .prefetch_related(
            Prefetch("grants", RoleGrant.objects.select_related("office").order_by("role", "pk"))
        )
        .order_by("pseudonym")
    )
    if search.strip():
        people = people.filter(pseudonym__icontains=search.strip())
    if role:
        people = people.filter(Exists(RoleGrant.objects.filter(person=OuterRef("pk"), role=role)))
    if office:
        people = people.filter(Exists(RoleGrant.objects.filter(person=OuterRef("pk"), office=office)))
    return people


def offices() -> QuerySet[Office]:
    return Office.objects.all()


def confirmation_for(token: str) -> Confirmation | None:
    return Confirmation.objects.filter(token_hash=Confirmation.hash_of(token)).first()
