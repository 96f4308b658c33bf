# SPDX-License-Identifier: EUPL-1.2
"""A walk over all pages of the desk in the demo's town: with a real subject for each, and people whose data are known."""

from __future__ import annotations

import html
import io
import itertools
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils import timezone
from tests.architecture.test_rights import open_to, pages
from tests.demo import desk_formats
from tests.demo.desk_formats import Subjects
from tests.people import staff

from mitwirken.civic.archive.actions import make_package
from mitwirken.civic.participation import actions as participation
from mitwirken.civic.participation.models import Date, Process
from mitwirken.civic.people.models import Person, RoleGrant
from mitwirken.civic.projects.models import Project
from mitwirken.entrances.hub.actions import BarrierDraft, report_barrier
from mitwirken.entrances.toolbox.actions.examples import load_shipped
from mitwirken.entrances.toolbox.cases import shipped_files
from mitwirken.entrances.toolbox.models import Example, Method, Tip, Tryout
from mitwirken.formats.events import actions as events
from mitwirken.formats.events.drafts import SignUpDraft, draft_of
from mitwirken.formats.events.models import Bundle, Event, SignUp
from mitwirken.formats.lots.models import Ticket
from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.surveys.models import Response
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.desk.models import (
    AnswerComment,
    Case,
    Freeze,
    Milestone,
    Office,
    Part,
    Risk,
    TextBlock,
    Wish,
)
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.devices.models import Device
from mitwirken.ground.moderation.actions import ReportDraft, protest, report_subject, take_measure
from mitwirken.ground.moderation.models import Report
from mitwirken.ground.paper import actions as paper
from mitwirken.ground.paper import rules as paper_rules
from mitwirken.ground.paper.models import Entry
from mitwirken.ground.protection import actions as protection
from mitwirken.ground.scanning.models import Page, PageState, Sheet, SheetState
from mitwirken.ground.texts.models import Version

PHONE, STREET, MAIL, NEED = "0231 5550147", "Zwirnweg 33", "zita.zwirn@example.org", "Zwirnrollenhalter"


def colleagues() -> dict[Role, Person]:
    """One for each role, in every office: what is refused to them is refused to the role."""
    people = {}
    for role in Role:
        people[role] = staff(role)
        RoleGrant.objects.bulk_create(
            RoleGrant(person=people[role], role=role, office=office) for office in Office.objects.all()
        )
    return people


@dataclass(frozen=True)
class Zita:
    """Somebody who left her data wherever the site asks for them."""

    person: Person
    sign_up: SignUp
    entry: Entry
    lot: Ticket
    said: Response
    report: Report
    barrier: Any
    request: Any

    @classmethod
    def comes(cls, by: Person) -> Zita:
        person = Person.objects.create(email=MAIL, pseudonym="Zita vom Weg")
        event = Event.objects.filter(
            published_at__isnull=False, sign_up=True, starts_at__gt=timezone.now()
        ).first()
        sign_up = events.sign_up(
            event=event,
            draft=SignUpDraft(name="Zita", seats=1, side=event.sides[0], needs=NEED),
            channel=Channel.PHONE,
            entered_by=by,
            contact_note=f"{PHONE}, {STREET}",
        )
        process = Process.objects.get(slug="hoeschpark-2030")
        entry = paper.enter(
            print_=paper.current_print(kind="vorschlag", pk=process.pk),
            values={"title": "Ein Faden für alle", "text": "Damit wir uns nicht verlieren."},
            channel=Channel.PAPER,
            by=Person.objects.filter(has_roles=True).exclude(pk=by.pk).first(),
            reply="brief",
            address=f"Zita Zwirn\n{STREET}\n44135 Dortmund",
        )
        proposal = Proposal.objects.get(pk=entry.subject_id)
        Case.objects.filter(subject_kind="proposal", subject_id=proposal.pk).update(
            office=Office.objects.first()
        )
        Proposal.objects.filter(pk=proposal.pk).update(contact_note=f"{PHONE}, {STREET}", author=None)
        lot = desk_formats.drawn_lot(name="Zita", contact=f"{PHONE}, {STREET}")
        said = desk_formats.answered(person)
        report = report_subject(
            kind="proposal",
            pk=proposal.pk,
            url="/",
            draft=ReportDraft("regeln", "Das kann ich nicht lesen.", True, email=MAIL, name="Zita Zwirn"),
        )
        barrier = report_barrier(draft=BarrierDraft("Die Karte lässt sich nicht bedienen.", email=MAIL))
        request = protection.ask(kind="widerspruch", text="Bitte nicht auswerten.", person=person)
        return cls(person, sign_up, entry, lot, said, report, barrier, request)

    def needles(self) -> dict[str, str]:
        """What no page may show, and what it is."""
        return {
            PHONE: "telephone",
            STREET: "street",
            MAIL: "e-mail address",
            "Zita Zwirn": "name given for a letter or a report",
            NEED: "what she needs",
            self.entry.secret: "code of the receipt",
            self.entry.spoken_secret: "code of the receipt",
            self.sign_up.key: "key of the sign-up",
            self.lot.key: "key of the lot",
            self.lot.spoken_code: "code of the lot",
            self.said.receipt: "code of the answers to a survey",
            self.report.token: "receipt of the report",
            self.barrier.token: "receipt of the barrier",
            self.request.token: "receipt of the request",
        }


