# SPDX-License-Identifier: EUPL-1.2
"""How the city keeps its catalogue of methods: writes, publishes, withdraws, checks, takes over newer texts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.versions import require_version

from .. import catalogue, exchange
from ..models import Method
from ..rules import keepers as rules


def _locked(method: Method) -> Method:
    return Method.objects.select_for_update(of=("self",)).get(pk=method.pk)


def fill(row: Method, entry: catalogue.Entry, *, by: Any) -> None:
    """The entry into the row, as an own text of the city that an upgrade leaves alone."""
    row.name, row.entry = entry.texts["de"].name[:120], catalogue.write(entry)
    row.edited_at, row.edited_by = timezone.now(), by
    row.version += 0 if row.pk is None else 1
    row.save()


@transaction.atomic
def save_method(
    *, entry: catalogue.Entry, by: Any, method: Method | None = None, seen: int | None = None
) -> Method:
    """A method is written anew, or made as a draft. From now on an upgrade leaves it alone and says when it brings a newer text.

    Refuses people who don't keep the Instrumentenkoffer, a key that is taken, a name that is too long, and with a Conflict
    when somebody changed it since version `seen`.
    """
    rules.require_keeper(by)
    if any(len(texts.name) > 120 for texts in entry.texts.values()):
        raise Refusal(_("Der Name ist zu lang. 120 Zeichen genügen."), status=400, field="name_de")
    if method is None:
        if Method.objects.filter(key=entry.key).exists():
            raise Refusal(_("Diese Kennung gibt es schon. Bitte wählen Sie einen anderen Namen."), status=400)
        row = Method(key=entry.key)
    else:
        row = _locked(method)
        theirs = exchange.to_row(catalogue.read(row.entry, row.key))
        now: Any = SimpleNamespace(version=row.version, **theirs)
        require_version(now, seen, yours=exchange.to_row(entry), fields=theirs)
    fill(row, entry, by=by)
    record(
        "toolbox.method_made" if method is None else "toolbox.method_changed",
        row,
        actor=by,
        public=row.published_at is not None,
    )
    return row


@transaction.atomic
def publish_method(*, method: Method, by: Any) -> Method:
    """Everybody can read it, and the advice knows it. Publishing what is published changes nothing.

    Refuses people who don't keep the Instrumentenkoffer.
    """
    rules.require_keeper(by)
    row = _locked(method)
    if row.published_at is None:
        row.published_at, row.checked_on = timezone.now(), timezone.localdate()
        row.save(update_fields=["published_at", "checked_on", "changed_at"])
        record("toolbox.method_published", row, actor=by)
    return row


@transaction.atomic
def withdraw_method(*, method: Method, by: Any) -> Method:
    """Nobody but the editors sees it any more, and the advice forgets it. Refuses people who don't keep the Instrumentenkoffer."""
    rules.require_keeper(by)
    row = _locked(method)
    if row.published_at is not None:
        row.published_at = None
        row.save(update_fields=["published_at", "changed_at"])
        record("toolbox.method_withdrawn", row, actor=by, public=False)
    return row


@transaction.atomic
def check_method(*, method: Method, by: Any) -> Method:
    """Somebody went through it today and it is still right. Refuses people who don't keep the Instrumentenkoffer."""
    rules.require_keeper(by)
    row = _locked(method)
    row.checked_on = timezone.localdate()
    row.save(update_fields=["checked_on", "changed_at"])
    record("toolbox.method_checked", row, actor=by, public=False)
    return row


@transaction.atomic
def take_newer(*, method: Method, by: Any, seen: int | None = None) -> Method:
    """The text that comes with this version of MitWIRken replaces the city's own, which is gone then.

    Later upgrades change it by themselves again. Refuses people who don't keep the Instrumentenkoffer, a method that doesn't
    come with MitWIRken, and with a Conflict when somebody changed it since version `seen`.
    """
    rules.require_keeper(by)
    row = _locked(method)
    entry = catalogue.shipped_one(row.key)
    if entry is None:
        raise Refusal(_("Zu dieser Methode bringt MitWIRken keinen Text mit."), status=404)
    theirs = exchange.to_row(catalogue.read(row.entry, row.key))
    now: Any = SimpleNamespace(version=row.version, **theirs)
    require_version(now, seen, yours=exchange.to_row(entry), fields=theirs)
    row.name, row.entry = entry.texts["de"].name, catalogue.write(entry)
    row.newer, row.edited_at, row.edited_by, row.origin = False, None, None, ""
    row.checked_on = catalogue.CHECKED_ON
    row.version += 1
    row.save()
    record("toolbox.method_renewed", row, actor=by, public=row.published_at is not None)
    return row


@transaction.atomic
def keep_own(*, method: Method, by: Any) -> Method:
    """The city has seen the newer text and keeps its own. Refuses people who don't keep the Instrumentenkoffer."""
    rules.require_keeper(by)
    row = _locked(method)
    row.newer = False
    row.save(update_fields=["newer", "changed_at"])
    record("toolbox.method_kept", row, actor=by, public=False)
    return row
