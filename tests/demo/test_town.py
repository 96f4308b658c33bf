# SPDX-License-Identifier: EUPL-1.2
"""The town as it is loaded: whole, plausible, and made by nobody but its people."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import F, Max, Min, Q, Sum
from django.test import Client
from django.utils import timezone, translation
from tests.people import staff

from mitwirken.civic.participation.actions import turn_phases
from mitwirken.civic.participation.models import Phase, Process
from mitwirken.civic.people.models import Person
from mitwirken.civic.places.models import Place, PlaceKind
from mitwirken.demo import PASSWORD, content, queries, sign_ins
from mitwirken.demo.actions import load_demo
from mitwirken.entrances.learning.actions import remind_of_end
from mitwirken.entrances.learning.models import Facilitator
from mitwirken.formats.deliberation.models import Argument
from mitwirken.formats.events.models import Bundle, Event, Feedback, SignUp
from mitwirken.formats.live import minutes, runsheet
from mitwirken.formats.live.models import (
    Gathering,
    Item,
    LogEntry,
    Placement,
    Seat,
    Signal,
    Turn,
)
from mitwirken.formats.live.queries import Look
from mitwirken.formats.lots.actions import call_off, merge_groups, postpone
from mitwirken.formats.lots.models import Draw
from mitwirken.formats.proposals.actions import Clean, change_proposal, unmerge_proposal
from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.rating.models import Rating
from mitwirken.formats.surveys import queries as survey_queries
from mitwirken.formats.surveys import results, tables
from mitwirken.formats.surveys.models import State as SurveyState
from mitwirken.formats.surveys.models import Survey
from mitwirken.formats.surveys.tables import Scope
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kind_named
from mitwirken.ground.desk.models import Answer, Case, Milestone
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.moderation.actions import (
    StatementOfReasons,
    answer_protest,
    hide_subject,
    hold_if_odd,
    keep_subject,
    protest,
    show_subject,
    take_measure,
)
from mitwirken.ground.moderation.models import Ground
from mitwirken.ground.notifications import queries as news
from mitwirken.ground.notifications import registry
from mitwirken.ground.notifications.actions import send_due, tell_and_send
from mitwirken.ground.notifications.models import Announcement, Delivery, Follow, Rhythm
from mitwirken.ground.pictures.models import Picture
from mitwirken.ground.search.actions import rebuild
from mitwirken.ground.search.models import SearchEntry
from mitwirken.ground.search.queries import find
from mitwirken.ground.texts.models import State, Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def test_everything_is_there():
    assert Place.objects.filter(kind=PlaceKind.DISTRICT).count() == 12
    assert Place.objects.filter(kind=PlaceKind.QUARTER).count() == 62
    assert Process.objects.count() == 11
    from_meetings = Item.objects.filter(became_kind="proposal").count()
    assert from_meetings == 3
    assert Proposal.objects.count() == 200 + from_meetings
    assert Case.objects.filter(subject_kind="proposal").count() == 200 + from_meetings
    written = sum(
        1 + len(item.get("replies") or ())
        for slug in Process.objects.values_list("slug", flat=True)
        for item in content.read(f"arguments/{slug}")
    )
    assert Argument.objects.count() == written > 600
    assert Rating.objects.count() > 1_000
    assert Answer.objects.filter(published_at__isnull=False).count() >= 40
    assert Milestone.objects.exists() and Follow.objects.exists()
    illustrated = Proposal.objects.filter(pictures__isnull=False).distinct().count()
    assert Picture.objects.count() == Process.objects.count() + illustrated


def test_a_council_is_drawn_and_a_group_is_being_drawn():
    drawn, running = Draw.objects.get(state="drawn"), Draw.objects.get(state="open")
    assert drawn.size == 200 and len(drawn.result["chosen"]) == 24 and len(drawn.result["substitutes"]) == 12
    standings = Counter(drawn.tickets.values_list("standing", flat=True))
    assert standings["accepted"] == 17 and standings["declined"] == 4
    assert standings["accepted"] + standings["asked"] == 24
    assert running.takes_entries() and running.tickets.count() == 28


def test_processes_stand_at_different_points():
    statuses = Counter(str(process.status) for process in Process.objects.all())
    assert len(statuses) >= 2, statuses
    assert Process.objects.filter(published_at=None).count() == 0
    assert Process.objects.filter(finished_at__isnull=False).exclude(decision="").exclude(reason="").exists()
    influences = set(Process.objects.values_list("influence", flat=True))
    assert len(influences) >= 3, influences


def test_all_ways_in_are_used_and_all_statuses_occur():
    assert set(Proposal.objects.values_list("channel", flat=True)) == {"online", "phone", "paper", "room"}
    assert len(set(Case.objects.values_list("status", flat=True))) == 7
    assert set(Argument.objects.values_list("kind", flat=True)) >= {"pro", "contra", "frage", "antwort"}


def test_nothing_happened_in_the_future_nor_all_at_once():
    now = timezone.now()
    for model, field in (
        (Proposal, "created_at"),
        (Argument, "created_at"),
        (Answer, "published_at"),
        (Activity, "at"),
        (SearchEntry, "at"),
        (Process, "published_at"),
        (Event, "published_at"),
        (Gathering, "closed_at"),
        (Seat, "came_at"),
        (Item, "created_at"),
        (Signal, "at"),
        (Turn, "started_at"),
        (Placement, "since"),
        (LogEntry, "at"),
    ):
        span = model.objects.aggregate(first=Min(field), last=Max(field))
        assert span["last"] <= now, model
        assert (now - span["first"]).days > 20, model


def test_effects_follow_their_causes():
    proposals = {row.pk: row for row in Proposal.objects.select_related("process")}
    for row in proposals.values():
        assert row.process.published_at < row.created_at
    for argument in Argument.objects.select_related("parent"):
        assert argument.created_at >= proposals[argument.subject_id].created_at
        if argument.parent:
            assert argument.created_at >= argument.parent.created_at
    cases = {case.pk: case for case in Case.objects.all()}
    for answer in Answer.objects.filter(published_at__isnull=False, case__subject_kind="proposal"):
        assert answer.published_at >= proposals[cases[answer.case_id].subject_id].created_at
    assert not Milestone.objects.filter(done_on__gt=timezone.localdate()).exists()


def test_people_are_invented_and_have_no_real_names():
    assert Person.objects.exclude(email__endswith="@example.org").count() == 0
    names = list(Person.objects.values_list("pseudonym", flat=True))
    assert all(names) and len({name.lower() for name in names}) == len(names)


def test_those_whom_the_start_names_can_sign_in(client):
    named = [word for line in sign_ins() for word in line.split() if "@" in word]
    assert len(named) == 4
    shown = {one.email: one for one in queries.sign_ins()}
    for address in named:
        assert authenticate(None, email=address, password=PASSWORD) or Person.objects.get(
            email=address
        ).check_password(PASSWORD)
        person = Person.objects.get(email=address)
        assert address in shown
        assert bool(shown[address].code) == bool(person.has_roles)
    assert all(code.isdigit() and len(code) == 6 for one in shown.values() if (code := one.code))


def test_the_search_knows_all_of_it():
    before = list(
        SearchEntry.objects.order_by("kind", "subject_id").values_list(
            "kind", "subject_id", "title", "body_words"
        )
    )
    assert {kind for kind, *_ in before} >= {"process", "proposal", "argument", "text"}
    rebuild()
    after = list(
        SearchEntry.objects.order_by("kind", "subject_id").values_list(
            "kind", "subject_id", "title", "body_words"
        )
    )
    assert after == before
    for query in ("Bänke", "Radweg", "Spilplatz", "Beleuchtung", "Mülleimer"):
        assert find(query).hits, query


def test_nobody_gets_mail_about_the_past():
    assert not Announcement.objects.filter(told_at=None).exists()
    tell_and_send()
    assert not Delivery.objects.exists() and not mail.outbox


def test_the_citys_texts_are_published():
    published = Version.objects.filter(state=State.PUBLISHED)
    languages = {(one.page.slug, one.language) for one in published.select_related("page")}
    for slug in ("ueber-uns", "spielregeln", "hilfe", "datenschutz", "impressum", "barrierefreiheit"):
        assert (slug, "de") in languages
        assert Client().get(f"/seiten/{slug}/").status_code == 200
    assert any(language == "de-simple" for _slug, language in languages)


def test_sums_are_what_was_rated():
    """Every rating of a person is of somebody who exists, once for each subject and phase."""
    persons = Rating.objects.filter(person__isnull=False)
    keys = list(persons.values_list("person", "phase", "subject_kind", "subject_id"))
    assert len(keys) == len(set(keys))
    sheets = Rating.objects.exclude(channel="online")
    assert sheets.exists() and not sheets.filter(person__isnull=False).exists()


def test_near_duplicates_were_merged():
    merged = Proposal.objects.exclude(merged_into=None)
    assert merged.count() == 6
    assert not merged.filter(
        Q(merged_into__merged_into__isnull=False) | ~Q(merged_into__process=F("process"))
    ).exists()


# --- events -----------------------------------------------------------------------------------------------------


def test_each_format_took_place_and_can_be_started():
    for script in runsheet.shipped():
        rows = Gathering.objects.filter(script=script).select_related("event")
        done, ready = rows.get(state="beendet"), rows.get(state="geplant")
        assert done.released_at and done.summary and done.event.is_over(), script
        assert not done.stages.exclude(state="beendet").exists(), script
        found = minutes.compose(Look(done))
        assert len(found.results) >= 3 and found.parts and found.numbers.everybody >= 10, script
        assert done.items.exclude(kind="harvest").count() >= 8, script
        assert ready.event.is_public and not ready.event.is_over() and ready.opened_at is None, script
        assert ready.event.sign_ups.count() >= 5, script
        assert ready.event.starts_at < timezone.now() + timedelta(days=10), script


def test_nobody_was_there_without_a_name_and_hardly_anybody_without_a_word():
    assert not Seat.objects.filter(name="").exists()
    for row in Gathering.objects.filter(state="beendet"):
        phones = row.seats.exclude(token_hash="")
        silent = [
            seat
            for seat in phones
            if not (seat.items.exists() or seat.signals.exists() or seat.turns.exists())
        ]
        assert len(silent) <= phones.count() / 3, row
        assert not row.items.filter(title="", body="").exists()
        assert list(row.log.values_list("seq", flat=True)) == list(range(1, row.seq + 1))
        assert row.opened_at is not None and row.closed_at is not None
        planned = sum(stage.minutes for stage in row.stages.all())
        assert (
            timedelta(minutes=planned - 2) <= row.closed_at - row.opened_at <= timedelta(minutes=planned + 20)
        )
        assert abs(row.opened_at - row.event.starts_at) < timedelta(minutes=1)
        for turn in Turn.objects.filter(gathering=row, ended_at__isnull=False):
            assert turn.asked_at <= (turn.started_at or turn.asked_at) <= turn.ended_at


def test_the_city_answered_recommendations():
    cases = Case.objects.filter(subject_kind="live-item")
    answers = Answer.objects.filter(case__in=cases, published_at__isnull=False)
    assert answers.count() >= 5 and cases.count() > answers.count()
    closed = dict(Item.objects.values_list("pk", "gathering__closed_at"))
    for answer in answers.select_related("case"):
        assert answer.published_at > closed[answer.case.subject_id]
        assert answer.case.status != "eingegangen"


def test_people_signed_up_in_every_way_and_said_how_it_was():
    assert set(SignUp.objects.values_list("channel", flat=True)) >= {"online", "phone", "paper"}
    assert Feedback.objects.exclude(sentence="").count() >= 15
    assert SignUp.objects.filter(came_at__isnull=False).exists()
    (bundle,) = Bundle.objects.all()
    assert {"infostand", "rundgang"} < set(bundle.events.values_list("kind", flat=True))
    assert bundle.events.count() >= 5 and bundle.is_public


def test_the_start_of_the_demo_leads_to_what_can_be_started(client):
    page = client.get("/vorfuehrung/").content.decode()
    for row in Gathering.objects.filter(state="geplant"):
        for part in (
            row.code,
            f"/live/{row.code}/leitung/",
            f"/l/{row.code}",
            f"/live/{row.code}/beamer/",
            f"mitwirken live simulate {row.code}",
        ):
            assert part in page, part
    for row in Gathering.objects.all():
        assert client.get(f"/live/{row.code}/beamer/").status_code == 200
        assert client.get(row.event.get_absolute_url()).status_code == 200
        if row.released_at:
            told = client.get(f"/live/{row.code}/protokoll/")
            assert told.status_code == 200 and "None" not in told.content.decode().split("<main", 1)[1]


PAGES = [
    "/", "/suche/?q=Bänke", "/prozesse/hoeschpark-2030/", "/prozesse/hoeschpark-2030/vorschlaege/", "/en/",
    "/vorfuehrung/", "/vorfuehrung/post/", "/prozesse/", "/seiten/hilfe/",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_there(client, address):
    page = client.get(address)
    assert page.status_code == 200, address
    assert "None" not in page.content.decode().split("<main", 1)[1].split("</main", 1)[0]


def test_every_public_address_of_the_index_opens(client):
    """One of each kind and every twentieth of all."""
    rows = list(SearchEntry.objects.order_by("kind", "pk"))
    first = {row.kind: row for row in reversed(rows)}
    for row in [*first.values(), *rows[::20]]:
        answer = client.get(row.url, follow=True)
        assert answer.status_code == 200, row.url


def test_proposals_are_plausible():
    for row in Proposal.objects.all():
        assert 5 <= len(row.title) <= 120 and len(row.text) > 60, row.title
        assert not any(mark in row.title + row.text for mark in ("TODO", "Lorem", "{{", "XXX")), row.title
    titles = Counter(Proposal.objects.values_list("title", flat=True))
    assert not [title for title, number in titles.items() if number > 1]


def test_it_is_for_an_empty_database(capsys):
    before = json.dumps([Proposal.objects.count(), Person.objects.count(), Activity.objects.count()])
    with pytest.raises(Refusal, match="empty database"):
        load_demo()
    with pytest.raises(CommandError, match="empty database"):
        call_command("load_demo")
    assert json.dumps([Proposal.objects.count(), Person.objects.count(), Activity.objects.count()]) == before


def test_content_names_only_what_there_is():
    people: Any = content.read("people")
    citizens = {one["key"] for one in people["citizens"]}
    offices = {one["slug"] for one in content.read("offices")}
    for process in content.read("processes"):
        items = content.read(f"proposals/{process['slug']}")
        keys = {item["key"] for item in items}
        assert len(keys) == len(items)
        for item in items:
            assert not item.get("author") or item["author"] in citizens, item["key"]
            assert not item.get("office") or item["office"] in offices, item["key"]
            assert not item.get("near_duplicate_of") or item["near_duplicate_of"] in keys
        for argument in content.read(f"arguments/{process['slug']}"):
            assert argument["proposal"] in keys and argument["author"] in citizens
            for reply in argument.get("replies") or ():
                assert reply.get("office") in offices or reply.get("author") in citizens


# --- every notice of every room

ODD = re.compile(r"None|\{|\}|%\(|<[a-z]|\bobject at\b|„“|: \.|\( ?\)")


@pytest.fixture
def all_verbs() -> list[str]:
    """Makes happen what did not happen in the town by itself."""
    proposal = Proposal.objects.filter(
        process__slug="hoeschpark-2030", author__isnull=False, merged_into=None
    ).latest("created_at")
    change_proposal(
        proposal=proposal,
        clean=Clean(title=f"{proposal.title}, bald", text=proposal.text, category=None, place=None),
        by=proposal.author,
        seen=None,
    )
    every_role = staff(*Role, pseudonym="Team Alles")
    merged = Proposal.objects.exclude(merged_into=None).first()
    assert merged is not None
    unmerge_proposal(proposal=merged, by=every_role)
    statement = StatementOfReasons(
        what="alles", ground=Ground.RULES, clause="Regel 3", facts="Beleidigt jemanden."
    )
    hide_subject(kind="proposal", pk=proposal.pk, statement=statement, by=every_role)
    show_subject(kind="proposal", pk=proposal.pk, reason="Die Kritik ist erlaubt.", by=every_role)
    other = Proposal.objects.filter(process=proposal.process, author__isnull=False, merged_into=None).exclude(
        pk=proposal.pk
    )[0]
    advertising = f"{other.text} https://a.example https://b.example https://c.example https://d.example"
    held = hold_if_odd(subject=other, text=advertising, author=other.author, verb="proposals.changed")
    assert held is not None
    keep_subject(kind="proposal", pk=other.pk, reason="Das ist keine Werbung.", by=every_role)
    why = {"clause": "Regel 3", "facts": "Beleidigt jemanden."}
    take_measure(person=other.author, concern="schreiben", step="verwarnung", by=every_role, **why)
    paused = take_measure(
        person=other.author, concern="schreiben", step="pause", days=3, by=every_role, **why
    )
    objection = protest(measure=paused, text="Das war anders gemeint.")
    answer_protest(protest=objection, lift=True, answer="Das sehen wir ein.", by=staff(Role.MODERATION))
    phase = Phase.objects.filter(process__finished_at=None, starts_at__gt=timezone.now()).first()
    assert phase is not None
    turn_phases(now=phase.starts_at + timedelta(minutes=1))
    Facilitator.objects.filter(hidden_at=None).update(ends_on=timezone.localdate() + timedelta(days=7))
    remind_of_end()
    running = Draw.objects.get(state="open")
    postpone(
        draw=running,
        seed_source="die Lottozahlen eine Woche später",
        seed_at=running.seed_at + timedelta(days=7),
        because="An diesem Tag wird nicht gezogen.",
        by=every_role,
    )
    Draw.objects.filter(pk=running.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    first, second, *_rest = running.quotas
    values = (first["value"], second["value"])
    merge_groups(
        draw=running,
        feature=first["feature"],
        values=values,
        name="beide",
        because="Zu wenige.",
        by=every_role,
    )
    call_off(draw=running, reason="Der Ausschuss tagt nicht.", by=every_role)
    return list(registry._notices)


def announced(verb: str) -> Iterable[Announcement]:
    return Announcement.objects.filter(verb=verb).order_by("-pk")[:25]


def test_every_notice_says_a_sentence(all_verbs):
    silent = [verb for verb in all_verbs if not Announcement.objects.filter(verb=verb).exists()]
    assert not silent, "these never happened here"
    for verb in all_verbs:
        notice = registry.notice_for(verb)
        assert notice is not None
        for row in announced(verb):
            subject: Any = kind_named(row.subject_kind).rows().get(pk=row.subject_id)
            event = news.event_of(row)
            for language, _name in settings.LANGUAGES:
                with translation.override(language):
                    sentence, body = notice.sentence(event, subject), notice.body(event, subject)
                assert 10 < len(sentence) < 400, (verb, sentence)
                assert "\n" not in sentence
                assert not ODD.search(sentence), (verb, sentence)
                assert "None" not in body and "%(" not in body, (verb, body)
            for pk in notice.personally(event, subject):
                assert Person.objects.filter(pk=pk).exists(), verb


def test_all_of_it_can_be_read_in_one_letter(all_verbs, settings):
    """A reader of everything, in both languages: the letter is whole, and every address in it is ours."""
    for language, here in (("de", "/"), ("en", "/en/")):
        reader = staff(language=language)
        for verb in all_verbs:
            for row in list(announced(verb))[:2]:
                Delivery.objects.create(
                    announcement=row, person=reader, rhythm=Rhythm.DAILY, due_at=timezone.now()
                )
        mail.outbox.clear()
        assert send_due(now=timezone.now() + timedelta(days=1)) >= 1
        (letter,) = [one for one in mail.outbox if one.to == [reader.email]]
        html = letter.alternatives[0][0]
        for part in (letter.body, html):
            links = re.findall(r"https?://[^\s\"<>]+", part)
            assert len(links) > len(all_verbs)
            own = [link for link in links if link.startswith(settings.BASE_URL)]
            assert own == links
        for link in re.findall(rf"{settings.BASE_URL}(/\S*)", letter.body):
            assert link.startswith(here), link
        assert "&amp;" not in letter.body and "&quot;" not in letter.body
        assert "\n\n\n\n" not in letter.body
    assert Activity.objects.exists()


def test_the_finished_vote_counts_as_its_result_says():
    """The ranks that the offices' answers name are those that the rule counts, and the page leads to them."""
    phase = Phase.objects.get(process__slug="jugendbudget-innenstadt-nord", title="Abstimmen")
    told = {
        item["title"]: item["rank"]
        for item in content.read("proposals/jugendbudget-innenstadt-nord")
        if "rank" in item
    }
    titles = dict(Proposal.objects.filter(process=phase.process).values_list("pk", "title"))
    nets = {
        titles[row["subject_id"]]: row["net"]
        for row in Rating.objects.filter(phase=phase).values("subject_id").annotate(net=Sum("value"))
    }
    assert sorted(nets, key=lambda title: -nets[title]) == sorted(told, key=lambda title: told[title])
    assert len(set(nets.values())) == len(told) == 26
    page = Client().get(phase.process.get_absolute_url()).content.decode()
    assert "/jugendbudget-innenstadt-nord/vorschlaege/" in page and f"/bewerten/{phase.pk}/ergebnis/" in page


def test_a_survey_was_answered_by_all_ways_and_one_can_be_answered() -> None:
    """What came out is public, small counts and single words left out; nobody stands behind an answer."""
    over, running = Survey.objects.order_by("phase__ends_at")
    assert over.state == SurveyState.CLOSED and running.is_open()
    counted = tables.count(Scope(over), least_spot=5)
    assert counted.people >= 200 and all(counted.channels[channel] >= 5 for channel in Channel.values)
    found = results.public_result(over, survey_queries.outline(over))
    assert found.told.hidden and any(one.stack.hidden for one in found.crossings)
    told = [text for section in found.told.sections for block in section.blocks for text in block.texts]
    assert len(told) == 8 and not any("Familie" in text for text in told)
    assert not over.responses.exclude(person=None).exists()
