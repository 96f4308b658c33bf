# SPDX-License-Identifier: EUPL-1.2
"""Somebody who left traces in every room, and the places where traces can lie: rows, index, files, mails."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.entrances.learning.test_facilitators import draft as entry_draft
from tests.formats.events.makers import event
from tests.formats.live.test_collect import ask, board
from tests.formats.opinions.makers import answer, released
from tests.ground.pictures.test_pictures import photo
from tests.people import citizen, phase, process

from mitwirken.civic.people.models import Confirmation, Person
from mitwirken.entrances.hub.models import Barrier
from mitwirken.entrances.learning import actions as learning
from mitwirken.formats.deliberation import actions as deliberation
from mitwirken.formats.events.actions import SignUpDraft, sign_up
from mitwirken.formats.live import actions as live
from mitwirken.formats.live.models import (
    Gathering,
    Item,
    ItemKind,
    Photo,
    Placement,
    Signal,
    SignalKind,
    Turn,
)
from mitwirken.formats.live.photos import actions as photos
from mitwirken.formats.live.rules import Actor
from mitwirken.formats.opinions import actions as opinions
from mitwirken.formats.proposals import actions as proposals
from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.rating import actions as rating
from mitwirken.ground.api.actions import create_token
from mitwirken.ground.api.registry import scopes
from mitwirken.ground.deeds.subjects import kind_of
from mitwirken.ground.moderation.actions import ReportDraft, report_subject
from mitwirken.ground.moderation.models import Concern, Held, Measure, Protest, Step
from mitwirken.ground.notifications import actions as notifications
from mitwirken.ground.pictures.actions import store_picture
from mitwirken.ground.privacy import Erase, declarations

WHO = "zwiebelfisch7q"
"""Stands in the address and in every name the person ever gave."""
WORDS = "murmelbahn9x"
"""Stands in everything the person wrote for others to read."""
NUMBER = 987_654_321
"""The person's number, far from any other."""


@dataclass(frozen=True)
class Rich:
    person: Person
    other: Person
    proposal: Proposal
    second: Proposal
    gathering: Gathering
    client: Client


def colour() -> tuple[int, int, int]:
    """Another one each time: pictures are kept by their bytes, and no test shall meet the file of one before it."""
    drawn = random.Random()
    return drawn.randrange(256), drawn.randrange(256), drawn.randrange(256)


def rich() -> Rich:
    """Signs in, proposes, changes, argues, rates, follows, comes, speaks, shows, reports, asks, has a key and mail."""
    person = citizen(pk=NUMBER, email=f"{WHO}@example.org", pseudonym=f"Frau {WHO}")
    other = citizen(email="bleibt@example.org", pseudonym="Bleibende Eiche")
    client = Client()
    client.force_login(person)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    EmailAddress.objects.create(user=person, email=f"{WHO}-2@example.org", verified=True)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": f"Telefon von {WHO}"})
    Confirmation.objects.create(
        token_hash=Confirmation.hash_of(WHO),
        email=person.email,
        purpose="test",
        payload={"title": WORDS},
        expires_at=timezone.now() + timedelta(days=1),
    )
    create_token(person=person, name=f"Skript von {WHO}", scopes=[scopes()[0].key], days=30)
    proposal, second = _proposals(person, other)
    gathering = _gathering(person)
    _meeting(person)
    _opinions(person)
    _reports(person, proposal)
    _moderated(person, proposal)
    _directory(person, other)
    EmailMessage("Ihr Code", f"Guten Tag, {WHO}", to=[person.email]).send()
    EmailMessage("Ihr Code", "Guten Tag", to=[other.email]).send()
    return Rich(person, other, proposal, second, gathering, client)


def _proposals(person: Person, other: Person) -> tuple[Proposal, Proposal]:
    of = process()
    open_now = phase(
        of, "proposals", "propose", "comment", "rate", settings={"rating": {"method": "support"}}
    )
    picture = store_picture(photo((64, 48), color=colour()), alt=f"Skizze: {WORDS}", by=person)
    clean = proposals.Clean(
        title=f"Eine {WORDS}",
        text=f"Am Platz fehlt eine {WORDS}.",
        pictures=[picture],
        latitude=51.51,
        longitude=7.46,
    )
    mine = proposals.submit_proposal(process=of, clean=clean, author=person)
    proposals.change_proposal(
        proposal=mine,
        clean=proposals.Clean(
            title=f"Eine lange {WORDS}", text=f"Am Platz fehlt eine lange {WORDS}.", pictures=[picture]
        ),
        by=person,
        seen=mine.version,
    )
    mine.refresh_from_db()
    theirs = proposals.submit_proposal(
        process=of, clean=proposals.Clean(title="Mehr Bänke", text="Es fehlen Bänke."), author=other
    )
    proposals.keep_draft(process=of, values={"title": f"Halbe {WORDS}", "von": WHO}, person=person)
    said = deliberation.add_argument(
        subject=theirs, kind="pro", text=f"Eine {WORDS} wäre schöner.", by=person
    )
    deliberation.edit_argument(
        argument=said, text=f"Eine {WORDS} freut alle.", by=person, seen_version=said.version
    )
    alone = deliberation.add_argument(subject=theirs, kind="contra", text=f"Lieber eine {WORDS}.", by=person)
    answered = deliberation.add_argument(subject=mine, kind="frage", text="Wie lang?", by=other)
    deliberation.add_argument(
        subject=mine, kind="antwort", text=f"So lang wie eine {WORDS}.", by=person, parent=answered
    )
    deliberation.add_argument(subject=theirs, kind="antwort", text="Das stimmt.", by=other, parent=alone)
    deliberation.mark_helpful(argument=answered, by=person)
    rating.rate(subject=theirs, phase=open_now, person=person, value=1)
    notifications.follow(person=person, topic=f"proposal:{theirs.pk}")
    notifications.set_rhythm(person=person, rhythm="sofort")
    notifications.tell_and_send()
    return mine, theirs


