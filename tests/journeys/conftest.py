# SPDX-License-Identifier: EUPL-1.2
"""The demo's town with a colleague who has every role, so that one person may open every door of the desk."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.live import Site

from mitwirken.demo import PASSWORD

# What a script in a site needs to make people and sign them in; it changes nothing.
TOOLS = """
import json
from datetime import timedelta
from importlib import import_module
from django.utils import timezone
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from datetime import timedelta
from django.utils import timezone
from mitwirken.civic.participation import actions as participation
from mitwirken.civic.participation.drafts import PhaseDraft
from mitwirken.civic.participation.models import Date, Phase, Process
from mitwirken.civic.archive.actions import make_package
from mitwirken.civic.people.actions import enter, make_staff
from mitwirken.civic.representation.actions import hand_out
from mitwirken.civic.people.models import Person
from mitwirken.entrances.toolbox.models import Example, Method, Tip
from mitwirken.entrances.toolbox.models import Tryout
from mitwirken.formats.ballots import actions as ballots
from mitwirken.formats.ballots.models import Ballot, Entry
from mitwirken.formats.lots import actions as lots
from mitwirken.formats.lots.models import Draw, Ticket
from mitwirken.formats.deliberation.models import Argument
from mitwirken.formats.live.models import Gathering, Item
from mitwirken.formats.opinions import actions as opinions
from mitwirken.formats.opinions.models import Conversation
from mitwirken.formats.proposals.actions import keep_draft
from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.rating.actions import rate
from mitwirken.formats.surveys import actions as surveys
from mitwirken.formats.surveys.models import Kind, Survey
from mitwirken.civic.projects.models import Project
from mitwirken.ground.desk.models import Case, Milestone, Office, Part, Risk, TextBlock, Wish
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.devices.models import Device
from mitwirken.ground.scanning.models import Page, Scan, Sheet
from mitwirken.ground.texts.models import Version

def session(person):
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return store.session_key
"""
# What the pages of every kind are called in this site; made through actions, read from the tables. Once a site.
KNOWN = (
    TOOLS
    + """
def colleague(email, name):
    green = Office.objects.get(slug="gruenflaechenamt")
    person = make_staff(email=email, pseudonym=name, roles=[(role, green) for role in Role])
    if not Authenticator.objects.filter(user=person).exists():
        TOTP.activate(person, generate_totp_secret())
    return Person.objects.get(pk=person.pk)

every, second = colleague("alles@example.org", "Team Alles"), colleague("auch@example.org", "Team Auch")
citizen = Person.objects.get(email="kastanienbaum@example.org")
hoesch = Process.objects.get(slug="hoeschpark-2030")
phases = {f"{phase.process.slug} {phase.setting('rating')['method']}": phase.pk
          for phase in Phase.objects.select_related("process") if isinstance(phase.setting("rating"), dict)}
mine = Proposal.objects.filter(author=citizen, process=hoesch, hidden_at=None, merged_into=None).first()
own = Argument.objects.filter(subject_kind="proposal", parent=None, hidden_at=None, withdrawn_at=None)
argument = own.filter(author=citizen).first() or own.first()
stage = Milestone.objects.select_related("case").filter(done_on=None).first() or Milestone.objects.first()
answered = Case.objects.filter(subject_kind="proposal", answers__published_at__isnull=False).order_by("pk").first()
fresh = Case.objects.filter(subject_kind="proposal", status="eingegangen",
    subject_id__in=Proposal.objects.filter(process=hoesch, merged_into=None).values("pk")).order_by("-pk")
draft = keep_draft(process=hoesch, values={"title": "Schaukel für Große", "text": "Auch Erwachsene schaukeln gern."}, person=None)
plan = participation.create_process(by=every, title="Noch ein Entwurf", question="Was fehlt?", slug="noch-ein-entwurf", office=None)
def meeting(script, state):
    return Gathering.objects.select_related("event").filter(script=script, state=state).first()

vote = Ballot.objects.select_related("phase__process").get(process__slug="unser-viertel-unser-budget")
def another(title, ready, **values):
    draft = ballots.BallotDraft(**{"title": title, "question": "Was soll es werden?", "kind": "approval", "rule": "most"} | values)
    made = ballots.create_ballot(phase=vote.phase, draft=draft, by=every)
    for name in ("Ahorn", "Birke", "Linde"):
        option = ballots.add_option(ballot=made, draft=ballots.OptionDraft(title=name, text="Ein Baum."), by=every)
        if ready:
            ballots.check_option(option=option, eligible=True, by=every)
    return ballots.make_ready(ballot=made, by=every) if ready else made

draft_vote = another("Noch in Arbeit", False)
code_vote = another("Baum des Jahres", True, kind="ranking", rule="runoff", eligibility="codes")
drawn, drawing = Draw.objects.get(state="drawn"), Draw.objects.get(state="open")
def drawing_draft(pool):
    return lots.create_draw(process=drawn.process, by=every, draft=lots.DrawDraft(title="Noch in Arbeit", purpose="Ein Abend.", who="Alle",
        pool=pool, seats=drawn.seats, quotas=drawn.quotas, closes_at=drawing.closes_at, seed_source="die Lottozahlen", seed_at=drawing.seed_at))
