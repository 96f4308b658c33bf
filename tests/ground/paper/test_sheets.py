# SPDX-License-Identifier: EUPL-1.2
"""What is printed: where things stand, what a print keeps, numbers that are given out once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.people import citizen, staff

from mitwirken.formats.proposals.actions import Clean, submit_proposal
from mitwirken.ground.audit.models import Entry as LogEntry
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.paper import actions, drawing, rules
from mitwirken.ground.paper.composing import BELOW_CODE, BOTTOM, LEFT, RIGHT, compose, lines_of
from mitwirken.ground.paper.models import PrintedForm
from mitwirken.ground.paper.registry import Content, Row, Tick, Write, forms_in_order
from mitwirken.kernels import sheets

pytestmark = pytest.mark.django_db


def overlap(one: Any, other: Any) -> bool:
    def size(what: Any) -> tuple[float, float]:
        return (what.size, what.size) if isinstance(what, sheets.Box) else (what.width, what.height)

    (w1, h1), (w2, h2) = size(one), size(other)
    return one.x < other.x + w2 and other.x < one.x + w1 and one.y < other.y + h2 and other.y < one.y + h1


def long_content(rows: int = 40) -> Content:
    words = (
        "Ein sehr langer Titel, der über mehrere Zeilen geht, weil jemand alles auf einmal sagen wollte " * 2
    )
    return Content(
        title="Ein Park für alle und noch einige mehr, die gern kommen",
        question="Was fehlt?",
        instruction=words,
        blocks=(
            Write("title", "Titel", 2),
            Tick(
                "category",
                "Worum geht es?",
                (("1", "Spiel"), ("2", "Natur und noch ein langes Wort"), ("3", "Wege")),
            ),
            *(
                Row(
                    f"v{n}",
                    f"V-{n}",
                    words[: 20 + 7 * n % 180],
                    (("1", "ja"), ("0", "vielleicht"), ("-1", "nein")),
                )
                for n in range(rows)
            ),
            *(Row(f"w{n}", f"V-{n}", words[: 20 + 9 * n % 180], (("1", "ja"),)) for n in range(rows)),
        ),
        hand_in="In den Kasten.",
    )


def test_nothing_stands_on_anything_else_or_outside_of_the_corners() -> None:
    layout, drawn = compose(long_content(), form_name="Bogen", privacy="Nichts wird öffentlich. " * 8)
    assert len(layout.pages) > 3 and len(layout.pages) == len(drawn)
    for page in layout.pages:
        things = [*page.boxes, *page.fields]
        for at, thing in enumerate(things):
            wide = thing.size if isinstance(thing, sheets.Box) else thing.width
            high = thing.size if isinstance(thing, sheets.Box) else thing.height
            assert (
                thing.x >= LEFT
                and thing.x + wide <= RIGHT
                and thing.y >= BELOW_CODE
                and thing.y + high <= BOTTOM
            )
            assert not any(overlap(thing, other) for other in things[at + 1 :])
        names = {box.name for box in page.boxes}
        assert {box for choice in page.choices for box in choice.boxes} == names
    every = [box.name for box in layout.boxes]
    assert len(every) == len(set(every)) == 3 + 40 * 3 + 40
    for page in drawn:
        assert all(mark["size"] >= 14 for mark in page if mark["text"])


def test_a_long_text_is_never_given_too_few_lines() -> None:
    assert lines_of("kurz", 100, 14) == 1
    assert lines_of("a\nb", 100, 14) == 2
    assert lines_of("W" * 200, 100, 14) >= 200 * 0.98 * 14 * 25.4 / 72 / 100


def test_a_print_keeps_its_places_when_the_process_changes(park: Any) -> None:
    first = actions.current_print(kind="vorschlag", pk=park.pk)
    assert actions.current_print(kind="vorschlag", pk=park.pk) == first
    kept = first.sheet_layout
    park.categories.create(name="Sport")
    second = actions.current_print(kind="vorschlag", pk=park.pk)
    assert second.code != first.code
    first.refresh_from_db()
    assert first.sheet_layout == kept
    boxes = {box.name for box in second.sheet_layout.boxes} - {box.name for box in kept.boxes}
    assert boxes == {f"category:{park.categories.get(name='Sport').pk}"}


def test_a_new_proposal_makes_a_new_rating_sheet_and_the_old_one_is_still_read(park: Any, vote: Any) -> None:
    old = actions.current_print(kind="bewertung", pk=vote.pk)
    submit_proposal(process=park, clean=Clean(title="Noch eine", text="Spät."), imported=True)
    new = actions.current_print(kind="bewertung", pk=vote.pk)
    assert len(list(new.sheet_layout.choices)) == len(list(old.sheet_layout.choices)) + 1
    assert len(old.words["choices"]) == 4


def test_numbers_are_given_out_once(park: Any, clerk: Any) -> None:
    print_, first, last = actions.print_copies(kind="vorschlag", pk=park.pk, number=20, by=clerk)
    assert (first, last) == (1, 20)
    assert actions.print_copies(kind="vorschlag", pk=park.pk, number=5, by=clerk)[1:] == (21, 25)
    print_.refresh_from_db()
    assert print_.copies == 25
    assert LogEntry.objects.filter(verb=actions.PRINTED).count() == 2
    for wrong in (0, rules.MOST_COPIES + 1):
        with pytest.raises(Refusal):
            actions.print_copies(kind="vorschlag", pk=park.pk, number=wrong, by=clerk)
    for nobody in (citizen(), staff("politik")):
        with pytest.raises(Refusal):
            actions.print_copies(kind="vorschlag", pk=park.pk, number=1, by=nobody)


def test_each_copy_carries_its_own_code(park: Any, clerk: Any) -> None:
    print_, first, last = actions.print_copies(kind="vorschlag", pk=park.pk, number=2, by=clerk)
    pages = list(drawing.pages(print_, range(first, last + 1)))
    assert [(page.sheet, page.number) for page in pages] == [
        (f"{print_.code}-{copy}", page) for copy in (1, 2) for page in (1, 2)
    ]
    assert len({page.square for page in pages}) == 4
    assert print_.square(2, 1) == f"MW1:{print_.code}:2:1"


def test_the_square_code_is_one_that_every_reader_knows() -> None:
    drawn = str(drawing.square("MW1:K7F3:12:1"))
    size = re.search(r'viewBox="0 0 (\d+) \1"', drawn)
    assert size and int(size[1]) == 21


def test_everybody_has_the_blank_sheet(park: Any, client: Client) -> None:
    page = client.get(reverse("paper:blank", args=["vorschlag", park.pk]))
    assert page.status_code == 200
    words = page.content.decode()
    print_ = PrintedForm.objects.get()
    assert print_.code in words and "Der Kasten hängt im Foyer." in words and "style=" not in words
    css = client.get(reverse("paper:places", args=[print_.code]))
    assert css["Content-Type"].startswith("text/css") and "immutable" in css["Cache-Control"]
    assert f"{settings.BASE_URL.split('//')[-1]}/datenschutz/verzeichnis/" in words
    assert client.get(reverse("paper:places", args=["XXXX"])).status_code == 404
    assert client.get(reverse("paper:blank", args=["vorschlag", 999_999])).status_code == 404
    assert client.get(reverse("paper:blank", args=["gibtesnicht", park.pk])).status_code == 404


def test_a_draft_is_shown_to_colleagues_alone(park: Any, client: Client, clerk: Any) -> None:
    park.published_at = None
    park.save()
    address = reverse("paper:blank", args=["vorschlag", park.pk])
    assert client.get(address).status_code == 404
    client.force_login(clerk)
    assert client.get(address).status_code == 200


def test_every_sheet_says_what_becomes_public(park: Any, vote: Any) -> None:
    proposal = actions.current_print(kind="vorschlag", pk=park.pk)
    said = " ".join(mark["text"] for page in proposal.drawing for mark in page)
    assert "Öffentlich wird: Titel, Text, gewünschter Name." in said and "Nicht öffentlich: Anschrift" in said
    rating = actions.current_print(kind="bewertung", pk=vote.pk)
    assert "Nur Summen" in " ".join(
        mark["text"] for page in rating.drawing for mark in page
    ) or "nur Summen" in " ".join(mark["text"] for page in rating.drawing for mark in page)


def test_numbered_sheets_become_one_file(park: Any, desk: Client) -> None:
    pytest.importorskip("weasyprint")
    sent = desk.post(reverse("paper:copies", args=["vorschlag", park.pk]), {"number": "3"})
    print_ = PrintedForm.objects.get()
    assert sent["Location"] == reverse("paper:printed", args=[print_.code, 1, 3])
    assert desk.get(sent["Location"]).content.decode().count("sheet-page") >= 6
    file = desk.get(reverse("paper:printed_pdf", args=[print_.code, 1, 3]))
    assert file.content.startswith(b"%PDF") and file["Content-Type"] == "application/pdf"
    assert desk.get(reverse("paper:printed_pdf", args=[print_.code, 1, 4])).status_code == 404
    desk.logout()
    assert desk.get(reverse("paper:printed_pdf", args=[print_.code, 1, 3])).status_code == 302


def test_every_kind_of_form_is_named_in_an_address() -> None:
    assert {"vorschlag", "bewertung"} <= {form.key for form in forms_in_order()}
