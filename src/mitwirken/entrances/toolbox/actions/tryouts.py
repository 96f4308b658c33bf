# SPDX-License-Identifier: EUPL-1.2
"""Try-outs are written down before, finished after, and read by everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.versions import require_version

from ..models import Method, Tryout
from ..queries.counting import counted
from ..rules import tryouts as rules
from ..tryouts import TryoutDraft

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
# Words that stand in addresses of this room itself.
_RESERVED = {"vergleich", "bericht"}
_TEXTS = ("question", "hypothesis", "worked", "worked_not", "advice", "verdict")
_VALUES = ("began_on", "ended_on", "process", "office", "people", "hours", "euros")


def _free_slug(title: str, keep: int | None = None) -> str:
    base = slugify(title.translate(_UMLAUTS))[:70].strip("-") or "erprobung"
    taken = set(
        Tryout.objects.filter(slug__startswith=base).exclude(pk=keep or 0).values_list("slug", flat=True)
    )
    taken |= _RESERVED
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _locked(tryout: Tryout) -> Tryout:
    row = Tryout.objects.select_for_update().filter(pk=tryout.pk).first()
    if row is None:
        raise Refusal(_("Diese Erprobung gibt es nicht mehr."), status=404)
    return row


def _fill(row: Tryout, draft: TryoutDraft) -> None:
    row.title = " ".join(draft.title.split())
    for name in _TEXTS:
        setattr(row, name, getattr(draft, name).strip())
    for name in _VALUES:
        setattr(row, name, getattr(draft, name))
    row.channels = [{"key": key, "people": number} for key, number in draft.channels.items()]
    row.numbers = [{"name": each.name, "value": each.value, "note": each.note} for each in draft.numbers]


def _link(row: Tryout, draft: TryoutDraft) -> None:
    row.methods.set(Method.objects.filter(key__in=draft.methods))
    row.events.set(draft.events)


def _topics(row: Tryout) -> list[str]:
    """The pages of its methods show it too."""
    return [f"method:{pk}" for pk in row.methods.values_list("pk", flat=True)]


@transaction.atomic
def create_tryout(*, draft: TryoutDraft, by: Any) -> Tryout:
    """An office writes down what it is going to try, or tried: a draft that only the staff sees.

    `by=None` is the operator at the command line. Refuses people without a role for it, a Fachamt that names another office,
    and what cannot be (an end before the beginning).
    """
    rules.require_office(by, draft.office)
    rules.require_sound(draft)
    row = Tryout(slug=_free_slug(draft.title), created_by=by)
    _fill(row, draft)
    row.save()
    _link(row, draft)
    record("toolbox.tryout_created", row, actor=by, public=False)
    return row


@transaction.atomic
def change_tryout(*, tryout: Tryout, draft: TryoutDraft, by: Any, seen: int | None = None) -> Tryout:
    """All that the office says is written anew; the numbers taken by themselves stay until it is published again.

    Refuses people of other offices, to change question and assumption once they are public, to take away what it was
    published with, and with a Conflict when somebody changed it since version `seen`.
    """
    row = _locked(tryout)
    rules.require_edit(by, row)
    rules.require_office(by, draft.office)
    rules.require_sound(draft)
    fresh = {"title": draft.title} | {name: getattr(draft, name) for name in (*_TEXTS, *_VALUES)}
    require_version(row, seen, yours=fresh, fields=fresh)
    rules.require_unchanged_before(row, draft)
    before = _topics(row)
    if row.published_at is None and draft.title != row.title:
        row.slug = _free_slug(draft.title, keep=row.pk)
    _fill(row, draft)
    row.version += 1
    row.save()
    _link(row, draft)
    if row.published_at is not None:
        rules.require_complete(row)
    record(
        "toolbox.tryout_changed",
        row,
        actor=by,
        public=row.published_at is not None,
        topics=[*before, *_topics(row)],
    )
    return row


@transaction.atomic
def publish_tryout(*, tryout: Tryout, by: Any, at: datetime | None = None) -> Tryout:
    """Everybody may read it; the numbers of its process and meetings are taken now and stay as they are.

    A try-out may be published before it is over: then question and assumption stand there for all to see, and what came of it
    follows. Published again, it counts anew. Refuses people of other offices, and what is not complete. `at` is for the demo.
    """
    row = _locked(tryout)
    rules.require_edit(by, row)
    rules.require_complete(row)
    row.counted = counted(row)
    row.published_at = at or timezone.now()
    row.version += 1
    row.save()
    record("toolbox.tryout_published", row, actor=by, topics=_topics(row))
    return row


@transaction.atomic
def withdraw_tryout(*, tryout: Tryout, by: Any) -> Tryout:
    """It is a draft again and nobody outside reads it. Refuses people of other offices; a draft stays one."""
    row = _locked(tryout)
    rules.require_edit(by, row)
    if row.published_at is None:
        return row
    row.published_at = None
    row.version += 1
    row.save()
    record("toolbox.tryout_withdrawn", row, actor=by, public=False, topics=_topics(row))
    return row


@transaction.atomic
def delete_tryout(*, tryout: Tryout, by: Any) -> None:
    """A draft goes for good. Refuses people of other offices, and what is public: that has to be withdrawn first."""
    row = _locked(tryout)
    rules.require_edit(by, row)
    if row.published_at is not None:
        raise Refusal(
            _(
                "Diese Erprobung ist veröffentlicht. Nehmen Sie sie zuerst zurück, dann können Sie sie löschen."
            )
        )
    row.delete()
