# SPDX-License-Identifier: EUPL-1.2
"""Ballots for machines: what everybody may read, and nothing before its time or about whom."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.formats.ballots.makers import end, finished, lead, prepared, ready, vote
from tests.people import citizen, staff

from mitwirken.formats.ballots import actions, counting
from mitwirken.formats.ballots.models import Ballot
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db
API = "/api/v1/ballots"


def get(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_drafts_and_practice_are_not_there(client: Client):
    draft = prepared()
    assert get(client, API)["items"] == []
    for more in ("", "/result", "/papers", "/protocol"):
        answer = client.get(f"{API}/{draft.pk}{more}")
        assert answer.status_code == 404 and answer["Content-Type"].startswith("application/problem+json")
    hidden = ready()
    type(hidden.process).objects.filter(pk=hidden.process_id).update(published_at=None)
    assert get(client, API)["items"] == [] and client.get(f"{API}/{hidden.pk}").status_code == 404
    assert client.get(f"{API}/{2**60}").status_code == 422


def test_what_is_voted_on_and_how_it_is_counted(client: Client):
    by = lead()
    draft = prepared(by, kind="basket")
    declined = actions.add_option(
        ballot=draft, draft=actions.OptionDraft(title="Seilbahn", cost=9_000), by=by
    )
    actions.check_option(option=declined, eligible=False, reason="Zu teuer.", by=by)
    ballot = actions.make_ready(ballot=draft, by=by)
    (listed,) = get(client, API)["items"]
    assert listed["status"] == "open" and listed["budget"] == 600 and listed["rule"]["key"] == "shares"
    read = get(client, f"{API}/{ballot.pk}")
    assert {option["title"]: option["cost"] for option in read["options"]}["Bank"] == 100
    assert read["options"][-1]["reason"] == "Zu teuer." and read["options"][-1]["eligible"] is False
    assert read["counted"] and "Konto" in read["who"] and read["process"] == ballot.process.slug
    assert read["self"].endswith(f"{API}/{ballot.pk}") and listed["url"].endswith(ballot.get_absolute_url())


def test_the_result_comes_when_it_is_published_and_names_nobody(client: Client):
    ballot = ready()
    person = citizen(pseudonym="Wassermelone 77")
    receipt = vote(ballot, "01", "02", person=person).receipt
    vote(ballot, "02", "03")
    for more in ("/result", "/papers", "/protocol"):
        assert client.get(f"{API}/{ballot.pk}{more}").status_code == 404
    end(ballot)
    assert get(client, f"{API}?status=over")["total"] == 1
    by = lead()
    actions.close_ballot(ballot=ballot, by=by)
    actions.count_ballot(ballot=ballot, by=by)
    assert client.get(f"{API}/{ballot.pk}/result").status_code == 404
    actions.publish_ballot(ballot=ballot, by=staff(Role.CORE))
    told = get(client, f"{API}/{ballot.pk}/result")
    row = Ballot.objects.get()
    assert [one["code"] for one in told["winners"]] == row.result["winners"]
    assert told["voters"] == 2 and told["by_channel"] == {"online": 2}
    assert all(one["sentences"] for one in told["losers"]) and told["result"] == row.result
    assert told["command"].startswith("mitwirken tally budget")
    assert client.get(urlsplit(told["file"]).path).status_code == 200
    papers = get(client, f"{API}/{ballot.pk}/papers?limit=1")
    assert papers["total"] == 2 and len(papers["items"]) == 1 and "offset=1" in papers["next"]
    everything = get(client, f"{API}/{ballot.pk}/papers")["items"]
    assert {"receipt": receipt, "choices": {"01": 1, "02": 1}} in everything
    # Counted again from what the API gives, it comes out the same.
    items = [
        counting.Item(option["code"], option["title"], option["cost"] or 0)
        for option in get(client, f"{API}/{ballot.pk}")["options"]
        if option["eligible"]
    ]
    again = counting.count(counting.setup_of(row), items, [one["choices"] for one in everything])
    assert again["winners"] == row.result["winners"]
    protocol = get(client, f"{API}/{ballot.pk}/protocol")
    assert {block["kind"] for block in protocol["blocks"]} >= {"heading", "paragraph", "table", "items"}
    whole = "".join(
        client.get(f"{API}/{ballot.pk}{m}").content.decode() for m in ("", "/result", "/papers", "/protocol")
    )
    assert "Wassermelone" not in whole and person.email not in whole


def test_filters_and_pages_and_the_same_number_of_queries(client: Client):
    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            get(client, address)
        return len(seen)

    one = ready()
    few = count(f"{API}?limit=100&frisch=1")
    for _ in range(4):
        ready()
    assert count(f"{API}?limit=100&frisch=2") == few
    assert get(client, f"{API}?status=open")["total"] == 5
    assert get(client, f"{API}?status=ahead")["total"] == get(client, f"{API}?status=published")["total"] == 0
    assert get(client, f"{API}?process={one.process.slug}")["total"] == 1
    assert get(client, f"{API}?process=gibt-es-nicht")["total"] == 0
    assert client.get(f"{API}?status=bald").status_code == 422
    assert client.post(API).status_code == 405
    published = finished(ready(), by=lead())
    assert [row["number"] for row in get(client, f"{API}?status=published")["items"]] == [published.pk]
