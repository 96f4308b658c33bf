# SPDX-License-Identifier: EUPL-1.2
"""Somebody without an account wants to hear of a proposal, gets the mail, and has had enough of it."""

from __future__ import annotations

from typing import Any

HAPPENS = """
from django.utils import timezone
from mitwirken.formats.proposals.models import Proposal
from mitwirken.ground.activity.actions import record
row = Proposal.objects.filter(merged_into=None, hidden_at=None, process__slug="hoeschpark-2030").latest("pk")
print(row.pk, row.get_absolute_url())
"""


def test_from_following_to_the_last_click(demo_site: Any, page: Any, page_no_js: Any, axe: Any) -> None:
    number, address = demo_site.python(HAPPENS).split()
    reader = "neugierig@example.org"

    # Following asks who one is, and leads back.
    page.goto(address)
    page.get_by_role("link", name="Verfolgen").first.click()
    assert "/konto/anmelden/" in page.url and "next=" in page.url
    axe(page)
    before = len(demo_site.mails(reader))
    page.locator("input[type=email], input[name=email]").first.fill(reader)
    page.get_by_role("button", name="Code schicken").click()
    page.locator("input[name=code]").fill(demo_site.code_for(reader, after=before))
    page.get_by_role("button", name="Weiter").click()
    page.wait_for_url(f"**/verfolgen/proposal:{number}/")
    axe(page)
    page.get_by_role("button", name="Verfolgen").click()
    page.wait_for_url(f"**{address}")
    assert page.get_by_text("Sie hören von uns").count() == 1

    # Mail at once, please.
    page.goto("/konto/benachrichtigungen/")
    axe(page)
    page.get_by_label("Sofort, jede Nachricht einzeln").check()
    page.get_by_role("button", name="Speichern").click()
    page.get_by_text("Gespeichert.").wait_for()
    before = len(demo_site.mails(reader))
    demo_site.python(
        HAPPENS
        + """
from mitwirken.ground.notifications.actions import tell_and_send
record("proposals.submitted", row)
tell_and_send()
"""
    )
    letter = demo_site.wait_for_mail(reader, after=before)
    text = letter.get_body(("plain",)).get_content()
    assert address in text

    # It can be read on the page of news, and in the demo's mailbox.
    page.goto("/konto/neuigkeiten/")
    axe(page)
    assert page.locator("main .card").count() == 1
    page.goto("/vorfuehrung/post/")
    axe(page)
    page.locator("main .card a", has_text=str(letter["Subject"])[:30]).first.click()
    axe(page)

    # One click, by somebody who is not signed in and has no JavaScript.
    stop = str(letter["List-Unsubscribe"]).strip("<> ")
    other = page_no_js
    other.goto(stop)
    axe(page)
    other.get_by_role("button", name="Abbestellen").click()
    assert other.get_by_role("heading", name="Abbestellt").count() == 1
    page.goto("/konto/benachrichtigungen/")
    assert page.get_by_label("Gar nicht per E-Mail").is_checked()
    page.get_by_role("button", name="Beenden").first.click()
    page.get_by_text("Sie verfolgen noch nichts.").wait_for()
    axe(page)


def test_the_demo_says_who_can_sign_in(demo_site: Any, page: Any, axe: Any) -> None:
    page.goto("/vorfuehrung/")
    axe(page)
    assert page.get_by_text("kastanienbaum@example.org").count() >= 1
