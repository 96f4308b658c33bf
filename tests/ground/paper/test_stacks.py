# SPDX-License-Identifier: EUPL-1.2
"""A stack by keyboard: number, digits, next; undo, a sheet twice, the sum at the end."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.people import staff

from mitwirken.formats.rating.models import Rating
from mitwirken.ground.audit.models import Entry as LogEntry
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.paper import actions, queries
from mitwirken.ground.paper.models import Entry, PrintedForm, Stack
from mitwirken.kernels.sheets import Choice, read_digits

pytestmark = pytest.mark.django_db


@pytest.fixture
def pile(vote: Any, clerk: Any) -> Stack:
    actions.print_copies(kind="bewertung", pk=vote.pk, number=30, by=clerk)
    return actions.open_stack(kind="bewertung", pk=vote.pk, channel="paper", by=clerk)


def type_in(desk: Client, pile: Stack, number: str, marks: str) -> Any:
    address = pile.get_absolute_url()
    page = desk.get(address, {"bogen": number})
    assert page.status_code == 200, page.content.decode()
    assert 'name="marks"' in page.content.decode()
    return desk.post(f"{address}?bogen={number}", {"marks": marks}, follow=True)


def test_sheet_after_sheet_by_plain_forms(pile: Stack, desk: Client) -> None:
    first = desk.get(pile.get_absolute_url()).content.decode()
    assert first.count("autofocus") == 1 and 'name="bogen"' in first
    code = PrintedForm.objects.get().code
    said = type_in(desk, pile, "1", "3020").content.decode()
    assert f"{code}-1 ist eingetragen: 2 Kreuze." in said and 'name="bogen"' in said
    type_in(desk, pile, f"{code}-2", "1")
    assert queries.sums_of(pile) == queries.Sums(2, 3)
    assert sorted(Rating.objects.values_list("value", flat=True)) == [1, 2, 3]


def test_the_digits_fill_the_rows_in_the_order_of_the_sheet(pile: Stack, desk: Client, ideas: Any) -> None:
    type_in(desk, pile, "1", "1-2")
    choices = list(PrintedForm.objects.get().sheet_layout.choices)
    assert dict(Rating.objects.values_list("subject_id", "value")) == {
        int(choices[0].name[1:]): 1,
        int(choices[2].name[1:]): 2,
    }


def test_a_sheet_that_lies_there_twice_is_named_kindly(pile: Stack, desk: Client) -> None:
    type_in(desk, pile, "7", "1")
    page = desk.get(pile.get_absolute_url(), {"bogen": "7"})
    words = page.content.decode()
    assert page.status_code == 422 and "schon eingetragen" in words and "zählt einmal" in words
    assert 'name="bogen"' in words and Entry.objects.count() == 1


def test_the_last_one_is_undone_and_typed_in_again(pile: Stack, desk: Client) -> None:
    type_in(desk, pile, "1", "1")
    type_in(desk, pile, "2", "3")
    back = desk.post(reverse("paper:stack_undo", args=[pile.pk]))
    assert back["Location"].endswith(f"?bogen={PrintedForm.objects.get().code}-2")
    assert list(Rating.objects.values_list("value", flat=True)) == [1]
    type_in(desk, pile, "2", "2")
    assert queries.sums_of(pile) == queries.Sums(2, 2)


@pytest.mark.parametrize(
    ("marks", "words"), [("9", "Kästchen"), ("11111", "zu viele Zeichen"), ("333", "9 Punkte")]
)
def test_wrong_digits_are_told_and_save_nothing(pile: Stack, desk: Client, marks: str, words: str) -> None:
    page = type_in(desk, pile, "1", marks)
    assert (
        page.status_code == 422
        and words in page.content.decode()
        and f'value="{marks}"' in page.content.decode()
    )
    assert not Rating.objects.exists()


def test_a_sheet_of_another_pile_is_laid_aside(pile: Stack, desk: Client, park: Any) -> None:
    other = actions.current_print(kind="vorschlag", pk=park.pk)
    page = desk.get(pile.get_absolute_url(), {"bogen": other.code})
    assert page.status_code == 422 and "anderen Stapel" in page.content.decode()
    assert desk.get(pile.get_absolute_url(), {"bogen": "ABCDE-1"}).status_code == 422


def test_the_sum_at_the_end(pile: Stack, desk: Client, clerk: Any) -> None:
    type_in(desk, pile, "1", "12")
    address = reverse("paper:stack_close", args=[pile.pk])
    wrong = desk.post(address, {"counted": "2", "marks": "2"})
    assert wrong.status_code == 409 and "Eingetragen sind 1 Bögen" in wrong.content.decode()
    assert desk.post(address, {"counted": "1", "marks": "3"}).status_code == 409
    assert desk.post(address, {"counted": "2", "marks": "2", "although": "on"}).status_code == 302
    pile.refresh_from_db()
    assert (pile.counted, pile.counted_marks) == (2, 2) and pile.closed_at is not None
    assert LogEntry.objects.get(verb=actions.STACK_CLOSED).facts["entered"] == 1
    assert desk.get(pile.get_absolute_url()).status_code == 409


def test_nobody_works_on_the_pile_of_somebody_else(pile: Stack) -> None:
    with pytest.raises(Refusal):
        actions.close_stack(stack=pile, counted=0, by=staff("redaktion"))
    actions.close_stack(stack=pile, counted=0, by=staff("kernteam"))


def test_proposals_are_typed_in_one_after_the_other_too(park: Any, desk: Client, clerk: Any) -> None:
    begun = desk.post(reverse("paper:stack_begin", args=["vorschlag", park.pk]), {"channel": "paper"})
    again = desk.post(reverse("paper:stack_begin", args=["vorschlag", park.pk]), {"channel": "paper"})
    assert begun["Location"] == again["Location"]
    print_, *_range = actions.print_copies(kind="vorschlag", pk=park.pk, number=2, by=clerk)
    address = f"{begun['Location']}?bogen={print_.code}-1"
    assert 'name="title"' in desk.get(address).content.decode()
    assert desk.post(address, {"title": "Bänke", "text": "Zum Sitzen."}).status_code == 302
    assert Entry.objects.get().stack_id == Stack.objects.get().pk


def test_three_sheets_and_thirty_cost_the_same(pile: Stack, desk: Client, clerk: Any, ideas: Any) -> None:
    print_ = PrintedForm.objects.get()

    def fill(start: int, end: int) -> None:
        for copy in range(start, end):
            actions.enter(
                print_=print_,
                copy=copy,
                values={f"v{ideas[0].pk}": "1"},
                channel="paper",
                by=clerk,
                stack=pile,
            )

    def cost(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert desk.get(address).status_code == 200
        return len(caught)

    pages = (pile.get_absolute_url(), reverse("paper:start"), reverse("paper:stack_close", args=[pile.pk]))
    fill(1, 4)
    cost(pages[0])  # the first request of a session asks once more
    few = [cost(page) for page in pages]
    fill(4, 31)
    assert [cost(page) for page in pages] == few


def test_digits_of_every_kind_of_sheet() -> None:
    alone = [Choice(f"v{n}", (f"v{n}:1",), 1) for n in (1, 2, 3)]
    assert read_digits("", alone) == {} and read_digits("3, 1", alone) == {"v3": "v3:1", "v1": "v1:1"}
    for wrong in ("4", "0", "x", "1 1", "99999999999"):
        with pytest.raises(ValueError):
            read_digits(wrong, alone)
    three = [Choice(f"v{n}", (f"v{n}:1", f"v{n}:0", f"v{n}:-1"), 1) for n in (1, 2)]
    assert read_digits("2 3", three) == {"v1": "v1:0", "v2": "v2:-1"}
    for wrong in ("4", "3.1", "1.4", "1.1 1.2", "x.1"):
        with pytest.raises(ValueError):
            read_digits(wrong, three)
