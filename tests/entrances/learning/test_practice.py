# SPDX-License-Identifier: EUPL-1.2
"""The place to practise: it stands nowhere, counts nowhere, tells nobody, and every night it is as it was."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.people import citizen, office, phase, process, staff

from mitwirken.civic.participation import actions as participation
from mitwirken.civic.participation import queries as processes
from mitwirken.civic.participation.models import Phase, Process
from mitwirken.entrances.learning import practice
from mitwirken.entrances.learning.actions import keep_practice, reset_practice
from mitwirken.formats.deliberation.actions import add_argument, edit_argument, mark_helpful
from mitwirken.formats.deliberation.models import Argument
from mitwirken.formats.proposals import actions as proposals
from mitwirken.formats.proposals.models import Draft, Merge, Proposal
from mitwirken.formats.rating.actions import rate
from mitwirken.formats.rating.models import Rating, Tally
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds import schedule
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kinds
from mitwirken.ground.desk import actions as desk
from mitwirken.ground.desk import queries as cases
from mitwirken.ground.desk.models import Answer, Case, StatusChange
from mitwirken.ground.notifications.actions import follow, tell_and_send
from mitwirken.ground.notifications.models import Announcement
from mitwirken.ground.search.models import SearchEntry

pytestmark = pytest.mark.django_db
WORD = "Hängemattenwald"


@pytest.fixture
def place() -> Process:
    return reset_practice()


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def submit(place: Process, author: Any, title: str = WORD) -> Proposal:
    return proposals.submit_proposal(
        process=place, clean=proposals.Clean(title=title, text=f"{WORD} für alle."), author=author
    )


def a_busy_day(place: Process) -> Proposal:
    """Somebody proposes, others argue, rate and mark, an office works on it and answers."""
    author, other = citizen(), citizen()
    theirs = submit(place, author)
    argument = add_argument(subject=theirs, kind="pro", text=f"{WORD} ist gut.", by=other)
    add_argument(subject=theirs, kind="antwort", text="Ja.", by=author, parent=argument)
    mark_helpful(argument=argument, by=author)
    rate(subject=theirs, phase=place.phases.get(), person=other, value=1)
    clerk_office = office()
    clerk = staff("fachamt", office=clerk_office)
    case = Case.everything.get(subject_kind="proposal", subject_id=theirs.pk)
    case = desk.change_status(case=case, to="pruefung", by=clerk, reason="Wir schauen.")
    case = desk.change_status(case=case, to="abgelehnt", by=clerk, reason="Es ist zu teuer.")
    desk.add_note(case=case, text="Unter uns.", by=clerk)
    desk.draft_answer(case=case, text=f"Nein zum {WORD}.", by=clerk)
    desk.publish_answer(case=case, by=clerk, office=clerk_office, role="fachamt")
    return theirs


# --- it stands nowhere


def test_it_can_be_read_by_its_address_marked_on_every_page_and_never_indexed(place, client: Client):
    theirs = a_busy_day(place)
    argument = Argument.objects.filter(subject_id=theirs.pk, parent=None).get()
    rated = place.phases.get()
    for path in (
        place.get_absolute_url(),
        reverse("participation:process_print", args=[place.slug]),
        reverse("participation:changes", args=[place.slug]),
        reverse("proposals:list", args=[place.slug]),
        reverse("proposals:map", args=[place.slug]),
        theirs.get_absolute_url(),
        reverse("proposals:versions", args=[place.slug, theirs.pk]),
        reverse("proposals:print", args=[place.slug, theirs.pk]),
        reverse("paper:blank", args=["vorschlag", place.pk]),
        reverse("deliberation:replies", args=[argument.pk]),
        reverse("deliberation:side", args=["proposal", theirs.pk, "pro"]),
        reverse("rating:overview", args=[rated.pk]),
        reverse("rating:results", args=[rated.pk]),
        reverse("learning:practice"),
    ):
        page = client.get(path)
        words = page.content.decode()
        assert page.status_code == 200, path
        assert "practice-note" in words, path
        assert 'content="noindex"' in words, path
        assert 'rel="canonical"' not in words, path


def test_forms_on_it_are_marked_too(place):
    theirs, person = submit(place, citizen()), citizen()
    draft = proposals.keep_draft(
        process=place, values={"title": "Ein Titel", "text": "Ein Text"}, person=person
    )
    own = signed_in(person)
    for path in (
        reverse("proposals:new", args=[place.slug]),
        reverse("proposals:draft", args=[place.slug, draft.key, 2]),
        reverse("proposals:draft", args=[place.slug, draft.key, 3]),
        reverse("deliberation:add", args=["proposal", theirs.pk]),
    ):
        assert "practice-note" in own.get(path).content.decode(), path


def test_a_real_process_is_not_marked(client: Client):
    real = process()
    phase(real, "proposals", "propose")
    assert "practice-note" not in client.get(real.get_absolute_url()).content.decode()


def test_it_appears_in_no_list_search_sitemap_feed_statistic_or_open_file(place, client: Client):
    a_busy_day(place)
    tell_and_send()
    for path in (
        "/",
        "/prozesse/",
        "/prozesse/karte/",
        "/prozesse/kalender/",
        "/prozesse/atom.xml",
        "/prozesse/termine.ics",
        "/sitemap.xml",
        f"/suche/?q={WORD}",
        "/offene-daten/beteiligungsprozesse.csv",
        "/offene-daten/beteiligungsprozesse.json",
        reverse("proposals:export_vorschlaege_csv"),
        reverse("proposals:export_vorschlaege_json"),
        reverse("proposals:export_beitraege_csv"),
        reverse("proposals:export_bewertungen_csv"),
        "/api/v1/processes",
        "/api/v1/proposals",
    ):
        page = client.get(path)
        words = (b"".join(page.streaming_content) if page.streaming else page.content).decode()
        assert page.status_code == 200, path
        assert place.slug not in words and "Lindenplatz" not in words, path
        assert WORD not in words.replace(f'value="{WORD}"', "").replace(f"„{WORD}“", "").replace(
            f"?q={WORD}", ""
        ).replace(f"<bdi>{WORD}</bdi>", ""), path
    assert not SearchEntry.objects.exists()


def test_its_own_feeds_and_files_are_not_there(place, client: Client):
    theirs, rated = submit(place, citizen()), place.phases.get()
    for path in (
        reverse("participation:process_atom", args=[place.slug]),
        reverse("participation:process_ical", args=[place.slug]),
        reverse("proposals:atom", args=[place.slug]),
        reverse("rating:results_csv", args=[rated.pk]),
        f"/api/v1/processes/{place.slug}",
        f"/api/v1/proposals/{theirs.pk}",
        f"/api/v1/proposals/{theirs.pk}/arguments",
        f"/api/v1/proposals/{theirs.pk}/ratings",
        f"/api/v1/results/{rated.pk}",
    ):
        assert client.get(path).status_code == 404, path


def test_no_kind_of_subject_counts_it_as_public(place):
    theirs = a_busy_day(place)
    ids = {"process": [place.pk], "proposal": list(Proposal.objects.values_list("pk", flat=True))}
    for kind in kinds():
        if kind.key in ids:
            assert not kind.public(kind.rows()).filter(pk__in=ids[kind.key]).exists()
    assert not processes.public().exists()
    assert not processes.desk_list(staff("kernteam"), mine=False).exists()
    assert theirs.pk in ids["proposal"]


def test_nobody_is_told_and_nothing_is_noted(place):
    follower = citizen()
    with pytest.raises(Refusal):
        follow(person=follower, topic=f"process:{place.pk}")
    before = Activity.objects.count()
    theirs = a_busy_day(place)
    assert Activity.objects.count() == before
    assert not Announcement.objects.exists()
    tell_and_send()
    assert not mail.outbox
    with pytest.raises(Refusal):
        follow(person=follower, topic=f"proposal:{theirs.pk}")


def test_its_cases_stand_in_no_list_of_the_desk_and_count_nowhere(place):
    a_busy_day(place)
    core = staff("kernteam")
    assert not Case.objects.exists() and Case.everything.count() == len(practice.EXAMPLES) + 1
    assert not cases.waiting_for_triage().exists()
    assert not cases.cases(cases.CaseFilter(), core).exists()
    assert not cases.overdue_for(core).exists()
    assert set(cases.count_by_status("proposal").values()) == {0}
    assert not cases.latest_answers("proposal", 5)
    assert cases.choices().groups == ()
    assert cases.practice_cases().count() == len(practice.EXAMPLES) + 1


def test_it_is_never_published(place):
    with pytest.raises(Refusal, match="Übungsplatz"):
        participation.publish_process(process=place, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Process.objects.filter(pk=place.pk).update(published_at=timezone.now())


# --- people can do in it what they can do elsewhere


def test_any_office_may_answer_in_it_and_the_answer_is_read_there(place, client: Client):
    theirs = a_busy_day(place)
    words = client.get(theirs.get_absolute_url()).content.decode()
    assert f"Nein zum {WORD}." in words and "Es ist zu teuer." in words


def test_the_desk_shows_the_cases_to_those_who_answer_and_to_nobody_else(place):
    clerk = staff("fachamt", office=office())
    page = signed_in(clerk).get(reverse("learning:desk_practice"))
    assert page.status_code == 200
    assert all(title in page.content.decode() for title, *_rest in practice.EXAMPLES)
    case = cases.practice_cases().first()
    assert case is not None
    page = signed_in(clerk).get(case.get_absolute_url())
    assert page.status_code == 200 and practice.EXAMPLES[0][1][:40] in page.content.decode()
    assert signed_in(staff("redaktion")).get(reverse("learning:desk_practice")).status_code == 403


def test_staff_practise_entering_for_somebody_and_every_page_of_the_desk_says_so(place):
    clerk = signed_in(staff("ombudsstelle"))
    enter = reverse("paper:enter_for", args=["vorschlag", place.pk])
    case = cases.practice_cases().first()
    assert case is not None
    argue = reverse("deliberation:enter", args=["proposal", case.subject_id])
    for path in (enter, argue, case.get_absolute_url(), reverse("learning:desk_practice")):
        assert "practice-note" in clerk.get(path).content.decode(), path
    sent = {"title": "Am Telefon", "text": "Eine Dame möchte Schatten.", "channel": "phone", "once": "x"}
    assert clerk.post(enter, sent).status_code == 302
    assert Proposal.objects.get(title="Am Telefon").entered_by is not None
    reset_practice()
    assert stands_as_made(place)


def test_politics_may_not_work_on_a_case_to_practise_either(place):
    case = cases.practice_cases().first()
    with pytest.raises(Refusal):
        desk.add_note(case=case, text="Nur lesen.", by=staff("politik"))


def test_practising_needs_an_account(place, client: Client):
    page = client.get(reverse("proposals:new", args=[place.slug]))
    assert page.status_code == 302 and "anmelden" in page["Location"]
    with pytest.raises(Refusal, match="Konto"):
        submit(place, citizen(confirmed_only=True))


def test_what_was_practised_is_no_contribution_of_the_account(place):
    person = citizen()
    submit(place, person)
    assert WORD not in signed_in(person).get(reverse("people:account")).content.decode()


# --- the night


def stands_as_made(place: Process) -> bool:
    titles = set(Proposal.objects.filter(process=place).values_list("title", flat=True))
    return titles == {title for title, *_rest in practice.EXAMPLES}


def test_the_night_takes_all_that_was_said_and_who_said_it(place):
    real = process()
    phase(real, "proposals", "propose", "comment")
    kept = submit(real, citizen(), "Bleibt")
    add_argument(subject=kept, kind="pro", text="Bleibt auch.", by=citizen())
    theirs = a_busy_day(place)
    proposals.keep_draft(process=place, values={"title": "Halb"}, person=citizen())
    after = reset_practice()
    assert after.pk == place.pk and after.slug == place.slug
    assert stands_as_made(place)
    assert not Draft.objects.exists()
    assert list(Argument.objects.values_list("text", flat=True)) == ["Bleibt auch."]
    assert not Rating.objects.exists() and not Tally.objects.exists()
    assert not StatusChange.objects.exists() and not Answer.objects.exists()
    assert not Case.everything.filter(subject_id=theirs.pk).exists()
    assert Case.objects.get().subject_id == kept.pk
    assert not Proposal.objects.filter(process=place).exclude(author=None).exists()


def test_the_night_twice_is_the_night_once(place):
    a_busy_day(place)
    reset_practice()
    phases = list(Phase.objects.values_list("pk", flat=True))
    reset_practice()
    assert stands_as_made(place)
    assert Process.objects.filter(practice=True).count() == 1
    assert list(Phase.objects.values_list("pk", flat=True)) == phases
    assert Case.everything.count() == len(practice.EXAMPLES)


def test_merged_and_hidden_proposals_go_too(place):
    one, two = submit(place, citizen(), "Eins"), submit(place, citizen(), "Zwei")
    proposals.merge_proposals(source=one, target=two, reason="Dasselbe.", by=staff("kernteam"))
    proposals.hide_proposal(two, hidden=True)
    reset_practice()
    assert stands_as_made(place) and not Merge.objects.exists()


def test_changed_words_and_phases_are_set_back(place):
    Process.objects.filter(pk=place.pk).update(title="Verunstaltet", summary="Unsinn")
    place.phases.update(verbs=[])
    reset_practice()
    place.refresh_from_db()
    assert place.title == practice.TITLE and place.summary == practice.TEXTS["summary"]
    assert place.phases.get().allows("propose")


def test_whoever_comes_from_before_the_night_is_told_that_it_is_gone(place):
    author = citizen()
    theirs = a_busy_day(place)
    argument = Argument.objects.filter(parent=None).get()
    draft = proposals.keep_draft(process=place, values={"title": "Halb"}, person=author)
    case = Case.everything.get(subject_id=theirs.pk, subject_kind="proposal")
    reset_practice()
    clean = proposals.Clean(title="Neu", text="Neu.")
    for deed in (
        lambda: proposals.submit_draft(draft=draft, clean=clean, author=author),
        lambda: edit_argument(argument=argument, text="Neu.", by=argument.author, seen_version=1),
        lambda: add_argument(subject=theirs, kind="antwort", text="Ja.", by=author, parent=argument),
        lambda: mark_helpful(argument=argument, by=author),
        lambda: proposals.withdraw_proposal(proposal=theirs, by=theirs.author),
        lambda: proposals.change_proposal(proposal=theirs, clean=clean, by=theirs.author, seen=1),
        lambda: desk.change_status(case=case, to="pruefung", by=staff("kernteam")),
        lambda: desk.set_milestone(case=case, title="Bald", by=staff("kernteam")),
        lambda: desk.add_note(case=case, text="Noch da?", by=staff("kernteam")),
    ):
        with pytest.raises(Refusal, match="nicht mehr"):
            deed()
    assert Client().get(theirs.get_absolute_url()).status_code == 404


def test_what_was_said_to_a_proposal_that_was_going_goes_with_the_next_night(place):
    theirs = submit(place, citizen())
    reset_practice()
    # The view had loaded the proposal before it went.
    add_argument(subject=theirs, kind="pro", text="Zu spät.", by=citizen())
    assert Argument.objects.count() == 1
    reset_practice()
    assert not Argument.objects.exists()


def test_only_the_place_to_practise_is_ever_swept():
    real = process()
    phase(real, "proposals", "propose")
    submit(real, citizen())
    with pytest.raises(Refusal):
        proposals.clear_practice(process=real)
    assert Proposal.objects.count() == 1


def test_it_is_swept_by_the_schedule_and_is_there_from_the_first_hour():
    names = {job.name.rpartition(".")[2]: job for job in schedule.jobs()}
    assert names["reset_practice"].daily_at is not None
    assert names["keep_practice"].minutes
    assert not Process.objects.exists()
    keep_practice()
    place = Process.objects.get()
    submit(place, citizen())
    keep_practice()
    assert not stands_as_made(place)


@pytest.mark.django_db(transaction=True)
def test_people_write_while_the_night_comes_and_nothing_breaks():
    """Each either writes into the old day or into the new; after the next night nothing of it is left."""
    place = reset_practice()
    people = [citizen() for _each in range(3)]
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def run(deed: Any) -> None:
        try:
            start.wait()
            for _round in range(3):
                deed()
        except Refusal:
            pass
        except BaseException as trouble:
            failures.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(reset_practice,))]
    threads += [
        threading.Thread(target=run, args=(lambda person=person: submit(place, person),)) for person in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert Case.everything.count() == Proposal.objects.count()
    reset_practice()
    assert stands_as_made(place)
    assert Case.everything.count() == len(practice.EXAMPLES)