draft_draw, list_draw = drawing_draft("sign_up"), drawing_draft("list")
asked = Conversation.objects.get(phase__process__slug="vor-der-haustuer")
participation.add_phase(process=plan, by=every, phase=PhaseDraft(title="Antworten", format="opinions", verbs=("opine",),
    starts_at=timezone.now(), ends_at=timezone.now() + timedelta(days=9)))
draft_map = opinions.create_conversation(phase=plan.phases.get(), draft=opinions.ConversationDraft(question="Was fehlt?"), by=every)
opinions.seed_statements(conversation=draft_map, texts=["Eine Bank fehlt hier.", "Ein Baum fehlt hier.", "Hier fehlt nichts."], by=every)

now = timezone.now()
asking = Process.objects.create(slug="fragen-an-alle", title="Fragen an alle", question="Wie ist es?", summary="Eine Umfrage.", published_at=now)
phase = Phase.objects.create(process=asking, title="Umfrage", format="surveys", verbs=["answer"],
    starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=9))
def survey_of(title, ready, **values):
    made = surveys.create_survey(phase=phase, draft=surveys.SurveyDraft(title=title, intro="Wir planen neu.", **values), by=every)
    first = made.pages.get()
    def ask(page, kind, **more):
        return surveys.add_question(page=page, draft=surveys.QuestionDraft(kind=kind, text=f"Was meinen Sie ({kind})?", **more), by=every)
    one = ask(first, Kind.ONE, choices=("Ja", "Nein"), other=True, required=True, help="Ganz ehrlich.")
    ask(first, Kind.SEVERAL, choices=("Wege", "Bänke", "Licht"), most=2)
    rest = surveys.add_page(survey=made, draft=surveys.PageDraft(title="Mehr", text="Gleich fertig.", if_question=one.pk, if_choices=("1",)), by=every)
    for kind in Kind.values:
        more = {"scale": {"low": 1, "high": 5, "low_label": "gar nicht", "high_label": "sehr"}, "ranking": {"choices": ("A", "B")},
                "matrix": {"rows": ("die Wege", "die Bänke"), "choices": ("sehr gut", "gut", "eher schlecht", "ganz schlecht")}}.get(kind, {})
        if kind not in ("one", "several"):
            ask(rest, kind, **more)
    return surveys.make_ready(survey=made, by=every) if ready else made

survey, draft_survey, named_survey = survey_of("Der Park", True), survey_of("Entwurf", False), survey_of("Mit Konto", True, anonymous=False, access="account")
def filled(row, person):
    token = surveys.begin(survey=row, person=person)
    question = row.pages.first().questions.first()
    surveys.save_page(survey=row, token=token, values={str(question.pk): {"choices": ["1"]}}, person=person)
    return token