def everybody() -> dict[str, str]:
    """Addresses and receipts of all people of the town, who are no staff."""
    found = {
        email: "e-mail address"
        for email in Person.objects.filter(has_roles=False).values_list("email", flat=True)
        if email
    }
    for entry in Entry.objects.all():
        found[entry.secret] = found[entry.spoken_secret] = "code of a receipt"
        for line in entry.address.splitlines()[:-1] or [entry.address]:
            if line:
                found[line] = "address for a letter or a call"
    found |= dict.fromkeys(SignUp.objects.values_list("key", flat=True), "key of a sign-up")
    typed_in = Ticket.objects.exclude(contact="").values_list("contact", flat=True)
    found |= dict.fromkeys(typed_in, "telephone or address of somebody in a draw")
    return found


def _first(rows: Any, what: str) -> Any:
    row = rows.first()
    assert row is not None, f"the town has none: {what}"
    return row


def subjects(people: Mapping[Role, Person], zita: Zita) -> Subjects:
    """Values for the places in the addresses, by how a route begins; the longest beginning holds."""
    by = people[Role.CORE]
    load_shipped(itertools.islice(shipped_files(), 3))  # what a site takes in when it starts
    hoesch = Process.objects.get(slug="hoeschpark-2030")
    plan = participation.create_process(
        by=by,
        title="Noch ein Entwurf",
        question="Was fehlt?",
        slug="noch-ein-entwurf",
        office=Office.objects.first(),
    )
    case = _first(Case.objects.filter(subject_kind="proposal", answers__state="entwurf"), "case with a draft")
    stage = _first(Milestone.objects.filter(done_on=None), "milestone")
    part = _first(Part.objects.open(), "part")
    waiting = _first(Sheet.objects.filter(state=SheetState.CHECK, form__kind="vorschlag"), "sheet that waits")
    nameless = _first(Page.objects.filter(state=PageState.NO_CODE), "page without a number")
    ideas = Entry.objects.filter(form__kind="vorschlag", taken_back_at=None).exclude(pk=zita.entry.pk)
    printed = _first(ideas.exclude(copy=0).select_related("form"), "numbered sheet").form
    over = make_package(process=Process.objects.get(slug="jugendbudget-innenstadt-nord")).process_id
    phase = hoesch.phases.order_by("-starts_at")[0]
    incident = protection.save_incident(
        values={"what": "Brief an falsche Anschrift", "known_at": timezone.now(), "risk": "offen"}, by=by
    )
    freeze = Freeze.objects.create(
        starts_on=timezone.localdate() + timedelta(days=300),
        ends_on=timezone.localdate() + timedelta(days=310),
        occasion="Wahl",
    )
    grant = _first(RoleGrant.objects.filter(person=by), "grant")
    date = _first(Date.objects.filter(process=hoesch), "date")
    version = _first(Version.objects.filter(page__slug="hilfe", language="de").select_related("page"), "text")
    comment = _first(AnswerComment.objects.select_related("answer"), "comment")
    project = Project.objects.order_by("pk")
    entry = _first(ideas, "entry")
    measure = take_measure(
        concern="schreiben",
        step="verwarnung",
        facts="Dreimal dasselbe.",
        clause="Regel 4",
        by=people[Role.MODERATION],
        person=zita.person,
    )
    objection = protest(measure=measure, text="Es war dreimal etwas anderes.")
    event = zita.sign_up.event
    idea = zita.entry.subject_id
    merged = _first(Proposal.objects.exclude(merged_into=None), "merged proposal")
    draft_event = events.create_event(draft=replace(draft_of(event), title="Noch ein Fest"), by=by)
    return {
        **desk_formats.votes(by),
        **desk_formats.draws(by, zita.lot),
        **desk_formats.opinion_maps(by),
        **desk_formats.asked(zita.said),
        "aemter/": {"slug": "gruenflaechenamt"},
        "archiv/": {"pk": over},
        "barrieren/": {"pk": zita.barrier.pk},
        "beitrag/": {"kind": "proposal", "pk": idea},
        "briefe/": {"pk": zita.entry.pk},
        "datenschutz/anliegen/": {"pk": zita.request.pk},
        "datenschutz/folgenabschaetzung": {"ending": "odt"},
        "datenschutz/pannen/": {"pk": incident.pk},
        "einlesen/": {"pk": waiting.scan_id},
        "einlesen/bogen/": {"pk": waiting.pk},
        "einlesen/seite/": {"pk": nameless.pk, "name": "title"},
        "erprobungen/": {"pk": _first(Tryout.objects.all(), "try-out").pk},
        "faelle/": {"number": case.pk},
        "faelle/<int:number>/aemter/": {"number": part.case_id, "pk": part.pk},
        "faelle/<int:number>/entwurf/kommentare/": {"number": comment.answer.case_id, "pk": comment.pk},
        "faelle/<int:number>/zuteilung/": {
            "number": case.pk,
            "sent": {"office": Office.objects.first().pk, "seen": 1},
        },
        "faelle/<int:number>/etappen/": {"number": stage.case_id, "pk": stage.pk},
        "geraete/": {"pk": _first(Device.objects.all(), "device").pk},
        "instrumentenkoffer/beispiele/": {"pk": _first(Example.objects.all(), "example").pk},
        "instrumentenkoffer/methoden/": {"pk": _first(Method.objects.all(), "method").pk},
        "instrumentenkoffer/tipps/": {"pk": _first(Tip.objects.filter(state="wartet"), "tip").pk},
        "kernteam/risiken/": {"pk": _first(Risk.objects.all(), "risk").pk},
        "kernteam/wuensche/": {"pk": _first(Wish.objects.all(), "wish").pk},
        "moderation/": {"kind": "proposal", "pk": idea},
        "moderation/massnahme/": {"kind": "meldung", "pk": zita.report.pk},
        "moderation/widerspruch/": {"pk": objection.pk},
        "papier/": {"kind": "vorschlag", "pk": hoesch.pk},
        "papier/bogen/": {"code": printed.code, "copy": printed.copies, "first": 1, "last": 2},
        "papier/eingabe/": {"pk": entry.pk},
        "personen/": {"pk": by.pk, "grant_pk": grant.pk},
        "prozesse/": {"pk": hoesch.pk, "key": "grundlagen", "phase_pk": phase.pk, "date_pk": date.pk},
        "prozesse/<int:pk>/loeschen/": {"pk": plan.pk},
        "prozesse/<int:pk>/veroeffentlichen/": {"pk": plan.pk},
        "prozesse/neu/": {"key": "ideen"},
        "textbausteine/": {"pk": _first(TextBlock.objects.all(), "text block").pk},
        "texte/": {"slug": version.page.slug, "language": "de", "pk": version.pk},
        "veranstaltungen/": {"pk": event.pk, "number": zita.sign_up.pk},
        "veranstaltungen/<int:pk>/loeschen/": {"pk": draft_event.pk},
        "veranstaltungen/<int:pk>/veroeffentlichen/": {"pk": draft_event.pk},
        "veranstaltungen/aktionen/": {"pk": _first(Bundle.objects.all(), "campaign").pk},
        "veranstaltungen/einlass/": {"code": zita.sign_up.code},
        "vorhaben/": {"pk": _first(project, "project").pk},
        "vorschlaege/": {"number": idea},
        "vorschlaege/<int:number>/trennen/": {"number": merged.pk},
        "wahlen/": {"pk": freeze.pk},
        "wer-macht-mit/": {"pk": hoesch.pk},
        "zahlen/": {"year": timezone.localdate().year},
    }


