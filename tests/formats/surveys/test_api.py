# SPDX-License-Identifier: EUPL-1.2
"""Surveys for machines: what stands on the public pages, small counts left out as there, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.civic.places.town import build
from tests.formats.surveys import filled
from tests.formats.surveys.makers import NAMED, ONCE, Park, again, answer, asking_phase, end
from tests.people import citizen, process

from mitwirken.formats.surveys import actions
from mitwirken.formats.surveys.models import Answer, Survey
from mitwirken.ground.deeds.channel import Channel

pytestmark = pytest.mark.django_db
API = "/api/v1/surveys"


def get(client: Client, address: str) -> Any:
    told = client.get(address)
    assert told.status_code == 200, told.content
    return told.json()


def counts(value: Any) -> Iterator[int]:
    """All counts of people that stand anywhere in an answer."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name in ("count", "answered", "people") and each is not None:
                yield each
            yield from counts(each)
    elif isinstance(value, list):
        for each in value:
            yield from counts(each)


def cells(page: str) -> str:
    return " ".join(page.replace("\xa0", " ").split())


def test_drafts_and_practice_are_not_there(client: Client):
    draft = Park(settle=False).survey
    practice = Park(where=asking_phase()).survey
    type(practice.process).objects.filter(pk=practice.process_id).update(practice=True, published_at=None)
    hidden = Park(where=asking_phase()).survey
    type(hidden.process).objects.filter(pk=hidden.process_id).update(published_at=None)
    assert get(client, API)["items"] == []
    for row in (draft, practice, hidden):
        for more in ("", "/result"):
            told = client.get(f"{API}/{row.pk}{more}")
            assert told.status_code == 404 and told["Content-Type"].startswith("application/problem+json")
    assert client.get(f"{API}/{2**60}").status_code == 422
    assert client.post(API).status_code == 405


def test_what_is_asked(client: Client):
    park = Park()
    (listed,) = get(client, API)["items"]
    assert listed["status"] == "open" and listed["mode"]["key"] == "open" and listed["results"] is False
    assert listed["self"].endswith(f"{API}/{park.survey.pk}")
    assert listed["url"].endswith(park.survey.get_absolute_url())
    read = get(client, f"{API}/{park.survey.pk}")
    assert read["responses"] is None and read["smallest"] == 5
    assert [page["title"] for page in read["pages"]] == ["Seite 1", "Ihr Hund", "Der Park"]
    assert read["pages"][1]["only_if"] == {"question": park.whom.pk, "choices": ["2"]}
    asked = {one["text"]: one for page in read["pages"] for one in page["questions"]}
    assert [each["name"] for each in asked["Kommen Sie oft?"]["choices"]] == ["Ja", "Nein", "etwas anderes"]
    assert asked["Kommen Sie oft?"]["required"] and asked["Mit wem?"]["most"] == 2
    assert asked["Wie gefällt er Ihnen?"]["choices"][0] == {"key": "1", "name": "1: gar nicht"}
    assert [each["name"] for each in asked["Wie finden Sie …"]["rows"]] == ["die Wege", "die Bänke"]
    assert asked["Danke"]["kind"]["key"] == "info" and asked["Danke"]["label"] == ""
    end(park.survey)
    assert get(client, f"{API}/{park.survey.pk}")["responses"] == 0


def test_the_result_comes_when_the_page_has_it(client: Client):
    row, asked = filled.survey()
    for _ in range(6):
        filled.answer(row, (asked["often"], {"choice": "1"}))
    address = f"{API}/{row.pk}/result"
    told = client.get(address)
    assert told.status_code == 404 and "nach dem Ende" in told.json()["detail"]
    end(row)
    assert client.get(address).status_code == 404  # paper is still typed in
    filled.close(row)
    told = get(client, address)
    assert told["people"] == 6 and told["final"] and told["until"] is None
    assert get(client, API)["items"][0]["results"]
    Survey.objects.filter(pk=row.pk).update(results="staff")
    told = client.get(address)
    assert told.status_code == 404 and "für sich" in told.json()["detail"]


@pytest.mark.parametrize("number", [0, 1, 4])
def test_of_few_people_nothing_is_said(client: Client, number: int):
    row, asked = filled.survey()
    for _ in range(number):
        filled.answer(row, (asked["often"], {"choice": "1"}))
    told = get(client, f"{API}/{filled.close(row).pk}/result")
    assert told["people"] is None and told["channels"] == told["questions"] == told["crossings"] == []


