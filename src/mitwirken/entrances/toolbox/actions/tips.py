# SPDX-License-Identifier: EUPL-1.2
"""Tips, experiences and examples that the public sends in, and what the editors make of them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal

from ..cases import KEY_LENGTH
from ..models import Example, Method, Size, Tip, TipKind, TipState
from ..rules import keepers as rules


@dataclass(frozen=True)
class TipDraft:
    """What somebody sends in. An example needs a source, the others a method."""

    kind: str
    text: str
    method: Method | None = None
    where: str = ""
    source: str = ""
    name: str = ""


@transaction.atomic
def send_tip(*, draft: TipDraft, channel: str = Channel.ONLINE) -> Tip:
    """Somebody passes on what they know. Nobody sees it before an editor has looked at it; it waits at the desk.

    Whoever sent it follows its fate at the tip's own address. Refuses a tip without a text or a method and an example without
    a source. The pace is the door's.
    """
    if not draft.text.strip():
        raise Refusal(_("Bitte schreiben Sie etwas."), status=400, field="text")
    if draft.kind == TipKind.EXAMPLE and not draft.source.strip():
        raise Refusal(
            _("Ein Beispiel braucht eine Quelle: eine Adresse im Netz, einen Bericht, eine Zeitung."),
            status=400,
            field="source",
        )
    if draft.kind != TipKind.EXAMPLE and draft.method is None:
        raise Refusal(_("Ein Tipp gehört zu einer Methode."), status=400)
    tip = Tip.objects.create(
        kind=draft.kind,
        method=draft.method,
        text=draft.text.strip(),
        where=draft.where.strip(),
        source=draft.source.strip(),
        name=draft.name.strip(),
        channel=channel,
        token=secrets.token_urlsafe(24),
    )
    record("toolbox.tip_sent", tip, channel=channel, public=False)
    return tip


def _waiting(tip: Tip, by: Any) -> Tip:
    rules.require_keeper(by)
    row = Tip.objects.select_for_update(of=("self",)).select_related("method").get(pk=tip.pk)
    if row.state != TipState.WAITING:
        raise Refusal(_("Darüber hat schon jemand entschieden."), status=409)
    return row


def _decide(row: Tip, by: Any, state: TipState, reason: str, verb: str) -> Tip:
    row.state, row.reason = state, reason.strip()
    row.decided_by, row.decided_at = by, timezone.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    record(verb, row, actor=by, public=state == TipState.PUBLISHED and row.kind != TipKind.EXAMPLE)
    return row


@transaction.atomic
def publish_tip(*, tip: Tip, by: Any) -> Tip:
    """The tip stands at its method from now on. Refuses people who don't keep the Instrumentenkoffer, an example (that is
    made into one of the library) and a tip that is decided already.
    """
    row = _waiting(tip, by)
    if row.kind == TipKind.EXAMPLE:
        raise Refusal(_("Aus einem vorgeschlagenen Beispiel machen Sie einen Entwurf."), status=400)
    return _decide(row, by, TipState.PUBLISHED, "", "toolbox.tip_published")


@transaction.atomic
def decline_tip(*, tip: Tip, by: Any, reason: str) -> Tip:
    """The tip is not taken; whoever sent it reads why. It is erased after a year.

    Refuses people who don't keep the Instrumentenkoffer, an empty reason and a tip that is decided already.
    """
    if not reason.strip():
        raise Refusal(
            _("Bitte schreiben Sie einen Grund. Wer den Tipp geschickt hat, liest ihn."),
            status=400,
            field="reason",
        )
    row = _waiting(tip, by)
    return _decide(row, by, TipState.DECLINED, reason, "toolbox.tip_declined")


@transaction.atomic
def make_example(*, tip: Tip, by: Any) -> Example:
    """A draft of an example is made from what was sent in, with its source; the editors fill in the rest and publish it.

    Refuses people who don't keep the Instrumentenkoffer, a tip without a source and one that is decided already.
    """
    row = _waiting(tip, by)
    if not row.source:
        raise Refusal(_("Ohne Quelle wird kein Beispiel daraus."), status=400)
    title = (row.where or row.text)[:80]
    example = Example.objects.create(
        key=_free_key(title),
        title=title,
        place=row.where[:120],
        country="DE",
        years="",
        year=timezone.localdate().year,
        size=Size.MIDDLE,
        texts={"de": {"title": title, "place": row.where[:120], "years": "", "what": row.text}},
        source=row.source,
        edited_at=timezone.now(),
    )
    if row.method is not None:
        example.methods.add(row.method)
    record("toolbox.example_made", example, actor=by, public=False)
    _decide(row, by, TipState.PUBLISHED, "", "toolbox.tip_taken")
    return example


def _free_key(title: str) -> str:
    base = slugify(title)[: KEY_LENGTH - 5] or "beispiel"
    taken = set(Example.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(
        key
        for number in range(1, len(taken) + 3)
        if (key := base if number == 1 else f"{base}-{number}") not in taken
    )


def hide_tip(tip: Tip, *, hidden: bool) -> None:
    """Moderation takes it out of sight or back; who decided and why is moderation's record."""
    tip.state = TipState.DECLINED if hidden else TipState.PUBLISHED
    tip.reason = _("Die Moderation hat diesen Text verborgen.") if hidden else ""
    tip.decided_at = timezone.now()
    tip.save(update_fields=["state", "reason", "decided_at"])