def own(role: Role, person: Person) -> Subjects:
    """What is for whoever made it, made by them."""
    print_ = paper.current_print(kind="vorschlag", pk=Process.objects.get(slug="hoeschpark-2030").pk)
    values = {"title": f"Gesagt zu {role}", "text": "Am Telefon."}
    if role not in paper_rules.CLERKS:
        return {}
    entry = paper.enter(print_=print_, values=values, channel=Channel.PHONE, by=person)
    stack = paper.open_stack(kind="vorschlag", pk=print_.about, channel=Channel.PAPER, by=person)
    paper.enter(print_=print_, values=values, channel=Channel.PAPER, by=person, stack=stack)
    return {
        "papier/eingabe/<int:pk>/zuruecknehmen/": {"pk": entry.pk},
        "papier/stapel/": {"pk": stack.pk},
    }


def _filled(route: str, values: Mapping[str, Any]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda place: str(values[place[1]]), route)


def addresses(found: Subjects, role: Role) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Each route of the desk that a role may enter, the address of a page that is there, and what is sent along."""
    for route, pattern in pages():
        if role not in open_to(pattern):
            continue
        rest = route.removeprefix("schreibtisch/")
        if "<" not in rest:
            yield route, "/" + route, {}
            continue
        begins = [key for key in found if rest.startswith(key)]
        assert begins, f"no subject for {route}: add one to `subjects`"
        subject = found[max(begins, key=len)]
        yield route, "/" + _filled(route, subject), subject.get("sent", {})


def words_of(answer: Any) -> str:
    """All that can be read in an answer; of packed files what is in them."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = b"\n".join(packed.read(name) for name in packed.namelist())
    return html.unescape(data.decode("utf-8", errors="ignore"))


@dataclass(frozen=True)
class Step:
    """One page asked by one role: what came, and what of somebody stood there."""

    route: str
    role: Role
    method: str
    status: int
    to: str
    seen: tuple[str, ...]


def walk(found: Subjects, needles: Mapping[str, str], people: Mapping[Role, Person]) -> list[Step]:
    """Every page with every role that may enter, by GET, and where that is not to be had by POST; whatever it does is taken back."""
    looked_for = re.compile("|".join(map(re.escape, sorted(needles, key=len, reverse=True))))
    steps = []
    for role, person in people.items():
        client = Client(raise_request_exception=False)
        client.force_login(person)
        for route, address, sent in addresses({**found, **own(role, person)}, role):
            for method in ("get", "post"):
                with transaction.atomic():
                    answer = getattr(client, method)(address, sent)
                    seen = sorted({needles[words] for words in looked_for.findall(words_of(answer))})
                    transaction.set_rollback(True)
                if answer.status_code != 405:
                    to = answer.headers.get("Location", "")
                    steps.append(Step(route, role, method, answer.status_code, to, tuple(seen)))
                    break
    return steps
