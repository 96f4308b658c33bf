# SPDX-License-Identifier: EUPL-1.2
"""Wherever somebody types in something about themselves, the page says what for, how long and what becomes public."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client
from tests.formats.live.people import gathering
from tests.people import citizen, phase, process

from mitwirken.formats.proposals.actions import Clean, submit_proposal

SOURCE = Path(__file__).resolve().parents[3] / "src" / "mitwirken"
FORMS = {
    "civic/people/templates/people/sign_in.html", "civic/people/templates/people/data_correct.html",
    "civic/people/templates/people/data_object.html", "entrances/hub/templates/hub/feedback.html",
    "entrances/learning/templates/learning/own_entry.html", "entrances/learning/templates/learning/write.html",
    "entrances/toolbox/templates/toolbox/give_tip.html", "entrances/toolbox/templates/toolbox/suggest_example.html",
    "formats/deliberation/templates/deliberation/add.html", "formats/events/templates/events/sign_up.html",
    "formats/events/templates/events/feedback.html", "formats/live/templates/live/join.html",
    "formats/live/templates/live/photos/add.html", "formats/proposals/templates/proposals/step3.html",
    "ground/moderation/templates/moderation/report.html",
}  # fmt: skip


def drawn(*models: str) -> str:
    named = " ".join(f'"{model}"' for model in models)
    return Template(f"{{% load privacy %}}{{% notice {named} %}}").render(Context())


@pytest.mark.parametrize("path", sorted(FORMS))
def test_each_form_of_the_public_pages_has_a_notice_that_can_be_drawn(path):
    found = re.search(r"{% notice ([^%]+) %}", (SOURCE / path).read_text("utf-8"))
    assert found, path
    assert "Aufbewahrt:" in drawn(*re.findall(r'"([^"]+)"', found[1]))


def test_one_line_says_what_becomes_public_and_nothing_that_is_not_asked():
    page = drawn("proposals.Proposal")
    [line] = re.findall(r'<p class="muted privacy-line">(.*?)</p>', page)
    assert line == "Öffentlich wird: Titel, Text, Punkt auf der Karte."
    assert "privacy-line" not in drawn("hub.Barrier")
    assert "Name, der darunter" in re.findall(r'privacy-line">(.*?)</p>', drawn("toolbox.Tip"))[0]


@pytest.mark.django_db
def test_it_stands_on_the_pages():
    person, of = citizen(), process()
    phase(of, "proposals", "propose", "comment")
    row = submit_proposal(process=of, clean=Clean(title="T", text="t"), author=person)
    client = Client()
    client.force_login(person)
    for path in (
        f"/beitrag/proposal/{row.pk}/neu/",
        f"/live/{gathering().code}/beitreten/",
        "/konto/daten/widersprechen/",
    ):
        answer = client.get(path)
        assert answer.status_code == 200 and "privacy-notice" in answer.content.decode(), path
