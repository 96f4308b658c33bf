# SPDX-License-Identifier: EUPL-1.2
"""What of an argument can be found."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitwirken.ground.deeds.subjects import kind_named
from mitwirken.ground.search import Entry

from .models import Argument, Kind


def entry(argument: Argument) -> Entry | None:
    """The entry; None when it cannot be read (any more)."""
    subject = argument.subject
    if (
        subject is None
        or not argument.is_visible
        or (argument.parent and argument.parent.hidden_at is not None)
    ):
        return None
    known = kind_named(argument.subject_kind)
    if not known.public(known.rows()).filter(pk=subject.pk).exists():
        return None
    with override("de"):
        words = {
            Kind.PRO: _("Dafür: %(subject)s"),
            Kind.CONTRA: _("Dagegen: %(subject)s"),
            Kind.QUESTION: _("Frage zu: %(subject)s"),
            Kind.REPLY: _("Antwort zu: %(subject)s"),
        }
        return Entry(
            title=words[Kind(argument.kind)] % {"subject": subject},
            body=argument.text,
            url=reverse("deliberation:argument", args=[argument.pk]),
            at=argument.created_at,
            borrowed_title=True,
        )


def said_about(kind: str, pks: Sequence[int]) -> QuerySet[Argument]:
    """What can be found only as long as these can be read: what was said about them, and replies to it."""
    hangs_on = Q(subject_kind=kind, subject_id__in=pks)
    if kind == "argument":
        hangs_on |= Q(parent__in=pks)
    return Argument.objects.filter(hangs_on)
