# SPDX-License-Identifier: EUPL-1.2
"""What may still be different after a draw is announced: groups that are too small, another event. Everybody reads why."""

from __future__ import annotations

import json
import shlex
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.formats.lots.makers import (
    SEED,
    closed,
    drawn,
    filled,
    fresh,
    lead,
    opened,
    pass_time,
    rows,
    sign_up,
)
from tests.people import staff

from mitwirken.config import lots as command_line
from mitwirken.formats.lots import actions, groups, protocol, queries
from mitwirken.formats.lots.models import Draw, Letter, LetterKind, Pool, State
from mitwirken.ground import notifications
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.audit.models import Entry as Logged
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.ui.moments import said

pytestmark = pytest.mark.django_db

THREE = "Bezirk: Nord: 2-3\nBezirk: Süd: 1-2\nBezirk: Ost: 1-2\nAlter: jung: 1-4\nAlter: alt: 1-4"


def text(page: Any) -> str:
    return str(page.content.decode())


def in_three(by: Any = None) -> Draw:
    """Six young people in the north and six in the south, one old person in the east."""
    draw = opened(by, quotas=THREE, seats=5)
    for at in range(12):
        sign_up(draw, ("Nord", "Süd")[at % 2], "jung")
    sign_up(draw, "Ost", "alt")
    return pass_time(draw, closed=True)


def test_a_group_of_one_is_named_before_the_list_is_public_with_a_way_out(client: Client):
    by = lead()
    client.force_login(by)
    draw = in_three(by)
    at = f"/schreibtisch/auslosungen/{draw.pk}"
    page = text(client.get(f"{at}/schliessen/"))
    assert "erkennbar machen" in page and "1 von 13 Losen steht" in page
    assert "Ost, alt" in page and "Nord, jung" not in page
    assert "Ohne „Bezirk“ steht noch 1 Los" in page and f"{at}/gruppen/" in page
    assert "Ohne „Alter“ steht noch 1 Los" in page
    assert "Süd (6)" in text(client.get(f"{at}/gruppen/"))
    sent = {"g0": ["Süd", "Ost"], "name": "Süd und Ost", "because": "Im Osten ist nur eine Person."}
    assert client.post(f"{at}/gruppen/", sent | {"because": ""}).status_code == 422
    page = client.post(f"{at}/gruppen/", sent | {"g1": ["alt"]})
    assert page.status_code == 422 and "einem einzigen Merkmal" in text(page)
    page = client.post(f"{at}/gruppen/", sent, follow=True)
    assert page.redirect_chain[-1][0] == f"{at}/schliessen/"
    assert "Süd und Ost, alt" in text(page)  # still alone there, by the age
    page = client.post(
        f"{at}/gruppen/", {"g1": ["jung", "alt"], "because": "Nur eine Person ist alt."}, follow=True
    )
    assert "erkennbar machen" not in text(page) and "Trotzdem" not in text(page)
    client.post(f"{at}/schliessen/")
    draw = fresh(draw)
    assert draw.state == State.CLOSED
    listed = queries.listed(draw)
    assert listed.startswith("id,Bezirk\n") and ",Süd und Ost\n" in listed and ",Ost" not in listed
    client.logout()
    page = text(client.get(f"/auslosungen/{draw.pk}/"))
    for words in (
        "Was sich seit der Ankündigung geändert hat", "Bezirk: Süd (1–2), Ost (1–2)", "Bezirk: Süd und Ost (2–4)",
        "Im Osten ist nur eine Person.", "„Alter“ wird nicht mehr vorgegeben", "Nur eine Person ist alt.",
    ):  # fmt: skip
        assert words in page


def test_nobody_is_warned_of_groups_that_are_large_enough(client: Client):
    by = lead()
    client.force_login(by)
    draw = pass_time(filled(20, by), closed=True)
    page = text(client.get(f"/schreibtisch/auslosungen/{draw.pk}/schliessen/"))
    assert "erkennbar" not in page and "Schließen und veröffentlichen" in page
    # Without quotas the list has no groups at all.
    draw = opened(by, quotas="")
    for _ in range(6):
        sign_up(draw)
    draw = pass_time(draw, closed=True)
    assert "erkennbar" not in text(client.get(f"/schreibtisch/auslosungen/{draw.pk}/schliessen/"))