def _gathering(person: Person) -> Gathering:
    """A seat that asked, wrote cards, offers and needs, spoke, voted, sat at a table, showed paper and called for help."""
    row, stage = board(what="question")
    seat, _token = live.join(gathering=row, name=f"Kim {WHO}", channel="online", person=person)
    seat.needs, seat.tags, seat.help_text = f"Rampe ({WHO})", [WHO], f"Mikrofon für {WHO}"
    seat.save()
    asked = ask(stage, seat, f"Wann kommt die {WORDS}?")
    asked.who, asked.author_label = WHO, f"Kim {WHO}"
    asked.save()
    space = row.spaces.create(kind="table", name="Tisch 1")
    Placement.objects.create(seat=seat, space=space, stage=stage)
    Turn.objects.create(gathering=row, stage=stage, seat=seat, label=WHO)
    offer = Item.objects.create(
        gathering=row,
        stage=stage,
        author=seat,
        kind=ItemKind.OFFER,
        title=WORDS,
        body=WORDS,
        data={"about": "key"},
    )
    Signal.objects.create(seat=seat, item=offer, kind=SignalKind.VOTE)
    by = Actor(seat=seat)
    picture = photos.take_in(upload=photo((66, 50), color=colour()), text=WORDS, by=by)
    Photo.objects.create(item=asked, picture=picture, author=seat)
    return row


def _meeting(person: Person) -> None:
    sign_up(
        event=event(),
        draft=SignUpDraft(name=f"Kim {WHO}", needs=f"Gebärdensprache für {WHO}"),
        person=person,
    )


def _opinions(person: Person) -> None:
    """Answers on an opinion map, and a statement that people vote on."""
    row = released(adding="after")
    answer(row, 1, 1, person)
    opinions.suggest_statement(conversation=row, text=f"Hier fehlt eine {WORDS}.", by=person)
    answer(row, 5, 1)


def _reports(person: Person, proposal: Proposal) -> None:
    report_subject(
        kind=kind_of(proposal),
        pk=proposal.pk,
        draft=ReportDraft("hass", f"Ich, {WHO}, finde das falsch.", True, email=person.email),
        url="http://localhost/",
    )
    Barrier.objects.create(
        page="/",
        description=f"{WHO} kommt nicht weiter",
        aids=WHO,
        email=person.email,
        answer_due_on=timezone.localdate(),
    )


def _moderated(person: Person, proposal: Proposal) -> None:
    """A contribution that was held, a warning, a pause against an address, and what the person said to both."""
    Held.objects.create(
        subject_kind=kind_of(proposal),
        subject_id=proposal.pk,
        title=WORDS,
        text=f"{WORDS} von {WHO}",
        verb="proposals.submitted",
        author=person,
    )
    for values in ({"person": person}, {"email": person.email}):
        measure = Measure.objects.create(
            concern=Concern.values[0],
            step=Step.values[0],
            clause="Spielregel 3",
            facts=f"{WHO} wirbt.",
            **values,
        )
        Protest.objects.create(measure=measure, text=f"{WHO} sieht das anders.", answer=f"Guten Tag {WHO}")


def _directory(person: Person, other: Person) -> None:
    mine = learning.save_entry(by=person, draft=entry_draft(name=f"Kim {WHO}", about=WORDS))
    theirs = learning.save_entry(by=other, draft=entry_draft(name="Eiche"))
    learning.write_to(entry=theirs, by=person, text=f"Hier ist {WHO}.")
    learning.write_to(entry=mine, by=other, text=f"Guten Tag {WHO}")


# --- where to look --------------------------------------------------------------------------------------------------


def cells_with(word: str) -> list[str]:
    """Every `table.column` of the database that holds `word`, read without any model."""
    found = []
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            names = [each.name for each in connection.introspection.get_table_description(cursor, table)]
            if not names:
                continue
            sums = ", ".join(
                f"SUM(CASE WHEN LOWER(CAST({quote(name)} AS TEXT)) LIKE %s THEN 1 ELSE 0 END)"
                for name in names
            )
            cursor.execute(f"SELECT {sums} FROM {quote(table)}", [f"%{word.lower()}%"] * len(names))
            found += [
                f"{table}.{name}" for name, count in zip(names, cursor.fetchone(), strict=True) if count
            ]
    return found


def files_with(word: str) -> list[str]:
    """Every file below the folders of pictures and of mail whose bytes or name hold `word`."""
    roots = {Path(default_storage.path("")), Path(settings.EMAIL_FILE_PATH)}
    wanted = word.lower().encode()
    return [
        str(path)
        for root in roots
        for path in (sorted(root.rglob("*")) if root.exists() else ())
        if path.is_file() and (wanted in path.read_bytes().lower() or word.lower() in path.name.lower())
    ]


def kept_with_reason() -> set[str]:
    """The columns of which a declaration says aloud that they outlive the person, and why."""
    return {
        f"{one.model_class._meta.db_table}.{one.model_class._meta.get_field(name).column}"
        for one in declarations()
        if one.on_erase is Erase.KEEP
        for name in one.fields
    }
