# SPDX-License-Identifier: EUPL-1.2
"""Typing in for somebody: one screen, a receipt, a sheet that counts once, taking back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.people import citizen, staff

from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.rating import queries as ratings
from mitwirken.formats.rating.models import Rating
from mitwirken.ground.audit.models import Entry as LogEntry
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.models import Case
from mitwirken.ground.paper import actions, queries
from mitwirken.ground.paper.models import Entry, Reply
from mitwirken.ground.privacy.actions import run_retention

pytestmark = pytest.mark.django_db
IDEA = {"title": "Mehr Bänke", "text": "Zum Ausruhen auf dem Weg."}


def typed(park: Any, by: Any, **more: Any) -> Entry:
    print_ = actions.current_print(kind="vorschlag", pk=park.pk)
    return actions.enter(print_=print_, values=IDEA, channel="paper", by=by, **more)


def test_a_proposal_from_paper_is_a_proposal_like_any_other(park: Any, clerk: Any) -> None:
    entry = typed(park, clerk)
    row = Proposal.objects.get()
    assert (row.title, row.channel, row.entered_by, row.author) == ("Mehr Bänke", "paper", clerk, None)
    assert (entry.subject_kind, entry.subject_id) == ("proposal", row.pk)
    assert Case.objects.filter(subject_id=row.pk).exists()
    assert LogEntry.objects.filter(verb=actions.ENTERED).count() == 1


def test_a_numbered_sheet_counts_once(park: Any, clerk: Any) -> None:
    print_, *_range = actions.print_copies(kind="vorschlag", pk=park.pk, number=3, by=clerk)
    first = actions.enter(print_=print_, copy=2, values=IDEA, channel="paper", by=clerk)
    with pytest.raises(Refusal, match=f"schon eingetragen.*{first.number}"):
        actions.enter(print_=print_, copy=2, values=IDEA, channel="paper", by=clerk)
    with pytest.raises(Refusal, match="nicht gedruckt"):
        actions.enter(print_=print_, copy=4, values=IDEA, channel="paper", by=clerk)
    assert Proposal.objects.count() == Entry.objects.count() == 1


def test_sheets_without_a_number_count_each(vote: Any, ideas: Any, clerk: Any) -> None:
    print_ = actions.current_print(kind="bewertung", pk=vote.pk)
    for _copy in range(2):
        actions.enter(print_=print_, values={f"v{ideas[0].pk}": "3"}, channel="paper", by=clerk)
    assert Rating.objects.filter(subject_id=ideas[0].pk, value=3).count() == 2


def test_what_is_taken_back_counts_no_more_and_can_be_typed_in_again(
    vote: Any, ideas: Any, clerk: Any
) -> None:
    print_, *_range = actions.print_copies(kind="bewertung", pk=vote.pk, number=3, by=clerk)
    values = {f"v{ideas[0].pk}": "3", f"v{ideas[1].pk}": "2", f"v{ideas[2].pk}": ""}
    entry = actions.enter(print_=print_, copy=1, values=values, channel="paper", by=clerk)
    assert entry.marks == 2 and ratings.turnout(vote) == {"paper": 1}
    with pytest.raises(Refusal):
        actions.take_back(entry=entry, by=staff("redaktion"))
    actions.take_back(entry=entry, by=clerk)
    actions.take_back(entry=entry, by=clerk)
    assert not Rating.objects.exists() and LogEntry.objects.filter(verb=actions.TAKEN_BACK).count() == 1
    again = actions.enter(print_=print_, copy=1, values={f"v{ideas[3].pk}": "1"}, channel="paper", by=clerk)
    assert again.taken_back_at is None and Rating.objects.get().subject_id == ideas[3].pk


def test_a_refused_sheet_leaves_nothing_behind(vote: Any, ideas: Any, clerk: Any) -> None:
    print_ = actions.current_print(kind="bewertung", pk=vote.pk)
    with pytest.raises(Refusal, match="6 Punkte"):
        actions.enter(
            print_=print_, values={f"v{row.pk}": "3" for row in ideas[:2]}, channel="paper", by=clerk
        )
    assert not Entry.objects.exists() and not Rating.objects.exists()


def test_a_proposal_taken_back_leaves_the_list_unless_it_is_answered(park: Any, clerk: Any) -> None:
    entry = typed(park, clerk, reply=Reply.LETTER, address="Erna Muster\nWeg 1\n44137 Dortmund")
    actions.take_back(entry=entry, by=clerk)
    entry.refresh_from_db()
    assert entry.address == "" and Proposal.objects.get().withdrawn_at is not None
    assert Case.objects.get().shelved_at is not None


def test_only_staff_with_the_task_type_in_and_never_as_online(park: Any, clerk: Any) -> None:
    for nobody in (citizen(), staff("politik"), staff("administration")):
        with pytest.raises(Refusal):
            typed(park, nobody)
    print_ = actions.current_print(kind="vorschlag", pk=park.pk)
    with pytest.raises(Refusal):
        actions.enter(print_=print_, values=IDEA, channel="online", by=clerk)


def test_one_screen_ends_with_a_receipt_that_finds_it_again(park: Any, desk: Client, client: Client) -> None:
    address = reverse("paper:enter_for", args=["vorschlag", park.pk])
    page = desk.get(address)
    assert page.status_code == 200
    sent = {**IDEA, "channel": "phone", "reply": "anruf", "address": "0231 000", "once": "ein-zettel"}
    missing = desk.post(address, sent | {"address": ""})
    assert missing.status_code == 422 and "Telefonnummer" in missing.content.decode()
    done = desk.post(address, sent)
    assert done["Location"] == desk.post(address, sent)["Location"]
    entry = Entry.objects.get()
    assert (entry.channel, entry.reply, entry.address) == ("phone", "anruf", "0231 000")
    shown = desk.get(done["Location"]).content.decode()
    assert entry.number in shown and entry.spoken_secret in shown
    slip = desk.get(reverse("paper:slip", args=[entry.pk])).content.decode()
    assert entry.spoken_secret in slip and "<svg" in slip
    desk.logout()
    ask = reverse("paper:receipt_ask")
    assert client.post(ask, {"number": entry.number, "secret": "FALSCH22"}).status_code == 422
    led = client.post(ask, {"number": f"q {entry.pk}", "secret": entry.spoken_secret.lower()})
    found = client.get(led["Location"]).content.decode()
    assert "Mehr Bänke" in found and "Eingegangen" in found and "0231" not in found


def test_the_code_of_a_receipt_is_for_who_typed_it_in_that_day_and_for_who_says_why(
    park: Any, desk: Client, clerk: Any
) -> None:
    entry = typed(park, clerk)
    page, slip = (reverse(f"paper:{name}", args=[entry.pk]) for name in ("entry", "slip"))

    def shown(client: Client) -> list[bool]:
        return [entry.spoken_secret in client.get(one, follow=True).content.decode() for one in (page, slip)]

    colleague = Client()
    colleague.force_login(staff("prozess"))
    assert shown(desk) == [True, True] and shown(colleague) == [False, False]
    Entry.objects.update(at=timezone.now() - timedelta(days=2))
    assert shown(desk) == [False, False]
    ask = {"where": f"receipt:{entry.pk}", "reason": "Quittung verloren, ruft an", "back": page}
    assert colleague.post(reverse("desk:open_contacts"), ask)["Location"] == page
    assert shown(colleague) == [True, True] and shown(desk) == [False, False]


def test_a_number_leads_to_its_sheet(park: Any, desk: Client, clerk: Any) -> None:
    print_, *_range = actions.print_copies(kind="vorschlag", pk=park.pk, number=3, by=clerk)
    start, there = reverse("paper:start"), reverse("paper:enter", args=[print_.code, 2])
    for said in (f"{print_.code}-2", f"{print_.code.lower()} 2", f"MW1:{print_.code}:2:1"):
        assert desk.get(start, {"bogen": said})["Location"] == there
    assert desk.get(start, {"bogen": "9999-1"}).status_code == 422
    actions.enter(print_=print_, copy=2, values=IDEA, channel="paper", by=clerk)
    assert "schon eingetragen" in desk.get(there).content.decode()
    assert desk.post(there, IDEA | {"channel": "paper"}).status_code == 409


def test_an_address_is_kept_only_until_it_was_used(park: Any, clerk: Any) -> None:
    entry = typed(park, clerk, reply=Reply.LETTER, address="Erna Muster\nWeg 1")
    assert typed(park, clerk, address="ohne Wunsch").address == ""
    run_retention()
    entry.refresh_from_db()
    assert entry.address
    Entry.objects.filter(pk=entry.pk).update(answered_at=timezone.now() - timedelta(days=31))
    run_retention()
    entry.refresh_from_db()
    assert entry.address == ""


def test_a_receipt_needs_both_halves(park: Any, clerk: Any) -> None:
    entry = typed(park, clerk)
    assert queries.with_receipt(entry.number, entry.secret) == entry
    for number, secret in (
        ("", entry.secret),
        (entry.number, ""),
        ("Q-999999", entry.secret),
        ("9" * 30, "X"),
    ):
        assert queries.with_receipt(number, secret) is None


def test_what_was_typed_in_to_practise_is_gone_in_the_morning_and_in_no_logbook(
    park: Any, clerk: Any
) -> None:
    park.published_at, park.practice = None, True
    park.save()
    entry = typed(park, clerk)
    assert entry.form.practice and not LogEntry.objects.filter(verb=actions.ENTERED).exists()
    assert not queries.last_entries(clerk)
    assert actions.forget_practice() == 1 and not Entry.objects.exists()