def test_quotas_that_nobody_can_keep_are_met_by_larger_groups(client: Client):
    by = lead()
    client.force_login(by)
    draw = opened(by, quotas="Bezirk: Nord: 2-3\nBezirk: Süd: 2-3", seats=4, substitutes=0)
    for at in range(12):
        sign_up(draw, "Nord" if at else "Süd")
    draw = pass_time(draw, closed=True)
    at = f"/schreibtisch/auslosungen/{draw.pk}"
    page = client.post(f"{at}/schliessen/")
    assert page.status_code == 409 and "Mindestens 2 sollen es sein" in text(page)
    assert f"{at}/gruppen/" in text(page) and fresh(draw).state == State.OPEN
    client.post(f"{at}/gruppen/", {"g0": ["Nord", "Süd"], "because": "Aus dem Süden kam nur eine Person."})
    assert client.post(f"{at}/schliessen/").status_code == 302 and fresh(draw).state == State.CLOSED


def test_people_of_one_household_in_the_list_are_said_too(client: Client):
    by = lead()
    client.force_login(by)
    draw = opened(by, pool=Pool.LIST)
    actions.import_list(draw=draw, text=rows(range(60)), by=by)
    draw = pass_time(draw, closed=True)
    assert "Aus 20 Haushalten" in text(client.get(f"/schreibtisch/auslosungen/{draw.pk}/schliessen/"))


def test_after_groups_were_merged_the_published_list_still_reproduces_the_draw(tmp_path: Path, capsys: Any):
    first, second = lead(), lead()
    draw = in_three(first)
    values = {"feature": "Bezirk", "values": ["Süd", "Ost"], "name": "Süd: und=Ost", "because": "Zu klein."}
    actions.merge_groups(draw=draw, by=first, **values)
    actions.close_pool(draw=draw, by=first)
    draw = pass_time(fresh(draw), seeded=True)
    actions.note_seed(draw=draw, seed=SEED, by=first)
    actions.draw_people(draw=draw, seed=SEED, by=second)
    draw = fresh(draw)
    assert ["Bezirk", "Süd: und=Ost", 2] in draw.result["counts"] or [
        "Bezirk",
        "Süd: und=Ost",
        3,
    ] in draw.result["counts"]
    (tmp_path / "list.csv").write_bytes(queries.listed(draw).encode())
    words = shlex.split(protocol.command(draw).replace(protocol.file_name(draw), str(tmp_path / "list.csv")))
    assert command_line.main([*words[1:], "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["chosen"] == draw.result["chosen"] and told["lots"] == draw.result["lots"]
    paper = str(protocol.compose(draw, listed=True).blocks)
    assert "Was sich seit der Ankündigung geändert hat" in paper and "Zu klein." in paper
    assert "Was sich seit" not in str(protocol.compose(drawn(), listed=True).blocks)


def test_every_circle_that_kept_the_quotas_keeps_the_merged_ones():
    quotas = groups.read_quotas(THREE)
    after, gone, came = groups.merged(quotas, "Bezirk", ["Ost", "Nord"], " Nord  und Ost ")
    assert came == [{"feature": "Bezirk", "value": "Nord und Ost", "least": 3, "most": 5}]
    assert [row["value"] for row in gone] == ["Nord", "Ost"]
    assert [row["value"] for row in after] == ["Nord und Ost", "Süd", "jung", "alt"]
    assert {row["feature"] for row in groups.merged(quotas, "Alter", ["jung", "alt"], "")[0]} == {"Bezirk"}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"values": ["Süd"]}, "mindestens zwei"),
        ({"values": ["Mond", "Süd"]}, "mindestens zwei"),
        ({"feature": "Mond"}, "mindestens zwei"),
        ({"name": " "}, "einen Namen"),
        ({"name": "Nord"}, "gibt es schon"),
        ({"because": " "}, "warum"),
    ],
)
def test_what_is_no_group_changes_nothing(values: dict[str, Any], words: str):
    draw = in_three()
    given = {"feature": "Bezirk", "values": ["Süd", "Ost"], "name": "Süden", "because": "Zu klein."}
    with pytest.raises(Refusal, match=words):
        actions.merge_groups(draw=draw, by=lead(), **(given | values))
    assert fresh(draw).quotas == groups.read_quotas(THREE) and fresh(draw).changes == []


