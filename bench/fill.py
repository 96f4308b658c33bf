# SPDX-License-Identifier: EUPL-1.2
"""A city in the middle of a large participation: 2,000 proposals, 20,000 comments, 60,000 ratings, always the same.

Runs inside the Django of the site that is measured and prints as JSON what the harness needs to know.
"""

import json
import random
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from mitwirken.civic.participation.models import Category, Phase, Process
from mitwirken.civic.people.models import Person
from mitwirken.civic.places.models import Place
from mitwirken.formats.deliberation.models import Argument
from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.rating import rules, tallies
from mitwirken.formats.rating.models import Rating
from mitwirken.ground.desk.models import Case

PROPOSALS, COMMENTS, RATINGS, PEOPLE, VOTERS = 2_000, 20_000, 60_000, 400, 40
WORDS = str.split(
    "Bäume Schatten Spielplatz Radweg Bank Hörde Hafen Nordstadt Straße sicher Schule Kinder Ältere Weg Licht Wasser "
    "Brunnen Platz Markt Grün Fläche Bus Haltestelle barrierefrei Kreuzung Ampel Tempo Lärm Luft Park Garten gemeinsam "
    "Nachbarschaft Treff Sommer Winter Regen Boden Blumen Insekten Wiese Sport Tische Müll sauber Zebrastreifen"
)
dice = random.Random(2026)


def words(low: int, high: int) -> str:
    text = " ".join(dice.choices(WORDS, k=dice.randint(low, high)))
    return text[0].upper() + text[1:] + "."


def fill() -> dict[str, object]:
    now = timezone.now()
    process = Process.objects.create(
        slug="bench", title="Ideen für die ganze Stadt", question="Was soll sich ändern?", summary=words(20, 30),
        body=words(80, 120), influence="konsultation", published_at=now, starts_at=now - timedelta(days=30),
        ends_at=now + timedelta(days=60),
    )  # fmt: skip
    phase = Phase.objects.create(
        process=process, title="Ideen sammeln", format="proposals", verbs=["propose", "comment", "rate"],
        settings={"rating": "support", "ask_for_place": True}, starts_at=now - timedelta(days=30),
        ends_at=now + timedelta(days=60),
    )  # fmt: skip
    categories = [
        Category.objects.create(process=process, name=name) for name in ("Verkehr", "Grün", "Plätze")
    ]
    places = list(Place.objects.all()) or [None]
    people = Person.objects.bulk_create(
        Person(email=f"p{n}@bench.example", pseudonym=f"Mensch {n}") for n in range(PEOPLE + VOTERS)
    )
    people = list(Person.objects.filter(email__endswith="@bench.example").order_by("pk"))
    authors, voters = people[:PEOPLE], people[PEOPLE:]
    Proposal.objects.bulk_create(
        Proposal(
            process=process, title=words(3, 7)[:110], text=words(60, 160), category=dice.choice(categories),
            place=dice.choice(places), latitude=round(51.45 + dice.random() / 8, 4),
            longitude=round(7.35 + dice.random() / 4, 4), author=dice.choice(authors),
            created_at=now - timedelta(minutes=dice.randint(1, 40_000)),
        )
        for _ in range(PROPOSALS)
    )  # fmt: skip
    proposals = list(Proposal.objects.filter(process=process).order_by("pk"))
    for one in proposals:
        one.process = process
    Case.objects.bulk_create(
        Case(
            subject_kind="proposal", subject_id=one.pk, title=one.title, url=one.get_absolute_url(),
            group=process.title, group_key=process.slug, first_answer_due_on=(now + timedelta(days=28)).date(),
        )
        for one in proposals
    )  # fmt: skip
    Argument.objects.bulk_create(
        (
            Argument(
                subject_kind="proposal", subject_id=proposals[n % PROPOSALS].pk, text=words(10, 40),
                kind=dice.choice(("pro", "contra", "frage")), author=dice.choice(authors),
                created_at=now - timedelta(minutes=dice.randint(1, 40_000)),
            )
            for n in range(COMMENTS)
        ),
        batch_size=2_000,
    )  # fmt: skip
    each = RATINGS // PEOPLE
    Rating.objects.bulk_create(
        (
            Rating(
                phase=phase, subject_kind="proposal", subject_id=one.pk, person=person, method="support", value=1,
                at=now, changed_at=now,
            )
            for person in authors
            for one in dice.sample(proposals, each)
        ),
        batch_size=2_000,
    )  # fmt: skip
    method, setup = rules.require_setup(phase)
    with transaction.atomic():
        tallies.recount(phase.pk, [("proposal", one.pk) for one in proposals], method=method, setup=setup)
    call_command("reindex", verbosity=0)
    first = proposals[0]
    return {
        "list": f"/prozesse/{process.slug}/vorschlaege/",
        "proposal": first.get_absolute_url(),
        "rate": [f"/bewerten/proposal/{one.pk}/" for one in proposals],
        "phase": phase.pk,
        "sessions": [session_of(person) for person in voters],
        "cookie": settings.SESSION_COOKIE_NAME,
        "csrf": settings.CSRF_COOKIE_NAME,
        "counts": [Proposal.objects.count(), Argument.objects.count(), Rating.objects.count()],
    }


def session_of(person: Person) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def check(phase: int) -> dict[str, int]:
    """The truth (rows) and what the lists read (sums)."""
    from django.db.models import Sum

    from mitwirken.formats.rating.models import Tally

    rows = Rating.objects.filter(phase_id=phase)
    sums = Tally.objects.filter(phase_id=phase)
    wrong = 0
    counted = dict.fromkeys(sums.values_list("subject_id", flat=True), 0)
    for pk in rows.values_list("subject_id", flat=True):
        counted[pk] = counted.get(pk, 0) + 1
    for pk, number in sums.values_list("subject_id", "ratings"):
        wrong += counted[pk] != number
    return {"rows": rows.count(), "sum": sums.aggregate(n=Sum("ratings"))["n"] or 0, "wrong": wrong}


if __name__ == "__main__":
    print(json.dumps(fill()))
