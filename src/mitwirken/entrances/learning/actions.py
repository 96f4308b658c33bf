# SPDX-License-Identifier: EUPL-1.2
"""Offering to facilitate, writing to those who do, and setting the place to practise back every night."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mitwirken.civic.participation.actions import build_practice
from mitwirken.civic.participation.drafts import PhaseDraft
from mitwirken.formats.proposals.actions import Clean, clear_practice, submit_proposal
from mitwirken.ground import pages
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal, still_there
from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.deeds.versions import require_version
from mitwirken.ground.privacy import consents

from . import practice, queries, rules
from .models import Facilitator, Fee, Inquiry, Method

if TYPE_CHECKING:
    from mitwirken.civic.participation.models import Process
    from mitwirken.civic.places.models import Place

log = logging.getLogger(__name__)
A_YEAR = timedelta(days=365)


# --- people who facilitate ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EntryDraft:
    name: str
    methods: tuple[str, ...]
    languages: str
    fee: str
    district: Place | None = None
    about: str = ""
    consent: bool = False


@transaction.atomic
def save_entry(*, by: Any, draft: EntryDraft, seen: int | None = None) -> Facilitator:
    """Somebody puts themselves into the directory, or changes their entry; either way it stands for a year from now.

    Causes: the consent is kept with the words it was given to.

    Refuses people without an account, an entry without consent to be public, without name, method or language.
    """
    rules.require_account(by)
    if not draft.consent:
        raise Refusal(
            _(
                "Bitte bestätigen Sie, dass der Eintrag öffentlich sein darf. Sie können ihn jederzeit löschen."
            ),
            status=422,
            field="consent",
        )
    if not draft.name.strip():
        raise Refusal(
            _("Bitte schreiben Sie einen Namen. Er darf ausgedacht sein."), status=422, field="name"
        )
    methods = [each for each in Method.values if each in draft.methods]
    if not methods:
        raise Refusal(_("Bitte wählen Sie mindestens eines aus."), status=422, field="methods")
    if draft.fee not in Fee.values:
        raise Refusal(_("Bitte wählen Sie, ob Sie ehrenamtlich begleiten."), status=422, field="fee")
    row = Facilitator.objects.select_for_update(of=("self",)).filter(person=by).first()
    fresh = row is None
    if row is None:
        row = Facilitator(person=by)
    else:
        require_version(row, seen, yours={"name": draft.name, "about": draft.about}, fields=("name", "about"))
        row.version += 1
    row.name, row.methods, row.languages = draft.name.strip(), methods, draft.languages.strip()
    row.district, row.fee, row.about = draft.district, draft.fee, draft.about.strip()
    row.consented_at = timezone.now()
    row.ends_on, row.reminded_on = timezone.localdate() + A_YEAR, None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # The same form sent twice at the same moment.
        raise Refusal(_("Ihr Eintrag ist schon gespeichert."), status=409) from None
    consents.give(person=by, key=rules.CONSENT_KEY)
    record("learning.entry_added" if fresh else "learning.entry_changed", row, actor=by, public=False)
    return row


@transaction.atomic
def renew_entry(*, by: Any) -> Facilitator:
    """The entry stands for another year from today. Refuses whoever has none."""
    rules.require_account(by)
    row = still_there(Facilitator.objects.select_for_update(of=("self",)).filter(person=by).first())
    row.ends_on, row.reminded_on = timezone.localdate() + A_YEAR, None
    row.save(update_fields=["ends_on", "reminded_on"])
    consents.give(person=by, key=rules.CONSENT_KEY)
    record("learning.entry_renewed", row, actor=by, public=False)
    return row


@transaction.atomic
def delete_entry(*, by: Any) -> None:
    """The entry goes with all that was written to it. Twice is once."""
    rules.require_account(by)
    end_entry(person=by)


@transaction.atomic
def end_entry(*, person: Any) -> None:
    """The consent to the entry is taken back: it goes at once. Nobody is refused, whatever stands against their account."""
    row = Facilitator.objects.select_for_update(of=("self",)).filter(person=person).first()
    if row is None:
        return
    topics = row.stream_topics()
    row.delete()
    consents.note_end(person=person, key=rules.CONSENT_KEY)
    pages.changed(*topics)


def hide_entry(entry: Facilitator, *, hidden: bool) -> None:
    """Moderation takes it out of sight or back; who decided and why is moderation's record."""
    entry.hidden_at = timezone.now() if hidden else None
    entry.save(update_fields=["hidden_at"])
    record("learning.entry_hidden" if hidden else "learning.entry_shown", entry, public=False)


@every(daily_at="06:10")
def remind_of_end() -> int:
    """Whose year is over within four weeks is told, once. Gives how many were told."""
    told = 0
    for row in queries.ending(timezone.localdate()):
        with transaction.atomic():
            if Facilitator.objects.filter(pk=row.pk, reminded_on=None).update(
                reminded_on=timezone.localdate()
            ):
                record("learning.entry_ends", row, public=False)
                told += 1
    return told


@every(daily_at="00:05")
def end_entries() -> None:
    """Entries whose year is over leave the directory: pages are drawn anew. Deleting them is the retention's."""
    pages.changed("facilitators")


