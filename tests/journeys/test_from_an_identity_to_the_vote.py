# SPDX-License-Identifier: EUPL-1.2
"""Who lives here proves it with the identity provider and votes; who does not hears why. The provider is another site."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.journeys.conftest import TOOLS
from tests.live import Site
from tests.provider import CLIENT, SECRET, Provider

MADE = (
    TOOLS
    + """
def people(number):
    made = [Person.objects.create(email=f"mensch-{n}@example.org", pseudonym=f"Mensch {n}") for n in range(number)]
    return [session(person) for person in made]

by = make_staff(email="ombuds@example.org", pseudonym="Team", roles=[(Role.OMBUDS, None), (Role.CORE, None)])
TOTP.activate(by, generate_totp_secret())
by = Person.objects.get(pk=by.pk)
process = participation.create_process(by=by, title="Name des Platzes", question="Wie soll er heißen?", slug="platz", office=None)
now = timezone.now()
participation.add_phase(process=process, by=by, phase=PhaseDraft(title="Abstimmen", format="ballots", verbs=("vote",),
    starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=20)))
Process.objects.filter(pk=process.pk).update(published_at=now)
draft = ballots.BallotDraft(title="Wie der neue Platz an der Emscher heißt", question="Wie soll er heißen?", kind="approval", rule="most", eligibility="identity")
ballot = ballots.create_ballot(phase=process.phases.get(), draft=draft, by=by)
for at, title in enumerate(("Emscherplatz", "Platz der Kinder"), 1):
    option = ballots.add_option(ballot=ballot, draft=ballots.OptionDraft(title=title), by=by)
    ballots.check_option(option=option, eligible=True, by=by)
ballots.make_ready(ballot=ballot, by=by)
print("made=" + json.dumps({"pk": ballot.pk, "people": people(3), "staff": session(by)}))
"""
)


@pytest.fixture
def town(serve: Callable[..., Site]) -> Iterator[tuple[Site, Provider, dict[str, Any]]]:
    provider = Provider("")
    site = serve(
        start=False,
        MITWIRKEN_IDENTITY_ISSUER=provider.issuer,
        MITWIRKEN_IDENTITY_NAME="BundID",
        MITWIRKEN_IDENTITY_CLIENT=CLIENT,
        MITWIRKEN_IDENTITY_SECRET=SECRET,
        MITWIRKEN_IDENTITY_RULES="address.locality = Dortmund; birthdate >= 16 years; acr = high",
    )
    provider.back = f"{site.url}/abstimmungen/nachweis/"
    said = site.start().python(MADE)
    yield site, provider, json.loads(said[said.index("made=") + 5 :].splitlines()[0])
    provider.close()


def test_from_the_identity_to_the_vote(
    open_page: Callable[..., Any],
    town: tuple[Site, Provider, dict[str, Any]],
    axe: Callable[..., None],
) -> None:
    site, provider, made = town
    for who, scripts in enumerate((True, False)):
        page = open_page(
            base_url=site.url, java_script_enabled=scripts, viewport={"width": 320, "height": 700}
        )
        session = {"name": "mitwirken_session", "value": made["people"][who], "url": site.url}
        page.context.add_cookies([session])
        provider.person = {
            "sub": f"human-{who}",
            "acr": "high",
            "birthdate": "1980-01-01",
            "address": {"locality": "Bochum"},
        }
        before = len(provider.asked)
        page.goto(f"/abstimmungen/{made['pk']}/")
        assert page.get_by_text("über BundID nachweist: Wohnort in Dortmund").is_visible()
        page.get_by_role("link", name="Jetzt abstimmen").click()
        assert page.get_by_role("heading", name="Nachweis über BundID").is_visible()
        assert len(provider.asked) == before
        if scripts:
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320

        # The browser follows to another site, and comes back with a no.
        page.get_by_role("button", name="Weiter zu BundID").click()
        page.get_by_role("alert").filter(has_text="BundID nennt einen anderen Wohnort").wait_for()
        if scripts:
            axe(page)

        # Moved meanwhile, or with the right card.
        provider.person["address"] = {"locality": "Dortmund"}
        page.get_by_role("button", name="Weiter zu BundID").click()
        page.get_by_text("Ihr Nachweis ist da").wait_for()
        assert page.url.endswith(f"/abstimmungen/{made['pk']}/stimme/")
        page.get_by_label("Emscherplatz").check()
        page.get_by_role("button", name="Weiter: noch einmal ansehen").click()
        page.get_by_role("button", name="Stimme abgeben").click()
        assert page.locator(".ballot-receipt-code").is_visible()
