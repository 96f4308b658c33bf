# SPDX-License-Identifier: EUPL-1.2
"""The pages of offices that work together, by plain requests: what a clerk is told to do, and how many queries it takes."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.ground.desk.wishes import case_for, wish
from tests.people import citizen, office, staff

from mitwirken.ground.desk import actions
from mitwirken.ground.desk.models import Case, Part, PartStatus, Risk, TextBlock, Wish
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def ask(case: Case, of: Any, by: Any, **values: Any) -> Part:
    given: dict[str, Any] = {"task": "Liegen dort Leitungen?", "due_on": TODAY() + timedelta(days=9)}
    return actions.ask_office(case=case, office=of, by=by, **(given | values))


@pytest.fixture
def world() -> dict[str, Any]:
    parks, roads = office("Grünflächenamt"), office("Tiefbauamt")
    return {
        "parks": parks,
        "roads": roads,
        "gardener": staff(Role.OFFICE, office=parks),
        "builder": staff(Role.OFFICE, office=roads),
        "core": staff(Role.CORE, office=parks),
        "case": case_for(wish(title="Mehr Schatten"), office=parks),
    }


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_first_thing_on_a_case_is_what_the_reader_has_to_do(world: dict[str, Any]) -> None:
    case = world["case"]
    gardener, builder = signed_in(world["gardener"]), signed_in(world["builder"])
    assert "Ihr Amt hat diesen Fall bekommen" in text(gardener.get(case.get_absolute_url()))
    assert "Was Sie jetzt tun können" not in text(builder.get(case.get_absolute_url()))
    part = ask(case, world["roads"], world["gardener"], must_sign=True)
    page = text(builder.get(case.get_absolute_url()))
    assert "Tiefbauamt wird bis" in page
    assert f'href="#teil-{part.pk}"' in page
    actions.draft_answer(case=case, text="Ja, im Mai.", by=world["gardener"])
    page = text(builder.get(case.get_absolute_url()))
    assert "wartet auf die Unterschrift Ihres Amts" in page
    assert "Ja, im Mai." in page
    assert "Unterschreiben und veröffentlichen" not in page
    assert "Es fehlt die Unterschrift von: Tiefbauamt" in text(gardener.get(case.get_absolute_url()))


def test_an_office_answers_its_part_without_any_script(world: dict[str, Any]) -> None:
    part = ask(world["case"], world["roads"], world["gardener"])
    client = signed_in(world["builder"])
    taken = client.post(reverse("desk:part_take", args=[part.case_id, part.pk]))
    assert taken["Location"].endswith(f"#teil-{part.pk}")
    address = reverse("desk:part_finish", args=[part.case_id, part.pk])
    assert client.post(address, {"result": ""}).status_code == 422
    once = {"result": "Keine Leitungen.", "once": "einmal"}
    assert client.post(address, once)["Location"] == client.post(address, once)["Location"]
    part.refresh_from_db()
    assert (part.status, part.result) == (PartStatus.DONE, "Keine Leitungen.")


def test_a_link_from_a_letter_asks_a_stranger_to_sign_in_and_does_nothing(world: dict[str, Any]) -> None:
    part = ask(world["case"], world["roads"], world["gardener"])
    for name in ("part_take", "part_finish", "part_decline"):
        address = reverse(f"desk:{name}", args=[part.case_id, part.pk])
        answer = Client().post(address, {"result": "Nein"})
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))
        assert signed_in(citizen()).post(address, {"result": "Nein"}).status_code == 403
    part.refresh_from_db()
    assert part.status == PartStatus.ASKED


def test_versions_show_what_was_new_and_comments_can_be_settled(world: dict[str, Any]) -> None:
    case = world["case"]
    for draft in ("Ja.", "Ja, <im> Mai."):
        actions.draft_answer(case=case, text=draft, by=world["gardener"])
    client = signed_in(world["core"])
    address = reverse("desk:draft", args=[case.pk])
    assert client.post(address, {"text": "Bitte freundlicher."}).status_code == 302
    page = text(client.get(address))
    assert "<del>Ja.</del><ins>Ja, &lt;im&gt; Mai.</ins>" in page
    assert "Bitte freundlicher." in page
    comment = case.answers.get().comments.get()
    client.post(reverse("desk:comment_settle", args=[case.pk, comment.pk]))
    comment.refresh_from_db()
    assert comment.settled_at


def test_a_block_comes_below_what_is_saved(world: dict[str, Any]) -> None:
    case = world["case"]
    block = actions.save_block(title="Gruß", text="Ihr {amt}", position=1, by=world["core"])
    actions.draft_answer(case=case, text="Ja.", by=world["gardener"])
    page = text(signed_in(world["gardener"]).get(f"{case.get_absolute_url()}?baustein={block.pk}"))
    assert "Ja.\n\nIhr Grünflächenamt</textarea>" in page


PAGES = ["requests", "board", "wishes", "blocks", "figures", "case", "draft"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_take_the_same_number_of_queries_for_2_and_40_rows(world: dict[str, Any], name: str) -> None:
    client = signed_in(staff(*Role, office=world["roads"]))
    case, core = world["case"], world["core"]
    actions.draft_answer(case=case, text="Text", by=core)

    def fill(number: int) -> None:
        offices = [office(f"Amt {number} {n}") for n in range(number)]
        for n, of in enumerate(offices):
            other = case_for(wish(), office=world["parks"])
            ask(other, world["roads"], world["gardener"])
            late = ask(case, of, world["gardener"])
            Part.objects.filter(pk=late.pk).update(due_on=TODAY() - timedelta(days=n + 1))
            Wish.objects.create(title="Fest", text="Bitte", office=of, by=core)
            Risk.objects.create(title="R", likelihood=1, impact=2, measure="M", review_on=TODAY(), office=of)
            TextBlock.objects.create(title=f"B {number} {n}", text="T")
            actions.draft_answer(case=case, text=f"Text {number} {n}", by=core)
            actions.comment_answer(case=case, text="Gut", by=core)
            actions.sign_answer(
                case=case,
                by=world["gardener"],
                office=world["parks"],
                role=Role.OFFICE,
                seen=case.answers.get().version,
            )

    args = [case.pk] if name in ("case", "draft") else []
    address = reverse(f"desk:{name}", args=args)

    def asked() -> int:
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    fill(2)
    few = asked()
    fill(40)
    assert asked() == few


def test_the_board_is_the_core_teams(world: dict[str, Any]) -> None:
    assert signed_in(world["gardener"]).get(reverse("desk:board")).status_code == 403
    late = ask(world["case"], world["roads"], world["gardener"])
    Part.objects.filter(pk=late.pk).update(due_on=TODAY() - timedelta(days=2))
    page = text(signed_in(world["core"]).get(reverse("desk:board")))
    assert "Mehr Schatten" in page
    assert "überfällig seit" in page


def test_a_wish_goes_to_the_board_and_its_answer_back(world: dict[str, Any]) -> None:
    gardener, core = signed_in(world["gardener"]), signed_in(world["core"])
    gardener.post(
        reverse("desk:wishes"),
        {"title": "Spielplatz planen", "text": "Mit Kindern", "office": world["parks"].pk},
    )
    made = Wish.objects.get()
    assert "Spielplatz planen" in text(core.get(reverse("desk:board")))
    core.post(reverse("desk:wish", args=[made.pk]), {"state": "eingeplant", "answer": "Gern.", "seen": 1})
    assert "Gern." in text(gardener.get(reverse("desk:wishes")))
    assert "Spielplatz planen" not in text(signed_in(world["builder"]).get(reverse("desk:wishes")))


def test_figures_are_the_same_on_page_and_in_files(world: dict[str, Any]) -> None:
    case = world["case"]
    actions.draft_answer(case=case, text="Ja.", by=world["gardener"])
    actions.publish_answer(case=case, by=world["gardener"], office=world["parks"], role=Role.OFFICE)
    client, year = signed_in(world["core"]), TODAY().year
    page = text(client.get(reverse("desk:figures")))
    assert "Beiträge nach Weg" in page
    rows = list(
        csv.DictReader(
            io.StringIO(text(client.get(reverse("desk:figures_csv", args=[year]))).lstrip("\ufeff"))
        )
    )
    told = {(row["zeile"], row["spalte"]): row["wert"] for row in rows}
    assert told["davon beantwortet", "Zahl"] == "1"
    assert told["Grünflächenamt", "beantwortet"] == "1"
    odt = client.get(reverse("desk:figures_odt", args=[year]))
    with zipfile.ZipFile(io.BytesIO(odt.content)) as file:
        assert "Grünflächenamt" in file.read("content.xml").decode()
    assert client.get(reverse("desk:figures_csv", args=[1999])).status_code == 404