def test_groups_are_merged_only_while_nobody_can_know_whom_it_favours():
    by = lead()
    given = {"feature": "Bezirk", "values": ["Nord", "Süd"], "because": "Zu klein."}
    with pytest.raises(Refusal, match="noch bis"):
        actions.merge_groups(draw=filled(by=by), by=by, **given)
    with pytest.raises(Refusal, match="schon bekannt"):
        actions.merge_groups(draw=pass_time(filled(by=by), seeded=True), by=by, **given)
    with pytest.raises(Refusal, match="nicht offen"):
        actions.merge_groups(draw=closed(by=by), by=by, **given)
    draw = in_three()
    with pytest.raises(Refusal, match="Aufgaben"):
        actions.merge_groups(draw=draw, by=staff(Role.OFFICE), **given)
    actions.merge_groups(draw=draw, by=by, **(given | {"name": "Stadt"}))
    assert Logged.objects.filter(verb="lots.groups_merged").count() == 1


# --- another event ----------------------------------------------------------------------------------------------------


def test_another_event_is_told_to_everybody_with_what_it_was_and_why(client: Client):
    by = lead()
    draw = filled(3, by)
    entry = actions.Entry({"Bezirk": "Nord", "Alter": "alt"}, "Ada Yıldız", "0231 1234")
    actions.enter_pool(draw=draw, entry=entry, channel="phone", entered_by=by)
    actions.send_letters()
    mail.outbox.clear()
    client.force_login(by)
    desk = f"/schreibtisch/auslosungen/{draw.pk}/ereignis/"
    moved = draw.seed_at + timedelta(days=7)
    sent = {
        "seed_source": "Würfel im Rathaus",
        "seed_at": timezone.localtime(moved).strftime("%Y-%m-%dT%H:%M"),
        "because": "",
    }
    page = client.post(desk, sent)
    assert page.status_code == 422 and fresh(draw).changes == []
    assert client.post(desk, sent | {"because": "Die Ziehung fällt aus."}).status_code == 302
    client.logout()
    page = text(client.get(f"/auslosungen/{draw.pk}/"))
    old, new = (said(each) for each in (draw.seed_at, fresh(draw).seed_at))
    assert f"die Lottozahlen ({old})" in page and f"Würfel im Rathaus ({new})" in page
    assert "Die Ziehung fällt aus." in page and "Was sich seit der Ankündigung geändert hat" in page
    # Everybody who has an address is told; who was typed in reads it or asks.
    assert actions.send_letters() == 3 and len(mail.outbox) == 3
    for letter in mail.outbox:
        assert old in letter.body and new in letter.body and "Die Ziehung fällt aus." in letter.body
    told = Activity.objects.get(verb="lots.postponed")
    assert told.public and notifications.registry.notice_for("lots.postponed") is not None


def test_the_same_event_is_no_other_one_and_needs_a_reason():
    by = lead()
    draw = filled(2, by)
    with pytest.raises(Refusal, match="dasselbe"):
        actions.postpone(draw=draw, seed_source=draw.seed_source, seed_at=draw.seed_at, because="So.", by=by)
    with pytest.raises(Refusal, match="warum"):
        actions.postpone(draw=draw, seed_source="Würfel", seed_at=draw.seed_at, because=" ", by=by)
    assert fresh(draw).changes == [] and not Letter.objects.filter(kind=LetterKind.POSTPONED).exists()
    for source in ("Würfel", "Lose aus einem Hut"):
        actions.postpone(draw=draw, seed_source=source, seed_at=draw.seed_at, because=f"{source}.", by=by)
    assert [each["before"]["source"] for each in fresh(draw).changes] == ["die Lottozahlen", "Würfel"]
    assert "Lose aus einem Hut" in str(protocol.compose(drawn_from(draw, by), listed=True).blocks)
    assert "die Lottozahlen" in str(protocol.compose(fresh(draw), listed=True).blocks)


def drawn_from(draw: Draw, by: Any) -> Draw:
    for at in range(8):
        sign_up(draw, ("Nord", "Süd")[at % 2], ("jung", "alt")[at // 2 % 2])
    draw = pass_time(draw, closed=True)
    actions.close_pool(draw=draw, by=by)
    draw = pass_time(fresh(draw), seeded=True)
    actions.note_seed(draw=draw, seed=SEED, by=by)
    return actions.draw_people(draw=draw, seed=SEED, by=lead())