over = Survey.objects.get(process__slug="unterwegs-im-unionviertel")
survey_token = filled(survey, None)
surveys.send(survey=named_survey, token=filled(named_survey, citizen), person=citizen)
fishbowl = Method.objects.get(key="fishbowl")
tip = Tip.objects.filter(state="wartet").first()
learned = Tryout.objects.exclude(verdict="").first()
shared = Case.objects.filter(parts__must_sign=True, answers__state="entwurf").first()
part = Part.objects.open().filter(office__slug="gruenflaechenamt").first()
done, ready, market = meeting("world-cafe", "beendet"), meeting("world-cafe", "geplant"), meeting("wissensmarktplatz", "beendet")
print("known=" + json.dumps({
    "done": done.code, "ready": ready.code, "camp": meeting("barcamp", "beendet").code, "event": done.event.slug, "next_event": ready.event.slug,
    "event_number": ready.event_id, "step": ready.stages.first().pk, "entry": Item.objects.filter(gathering=done, kind="harvest").first().pk,
    "session": session(every), "second_session": session(second),
    "phases": phases, "mine": mine and mine.pk, "argument": argument.pk, "hoesch": hoesch.pk,
    "phase": hoesch.phases.order_by("starts_at")[0].pk, "last_phase": hoesch.phases.order_by("-starts_at")[0].pk,
    "date": Date.objects.filter(process=hoesch).values_list("pk", flat=True).first(),
    "case": fresh[0].pk, "free": list(fresh.values_list("subject_id", flat=True)[1:7]), "stage": stage.pk, "stage_case": stage.case_id,
    "answered_case": answered.pk, "answered": answered.subject_id,
    "answered_process": Proposal.objects.get(pk=answered.subject_id).process.slug,
    "method": fishbowl.pk, "example": Example.objects.get(key="paris-pb").pk, "tip": tip.pk,
    "market": market.code, "stall": market.spaces.first().pk, "tryout": learned.slug, "tryout_number": learned.pk, "tryout_running": Tryout.objects.get(verdict="").slug,
    "device": Device.objects.first().pk, "scan": Scan.objects.first().pk, "scanned": Sheet.objects.filter(reason="kreuze").first().pk,
    "scanned_writing": Sheet.objects.filter(reason="handschrift").first().pk, "nameless": Page.objects.filter(state="ohne").first().pk,
    "shared_case": shared.pk, "part": part.pk, "part_case": part.case_id, "own_case": Case.objects.filter(office__slug="gruenflaechenamt").first().pk,
    "wish": Wish.objects.first().pk, "risk": Risk.objects.first().pk, "block": TextBlock.objects.first().pk, "project": Project.objects.first().pk,
    "who": hand_out(process=hoesch, who="test:1"), "over": make_package(process=Process.objects.get(slug="jugendbudget-innenstadt-nord")).process_id,
    "vote": vote.pk, "voted": Ballot.objects.get(process__slug="buergerbudget-swiecie").pk, "draft_vote": draft_vote.pk,
    "option": draft_vote.options.first().pk, "code_vote": code_vote.pk, "waiting_entry": Entry.objects.first().pk,
    "desk_vote": another("Nur am Schalter", True, eligibility="desk").pk,
    "drawn": drawn.pk, "drawing": drawing.pk, "draft_draw": draft_draw.pk, "list_draw": list_draw.pk,
    "ticket": Ticket.objects.filter(draw=drawing).first().key, "drawn_ticket": Ticket.objects.filter(draw=drawn, standing="asked").first().key,
    "conversation": asked.pk, "conversation_elsewhere": Conversation.objects.get(phase__process__slug="artenvielfalt-neuseeland").pk, "draft_conversation": draft_map.pk,
    "suggested": asked.statements.filter(state="waiting").first().number,
    "asked_survey": over.pk, "asked_first": f"q{over.pages.first().questions.first().pk}", "running_survey": Survey.objects.get(process__slug="bibliothek-am-sonntag").pk,
    "survey": survey.pk, "survey_token": survey_token, "draft_survey": draft_survey.pk, "named_survey": named_survey.pk,
    "survey_page": draft_survey.pages.last().pk, "survey_question": draft_survey.pages.last().questions.first().pk,
    "draft": draft.key, "plan": plan.pk, "person": every.pk,
    "revision": Version.objects.filter(page__slug="hilfe", language="de").values_list("pk", flat=True).first(),
}))
"""
)


@pytest.fixture(scope="session")
def known(demo_site: Site) -> dict[str, Any]:
    said = demo_site.python(KNOWN)
    found: dict[str, Any] = json.loads(said[said.index("known=") + 6 :].splitlines()[0])
    return found


@pytest.fixture
def as_colleague(known: dict[str, Any], demo_site: Site) -> Callable[..., Any]:
    """`as_colleague(page)`: signed in with every role; `key` picks another of the known sessions."""

    def enter(page: Any, key: str = "session") -> Any:
        page.context.add_cookies([{"name": "mitwirken_session", "value": known[key], "url": demo_site.url}])
        return page

    return enter


@pytest.fixture
def through_the_door(demo_site: Site) -> Callable[..., None]:
    """`through_the_door(page, "wer@example.org")`: staff sign in with the printed password and the code of their phone."""

    def enter(page: Any, address: str) -> None:
        page.goto("/konto/anmelden/passwort/")
        page.get_by_label("E-Mail-Adresse").fill(address)
        page.get_by_label("Passwort", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Anmelden").click()
        code = demo_site.python(
            f"from mitwirken.demo.queries import sign_ins; print([one.code for one in sign_ins() if one.email == {address!r}][0])"
        )
        page.locator("input[name=code]").fill(code.splitlines()[-1])
        page.get_by_role("button", name="Anmelden").click()
        page.goto("/schreibtisch/")

    return enter


@pytest.fixture
def tell(demo_site: Site) -> Callable[[], None]:
    """What the worker does every minute, now."""
    return lambda: (
        demo_site.python("from mitwirken.ground.notifications.actions import tell_and_send; tell_and_send()"),
        None,
    )[1]


def fill_the_gaps(page: Any, draft: str) -> None:
    """What is missing keeps a process from the public; each gap leads to the place where it is filled."""
    for _gap in range(25):
        if not page.locator(".checklist a").count():
            break
        gap = page.locator(".checklist a").first.inner_text()
        page.locator(".checklist a").first.click()
        named = re.search("„(.+?)“", gap)
        if "/termine/" in page.url and named:
            page.get_by_role("link", name=named[1], exact=True).first.click()
        page.wait_for_load_state("networkidle")
        if "/pruefung/" in page.url:
            for point in page.get_by_label("ja", exact=True).all():
                point.check()
        for area in page.locator("main textarea, main input[type=text], main [contenteditable=true]").all():
            if not area.is_visible():
                continue
            rich = area.get_attribute("contenteditable")
            value = area.inner_text() if rich else area.input_value()
            if "[Bitte" in value:
                area.fill(re.sub(r"\[Bitte [^\]]*\]", "am Rathaus entschieden", value))
        page.get_by_role("button", name="Speichern").click()
        page.goto(draft)