def test_no_small_count_and_nothing_that_the_page_does_not_say(client: Client):
    row, asked = filled.survey()
    filled.many(row, asked, 120)
    for n in range(40):
        filled.answer(
            row,
            (asked["often"], {"choice": "1" if n < 38 else "3"}),
            (asked["words"], {"text": "Nur für die Stadt."}),
            (asked["day"], {"day": timezone.localdate()}),
            channel=Channel.PAPER if n < 38 else Channel.PHONE,
        )
    for _ in range(3):
        filled.answer(
            row, (asked["often"], {"choice": "1"}), (asked["where"], {"latitude": 51.4, "longitude": 7.4})
        )
    answer_ = Answer.objects.filter(text__startswith="Mehr Licht").first()
    assert answer_ is not None
    actions.release_text(answer=answer_, words=answer_.text, by=filled.lead())
    pairs = [("often", "safe"), ("why", "often"), ("first", "often")]
    for first, second in pairs:
        actions.publish_crossing(
            survey=row, first=f"q{asked[first].pk}", second=f"q{asked[second].pk}", by=filled.lead()
        )
    filled.close(row)
    address = f"{API}/{row.pk}/result"
    told = get(client, address)
    assert told["people"] == 163 and all(number == 0 or number >= 5 for number in counts(told))
    assert None in [
        one["count"] for block in told["questions"] for t in block["tables"] for one in t["counts"]
    ]
    raw = client.get(address).content.decode()
    assert "Nur für die Stadt" not in raw and "receipt" not in raw
    page = cells(client.get(f"/umfragen/{row.pk}/ergebnis/").content.decode())
    blocks = {block["text"]: block for block in told["questions"]}
    assert blocks["Was noch?"]["texts"] == ["Mehr Licht am Weg, bitte."] and not blocks["Was noch?"]["tables"]
    assert not blocks["Wann zuletzt?"]["tables"]
    assert all(spot["count"] >= 5 for spot in blocks["Wo ist es eng?"]["spots"])
    for block in told["questions"]:
        assert all(fact in page for fact in block["facts"])
        assert block["answered"] is None or f"{block['answered']} von 163" in page
    # The same three in the open file, count for count.
    sent = client.get(f"/umfragen/{row.pk}/ergebnis.json")
    lines = json.loads(b"".join(sent.streaming_content))  # type: ignore[attr-defined]
    ours = [(None, one["label"], one["count"]) for one in told["channels"]]
    ours += [
        (table["name"] or None, one["label"], one["count"])
        for block in told["questions"]
        for table in block["tables"]
        for one in table["counts"]
    ]
    theirs = [
        (line.get("row") or None, line["choice"], line["count"])
        for line in lines
        if not line.get("crossed_with")
    ]
    assert ours == theirs
    crossed = [
        (each["label"], one["label"], one["count"], each["answered"])
        for crossing in told["crossings"]
        for each in crossing["rows"]
        for one in each["counts"]
    ]
    assert crossed == [
        (line["choice"], line["crossed_choice"], line["count"], line["base"])
        for line in lines
        if line.get("crossed_with")
    ]
    assert len(told["crossings"]) == len(pairs)


def test_while_it_runs_whole_days_and_groups(client: Client):
    row, asked = filled.survey(results="running")
    yesterday = timezone.localdate() - timedelta(days=1)
    address = f"{API}/{row.pk}/result"
    for _ in range(6):
        filled.answer(row, (asked["often"], {"choice": "1"}), day=yesterday)
    told = get(client, address)
    assert told["people"] is None and told["until"] is None and not told["final"]
    for _ in range(5):
        filled.answer(row, (asked["often"], {"choice": "1"}))
    told = get(client, address)
    assert told["people"] == 6 and told["until"] == yesterday.isoformat()


@pytest.mark.parametrize("mode", [NAMED, ONCE], ids=["named", "once"])
def test_nobody_is_named(client: Client, mode: dict[str, Any]):
    park, person = Park(results="running", **mode), citizen(pseudonym="Wassermelone 77")
    receipt = answer(park.survey, park.full(), person).receipt
    for _ in range(5):
        answer(park.survey, park.full(), citizen())
    actions.close_survey(survey=end(park.survey), by=park.by)
    told = get(client, f"{API}/{park.survey.pk}/result")
    assert told["people"] == 6
    whole = "".join(client.get(f"{API}{more}").content.decode() for more in ("", f"/{park.survey.pk}"))
    for secret in ("Wassermelone", person.email, receipt, "Bello", again(park.survey).key or "-----"):
        assert secret not in str(told) + whole


def test_the_number_of_queries_is_the_same_for_few_and_many(client: Client):
    def count(address: str) -> int:
        get(client, f"{address}&warm=1")
        with CaptureQueriesContext(connection) as seen:
            get(client, address)
        return len(seen)

    build()
    row, asked = filled.survey()

    def point(at: float) -> None:
        """Five people at one place."""
        for _ in range(5):
            filled.answer(row, (asked["where"], {"latitude": 51.5, "longitude": at}))

    filled.many(row, asked, 30)
    point(7.41)
    filled.close(row)
    few = [
        count(f"{API}?frisch=1"),
        count(f"{API}/{row.pk}?frisch=1"),
        count(f"{API}/{row.pk}/result?frisch=1"),
    ]
    other = Park(where=asking_phase()).survey
    for _ in range(3):
        Park(where=other.phase)
    filled.many(row, asked, 90, seed=6)
    for n in range(2, 9):
        point(7.4 + n / 100)
    assert few == [count(f"{API}?f=2"), count(f"{API}/{row.pk}?f=2"), count(f"{API}/{row.pk}/result?f=2")]


def test_filters(client: Client):
    open_, closed = Park().survey, filled.close(filled.survey()[0])
    ahead = Park(where=asking_phase(starts_at=timezone.now() + timedelta(days=3))).survey
    assert [row["number"] for row in get(client, f"{API}?status=open")["items"]] == [open_.pk]
    assert [row["number"] for row in get(client, f"{API}?status=over")["items"]] == [closed.pk]
    assert [row["number"] for row in get(client, f"{API}?status=ahead")["items"]] == [ahead.pk]
    assert get(client, f"{API}?process={open_.process.slug}")["total"] == 1
    assert get(client, f"{API}?process={process().slug}")["total"] == 0
    assert client.get(f"{API}?status=bald").status_code == 422
    assert get(client, f"{API}?limit=1")["next"].endswith("offset=1")
