# SPDX-License-Identifier: EUPL-1.2
"""Votes, draws, opinion maps and surveys at every point of their life, for the walk over the desk."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image
from tests.formats.lots import makers as lots
from tests.formats.opinions import makers as opinions
from tests.formats.surveys import makers as surveys

from mitwirken.civic.people.models import Person
from mitwirken.formats.ballots import actions as ballots
from mitwirken.formats.ballots.models import Ballot
from mitwirken.formats.ballots.models import Entry as BallotEntry
from mitwirken.formats.lots import actions as drawing
from mitwirken.formats.lots.models import Draw, Pool, Standing, Ticket
from mitwirken.formats.opinions.models import Statement
from mitwirken.formats.surveys.models import Kind, Question, Response
from mitwirken.ground.pictures.actions import clean_bytes

Subjects = dict[str, Mapping[str, Any]]
"""Values for the places in the addresses, by how a route begins; `sent`: what a page must be told to show anything."""


def votes(by: Person) -> Subjects:
    running = Ballot.objects.select_related("phase__process").get(process__slug="unser-viertel-unser-budget")

    def another(title: str, ready: bool, **values: Any) -> Ballot:
        draft = ballots.BallotDraft(
            **{"title": title, "question": "Was?", "kind": "approval", "rule": "most"} | values
        )
        made = ballots.create_ballot(phase=running.phase, draft=draft, by=by)
        for name in ("Ahorn", "Birke", "Linde"):
            option = ballots.add_option(
                ballot=made, draft=ballots.OptionDraft(title=name, text="Ein Baum."), by=by
            )
            if ready:
                ballots.check_option(option=option, eligible=True, by=by)
        return ballots.make_ready(ballot=made, by=by) if ready else made

    draft = another("Noch in Arbeit", False)
    codes = another("Baum des Jahres", True, kind="ranking", rule="runoff", eligibility="codes")
    desk = another("Nur am Schalter", True, eligibility="desk")
    typed_once = BallotEntry.objects.create(ballot=desk, who="somebody", sheet="17", by=by)
    counted = Ballot.objects.get(process__slug="buergerbudget-swiecie")
    return {
        "abstimmungen/": {"pk": running.pk, "number": running.options.first().pk},
        "abstimmungen/<int:pk>/angaben/": {"pk": draft.pk},
        "abstimmungen/<int:pk>/festlegen/": {"pk": draft.pk},
        "abstimmungen/<int:pk>/loeschen/": {"pk": draft.pk},
        "abstimmungen/<int:pk>/vorhaben/": {"pk": draft.pk, "number": draft.options.first().pk},
        "abstimmungen/<int:pk>/vorschlaege/": {"pk": draft.pk},
        "abstimmungen/<int:pk>/eingabe/<int:number>/": {"pk": desk.pk, "number": typed_once.pk},
        "abstimmungen/<int:pk>/codes/": {"pk": codes.pk},
        "abstimmungen/<int:pk>/freischalten/": {"pk": desk.pk},
        "abstimmungen/<int:pk>/ergebnis/": {"pk": counted.pk},
    }


def drawn_lot(*, name: str, contact: str) -> Ticket:
    """A lot that was drawn, of somebody whom staff typed in."""
    ticket = lots.drawn().tickets.filter(standing=Standing.ASKED).first()
    ticket.person, ticket.name, ticket.contact = None, name, contact
    ticket.save()
    return ticket


def draws(by: Person, ticket: Ticket) -> Subjects:
    draft = drawing.create_draw(process=ticket.draw.process, draft=lots.draft(), by=by)
    running = Draw.objects.get(title__startswith="Begleitkreis")
    listed = lots.opened(by, pool=Pool.LIST)
    full = lots.pass_time(lots.filled(by=by), closed=True)
    seeded = lots.pass_time(lots.closed(by=by), seeded=True)
    drawing.note_seed(draw=seeded, seed=lots.SEED, by=by)
    return {
        "auslosungen/": {"pk": ticket.draw_id, "number": ticket.pk},
        "auslosungen/<int:pk>/angaben/": {"pk": draft.pk},
        "auslosungen/<int:pk>/ankuendigen/": {"pk": draft.pk},
        "auslosungen/<int:pk>/loeschen/": {"pk": draft.pk},
        "auslosungen/<int:pk>/absagen/": {"pk": running.pk},
        "auslosungen/<int:pk>/ereignis/": {"pk": running.pk},
        "auslosungen/<int:pk>/gruppen/": {"pk": lots.pass_time(lots.filled(by=by), closed=True).pk},
        "auslosungen/<int:pk>/liste/": {"pk": listed.pk},
        "auslosungen/<int:pk>/schliessen/": {"pk": full.pk},
        "auslosungen/<int:pk>/zufallswert/": {"pk": seeded.pk},
    }


def opinion_maps(by: Person) -> Subjects:
    draft = opinions.prepared(by)
    waiting = Statement.objects.get(state="waiting", conversation__phase__process__slug="vor-der-haustuer")
    waits = {"pk": waiting.conversation_id, "number": waiting.number}
    return {
        "meinungskarten/": {"pk": waiting.conversation_id},
        "meinungskarten/<int:pk>/angaben/": {"pk": draft.pk},
        "meinungskarten/<int:pk>/freigeben/": {"pk": draft.pk},
        "meinungskarten/<int:pk>/loeschen/": {"pk": draft.pk},
        "meinungskarten/<int:pk>/aussagen/<int:number>/": {"pk": draft.pk, "number": 1},
        "meinungskarten/<int:pk>/aussagen/<int:number>/ablehnen/": waits,
        "meinungskarten/<int:pk>/aussagen/<int:number>/annehmen/": waits,
        "meinungskarten/<int:pk>/aussagen/<int:number>/zusammenlegen/": waits,
    }


def answered(person: Person) -> Response:
    """What somebody said in a survey that is not anonymous, with a picture."""
    park, file = surveys.Park(**surveys.NAMED), io.BytesIO()
    Image.new("RGB", (30, 20), "green").save(file, "PNG")
    surveys.answer(park.survey, park.full() | {str(park.photo.pk): {"bytes": clean_bytes(file)}}, person)
    return Response.objects.select_related("survey").get(person=person)


def asked(response: Response) -> Subjects:
    survey, draft, unanswered = response.survey, surveys.Park(settle=False), surveys.Park()
    over = surveys.end(surveys.Park().survey)
    built = {"pk": draft.survey.pk}
    often, whom = Question.objects.filter(page__survey=survey, kind__in=(Kind.ONE, Kind.SEVERAL)).order_by(
        "pk"
    )
    return {
        "umfragen/": {"pk": survey.pk, "number": response.uploads.get().pk},
        "umfragen/<int:pk>/ergebnisse/einzeln/": {"pk": survey.pk, "sent": {"datei": "lang.csv"}},
        "umfragen/<int:pk>/ergebnisse/vergleich": {
            "pk": survey.pk,
            "sent": {"zeilen": f"q{often.pk}", "spalten": f"q{whom.pk}"},
        },
        "umfragen/<int:pk>/festlegen/": built,
        "umfragen/<int:pk>/loeschen/": built,
        "umfragen/<int:pk>/verschieben/": built | {"sent": {"zug": f"frage-{draft.often.pk}-runter"}},
        "umfragen/<int:pk>/seiten/": built | {"number": draft.first.pk},
        "umfragen/<int:pk>/fragen/": built | {"number": draft.often.pk},
        "umfragen/<int:pk>/zurueck/": {"pk": unanswered.survey.pk},
        "umfragen/<int:pk>/schliessen/": {"pk": over.pk},
    }