# --- writing to them ----------------------------------------------------------------------------------------------


@transaction.atomic
def write_to(*, entry: Facilitator, by: Any, text: str) -> Inquiry:
    """Somebody writes to a facilitator. It goes out as a mail that shows the pseudonym and no address.

    Refuses people without an account, an entry that is over or hidden, an empty message.
    """
    entry = still_there(Facilitator.objects.select_for_update(of=("self",)).filter(pk=entry.pk).first())
    rules.require_reachable(by, entry)
    if not text.strip():
        raise Refusal(_("Bitte schreiben Sie, worum es geht."), status=422, field="text")
    return Inquiry.objects.create(to=entry, sender=by, text=text.strip()[:3000])


@transaction.atomic
def answer_inquiry(*, inquiry: Inquiry, by: Any, text: str) -> Inquiry:
    """The facilitator answers, once; the answer goes to the sender as a mail without an address. Refuses anybody else."""
    row = still_there(
        Inquiry.objects.select_for_update(of=("self",)).select_related("to").filter(pk=inquiry.pk).first()
    )
    rules.require_may_answer(by, row)
    if not text.strip():
        raise Refusal(_("Bitte schreiben Sie eine Antwort."), status=422, field="text")
    row.answer, row.answered_at = text.strip()[:3000], timezone.now()
    row.save(update_fields=["answer", "answered_at"])
    return row


@every(minutes=2)
def send_inquiries() -> int:
    """Messages and answers that wait go out by mail. One that fails is tried again at the next call; gives how many went."""
    sent = 0
    waiting = Inquiry.objects.select_related("to", "to__person", "sender")
    for row in waiting.filter(sent_at=None)[:50]:
        sent += _send(row, row.to.person, answer=False)
    for row in waiting.filter(answered_at__isnull=False, answer_sent_at=None)[:50]:
        sent += _send(row, row.sender, answer=True)
    return sent


def _send(row: Inquiry, person: Any, *, answer: bool) -> int:
    if not person.is_active or not person.email:
        return 0
    with translation.override(person.language or settings.LANGUAGE_CODE):
        if answer:
            subject = _("Antwort von %(name)s") % {"name": row.to.name}
            body = _(
                "Guten Tag,\n\n%(name)s antwortet auf Ihre Nachricht:\n\n%(text)s\n\nBeides zusammen lesen Sie hier:\n%(url)s\n"
            )
            values = {"name": row.to.name, "text": row.answer}
        else:
            subject = _("Eine Anfrage für Sie als Begleitung")
            body = _(
                "Guten Tag,\n\n%(name)s hat Ihren Eintrag im Verzeichnis gelesen und schreibt:\n\n%(text)s\n\n"
                "Antworten können Sie hier, ohne dass Ihre Adresse zu sehen ist:\n%(url)s\n\n"
                "Diese Nachricht wird nach drei Monaten gelöscht.\n"
            )
            values = {"name": str(row.sender), "text": row.text}
        mail = EmailMessage(
            subject=" ".join(subject.split())[:200],
            body=body % {**values, "url": settings.BASE_URL + row.get_absolute_url()},
            to=[person.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
    try:
        mail.send()
    except OSError as trouble:
        # What a mail server says names the address, which is nothing for a log.
        log.warning("Inquiry %s: %s", row.pk, type(trouble).__name__)
        return 0
    Inquiry.objects.filter(pk=row.pk).update(**{"answer_sent_at" if answer else "sent_at": timezone.now()})
    return 1


# --- the place to practise ----------------------------------------------------------------------------------------


@every(daily_at="03:40")
@transaction.atomic
def reset_practice() -> Process:
    """The night comes over the place to practise: all that people wrote, rated and answered there is gone, with the personal
    data in it, and it stands as it was made, with a few examples.

    Whoever writes in this moment waits until it is done; what they write then belongs to the new day, or they are told that
    what they answered to is gone. Doing it twice is doing it once.
    """
    process = _as_it_was()
    clear_practice(process=process)
    with translation.override(settings.LANGUAGE_CODE):
        for title, text, category, label in practice.EXAMPLES:
            submit_proposal(
                process=process,
                clean=Clean(
                    title=title, text=text, category=process.categories.filter(name=category).first()
                ),
                author_label=label,
                channel=Channel.PAPER,
                imported=True,
            )
    pages.changed(*process.stream_topics(), "practice")
    return process


@every(minutes=60)
def keep_practice() -> None:
    """On a new installation the place to practise is there from the first hour on, not only after the first night."""
    if queries.practice_process() is None:
        reset_practice()


def _as_it_was() -> Process:
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time()))
    phase = PhaseDraft(
        title=practice.PHASE,
        format="proposals",
        # From yesterday, so that a clock that is an hour off does not close it; to a month ahead, should no worker run.
        starts_at=midnight - timedelta(days=1),
        ends_at=midnight + timedelta(days=30),
        text=practice.PHASE_TEXT,
        verbs=("propose", "comment", "rate"),
        settings={"rating": {"method": "support"}, "ask_for_place": False},
    )
    return build_practice(
        title=practice.TITLE,
        question=practice.QUESTION,
        texts=practice.TEXTS,
        phases=[phase],
        categories=practice.CATEGORIES,
    )
