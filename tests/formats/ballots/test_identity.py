# SPDX-License-Identifier: EUPL-1.2
"""Proving with an identity provider that one may vote: the way there and back over real HTTP, and everything that goes wrong."""

from __future__ import annotations

import html
import json
import logging
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as site
from django.core.cache import cache
from django.test import Client
from joserfc import jwt
from joserfc.jwk import OctKey
from tests.formats.ballots.makers import end, finished, lead, prepared, ready, vote
from tests.formats.ballots.test_secrecy import all_values
from tests.ground.deeds.crowd import at_once
from tests.people import citizen
from tests.provider import CLIENT, SECRET, Provider

from mitwirken.civic.people.identity import Identity
from mitwirken.formats.ballots import actions, registry, rules, secrecy
from mitwirken.formats.ballots.forms import BallotForm
from mitwirken.formats.ballots.models import Admission, Ballot, Proof, Voter
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.privacy.actions import erase_rows_of
from mitwirken.kernels import claims

pytestmark = pytest.mark.django_db
LIVES_HERE = {"sub": "7f3a", "address": {"locality": "DORTMUND"}, "birthdate": "1980-02-03", "acr": "high"}
RULES = "address.locality = Dortmund; birthdate >= 16 years; acr = substantial | high"


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A town that has named a provider and its rules."""
    found = Provider(f"{settings.BASE_URL}/abstimmungen/nachweis/")
    found.person = dict(LIVES_HERE)
    settings.IDENTITY_ISSUER, settings.IDENTITY_NAME = found.issuer, "BundID"
    settings.IDENTITY_CLIENT, settings.IDENTITY_SECRET = CLIENT, SECRET
    settings.IDENTITY_RULES = claims.read(RULES)
    monkeypatch.setattr(registry, "_checks", dict(registry._checks))
    registry.register_check(rules.identity_check())
    yield found
    found.close()


@pytest.fixture
def ballot(provider: Provider) -> Ballot:
    return ready(eligibility="identity")


def words(page: Any) -> str:
    return html.unescape(page.content.decode())


def begin(client: Client, ballot: Ballot) -> str:
    """Somebody reads the page and clicks; the address they are sent to."""
    page = client.post(f"/abstimmungen/{ballot.pk}/nachweis/")
    assert page.status_code == 200, words(page)
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.content.decode())
    assert found is not None
    return html.unescape(found[1])


def go(client: Client, ballot: Ballot, provider: Provider, person: Any = None) -> Any:
    """There and back."""
    client.force_login(person or citizen())
    return client.get(provider.visit(begin(client, ballot)))


# --- the way ------------------------------------------------------------------------------------------------------


def test_from_the_ballot_to_the_provider_and_back_to_the_paper(
    client: Client, ballot: Ballot, provider: Provider
):
    at = f"/abstimmungen/{ballot.pk}"
    for page in (client.get(f"{at}/"), client.get(f"{at}/probieren/")):
        assert "über BundID nachweist: Wohnort in Dortmund, mindestens 16 Jahre alt" in words(page)
    assert client.get(f"{at}/nachweis/")["Location"].startswith("/konto/anmelden/?next=")
    person = citizen()
    client.force_login(person)
    page = client.get(f"{at}/stimme/", follow=True)
    assert page.redirect_chain[-1][0] == f"{at}/nachweis/"
    assert "Weiter zu BundID" in words(page) and "no-store" in page["Cache-Control"]
    assert provider.asked == []  # nobody is asked before the click
    address = begin(client, ballot)
    assert address.startswith(f"{provider.issuer}/auth?")
    # The provider learns neither the ballot nor the account, and is asked for the levels that count.
    assert set(provider.asked) == {".well-known/openid-configuration"}
    page = client.get(provider.visit(address), follow=True)
    (sent,) = provider.begun
    assert sent["acr_values"] == "substantial high" and sent["scope"] == "openid"
    assert str(ballot.pk) not in {*sent.values()} and person.email not in str(sent)
    assert page.redirect_chain[-1][0] == f"{at}/stimme/"
    assert "Ihr Nachweis ist da" in words(page) and "Weiter: noch einmal ansehen" in words(page)
    assert client.get(f"{at}/nachweis/")["Location"] == f"{at}/stimme/"
    assert vote(ballot, "01", person=person).receipt


def test_the_way_back_keeps_the_language(client: Client, ballot: Ballot, provider: Provider):
    client.force_login(citizen())
    page = client.post(f"/en/abstimmungen/{ballot.pk}/nachweis/")
    found = re.search(r"0;url=([^\"]+)", page.content.decode())
    assert found is not None
    page = client.get(provider.visit(html.unescape(found[1])))
    assert page["Location"] == f"/en/abstimmungen/{ballot.pk}/stimme/"


def test_of_the_identity_only_a_keyed_hash_is_kept_and_of_the_claims_nothing(
    client: Client, ballot: Ballot, provider: Provider, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, "mitwirken")
    person = citizen()
    assert go(client, ballot, provider, person).status_code == 302
    (proof,) = Proof.objects.all()
    assert proof.who == secrecy.who_identity(ballot.key, provider.issuer, "7f3a")
    assert list(Admission.objects.values_list("person", flat=True)) == [person.pk]
    assert {field.name for field in Proof._meta.get_fields()} == {"id", "ballot", "who"}
    left = " ".join(all_values()) + json.dumps(dict(client.session.items())) + caplog.text
    for said in ("7f3a", "DORTMUND", "1980-02-03", "access", provider.issuer):
        assert said not in left, said
    assert "_state" not in str(dict(client.session.items()))


def test_what_the_provider_tells_only_when_asked_counts_too(
    client: Client, ballot: Ballot, provider: Provider
):
    provider.only_when_asked, provider.person = dict(LIVES_HERE), {"sub": "7f3a"}
    assert go(client, ballot, provider).status_code == 302
    # but not if it is about somebody else
    provider.only_when_asked["sub"] = provider.person["sub"]
    provider.person = {"sub": "other"}
    page = go(client, ballot, provider)
    assert page.status_code == 403 and "nicht gesagt, was wir wissen müssen: Wohnort in Dortmund" in words(
        page
    )


def test_keys_of_the_provider_may_change_at_any_time(client: Client, ballot: Ballot, provider: Provider):
    client.force_login(citizen())
    back = provider.visit(begin(client, ballot))
    provider.key = provider.new_key()
    assert client.get(back).status_code == 302


# --- without configuration ----------------------------------------------------------------------------------------


def test_without_a_provider_nobody_is_offered_it(client: Client):
    assert not site.IDENTITY_ISSUER and registry.check_named("identity") is None
    assert "identity" not in dict(BallotForm(ballot=prepared()).fields["eligibility"].choices)  # type: ignore[attr-defined]
    with pytest.raises(Refusal, match="wer abstimmen darf"):
        ready(eligibility="identity")
    assert client.get(f"/abstimmungen/{ready().pk}/nachweis/").status_code == 409
    assert client.get("/abstimmungen/nachweis/?state=x&code=y").status_code == 409


def test_with_a_provider_it_is_a_choice_with_the_name_the_town_gives_it(provider: Provider):
    choices = dict(BallotForm(ballot=prepared()).fields["eligibility"].choices)  # type: ignore[attr-defined]
    assert "Mit einem Nachweis über BundID" in choices["identity"] and "mindestens 16" in choices["identity"]


def test_machines_read_who_may_vote_and_how_that_is_found_out(client: Client, ballot: Ballot):
    read = client.get(f"/api/v1/ballots/{ballot.pk}").json()
    assert read["eligibility"] == {"key": "identity", "name": "Mit einem Nachweis über BundID"}
    assert "Wohnort in Dortmund" in read["who"]


# --- what goes wrong ----------------------------------------------------------------------------------------------


def refused(page: Any, status: int, said: str) -> None:
    assert page.status_code == status and said in words(page), words(page)
    assert not Admission.objects.exists() and not Proof.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"address": {"locality": "Bochum"}}, "BundID nennt einen anderen Wohnort"),
        ({"address": {}}, "nicht gesagt, was wir wissen müssen: Wohnort in Dortmund"),
        (
            {"birthdate": "2022-01-01"},
            "mindestens 16 Jahre alt ist. Nach den Angaben von BundID sind Sie jünger",
        ),
        ({"birthdate": "gestern"}, "nicht gesagt, was wir wissen müssen: mindestens 16 Jahre alt"),
        ({"acr": "low"}, "sicherer ausweisen"),
    ],
)
def test_people_who_may_not_vote_hear_why(
    client: Client, ballot: Ballot, provider: Provider, changed: dict[str, Any], said: str
):
    provider.person |= changed
    page = go(client, ballot, provider)
    refused(page, 403, said)
    assert "Weiter zu BundID" in words(page)  # and may try again
    provider.person = dict(LIVES_HERE)
    assert client.get(provider.visit(begin(client, ballot))).status_code == 302


def test_any_other_claim_can_be_asked_for(client: Client, ballot: Ballot, provider: Provider, settings: Any):
    settings.IDENTITY_RULES = claims.read("groups = voters")
    provider.person = {"sub": "a", "groups": ["guests"]}
    refused(go(client, ballot, provider), 403, "nicht als stimmberechtigt eingetragen")
    provider.person = {"sub": "a", "groups": ["guests", "voters"]}
    assert go(client, ballot, provider).status_code == 302


def forged(provider: Provider, how: str) -> None:
    now = int(time.time())
    changes: dict[str, dict[str, Any]] = {
        "another audience": {"aud": "another-client"},
        "another audience for us": {"aud": "another-client", "azp": CLIENT},
        "another nonce": {"nonce": "another"},
        "another issuer": {"iss": "https://id.example.org"},
        "expired": {"iat": now - 900, "exp": now - 600},
        "from the future": {"iat": now + 600},
        "nobody": {"sub": ""},
    }
    gone = {"no nonce": "nonce", "no audience": "aud", "no subject": "sub", "no end": "exp"}
    other = Provider.new_key() if "key" in how else provider.key
    signs = {
        "another key with the same name": lambda said: jwt.encode(
            {"alg": "RS256", "kid": str(provider.key.kid)}, said, other
        ),
        "an unknown key": lambda said: jwt.encode({"alg": "RS256", "kid": "unknown"}, said, other),
        "the client's secret": lambda said: jwt.encode({"alg": "HS256"}, said, OctKey.import_key(SECRET * 2)),
        "no signature": lambda said: jwt.encode({"alg": "none"}, said, None, algorithms=["none"]),
        "a changed body": lambda said: ".".join(
            a if at != 1 else b
            for at, (a, b) in enumerate(
                zip(
                    provider.signed(said | {"sub": "x"}).split("."),
                    provider.signed(said).split("."),
                    strict=True,
                )
            )
        ),
        "nonsense": lambda said: "a.b.c",
    }
    if how in signs:
        provider.sign = signs[how]
    elif how in gone:
        provider.forge = lambda said: said.pop(gone[how])
    else:
        provider.forge = lambda said: said.update(changes[how])


@pytest.mark.filterwarnings("ignore:JWS algorithm")
@pytest.mark.parametrize(
    "how",
    [
        "another audience", "another audience for us", "another nonce", "another issuer", "expired", "from the future",
        "nobody", "no nonce", "no audience", "no subject", "no end", "another key with the same name", "an unknown key",
        "the client's secret", "no signature", "a changed body", "nonsense",
    ],
)  # fmt: skip
def test_an_answer_that_is_not_the_provider_s_for_us_now_admits_nobody(
    client: Client, ballot: Ballot, provider: Provider, how: str
):
    forged(provider, how)
    refused(go(client, ballot, provider), 400, "Antwort von BundID ließ sich nicht prüfen")


def test_a_clock_that_is_half_a_minute_off_does_no_harm(client: Client, ballot: Ballot, provider: Provider):
    now = int(time.time())
    provider.forge = lambda said: said.update(iat=now + 30, exp=now - 30)
    assert go(client, ballot, provider).status_code == 302


def test_an_answer_counts_once(client: Client, ballot: Ballot, provider: Provider):
    client.force_login(citizen())
    back = provider.visit(begin(client, ballot))
    assert client.get(back).status_code == 302
    page = client.get(back)
    assert page.status_code == 409 and "schon verwendet" in words(page)
    assert Admission.objects.count() == Proof.objects.count() == 1


def test_an_answer_to_somebody_else_is_none(client: Client, ballot: Ballot, provider: Provider):
    client.force_login(citizen())
    back = provider.visit(begin(client, ballot))
    other = Client()
    other.force_login(citizen())
    begin(other, ballot)
    refused(other.get(back), 409, "nicht für Sie")
    refused(other.get("/abstimmungen/nachweis/"), 409, "nicht für Sie")
    # A code put under somebody's own state is not the one that this browser began with: PKCE.
    state = re.search(r"state=([^&]+)", begin(other, ballot))
    code = re.search(r"code=([^&]+)", back)
    assert state is not None and code is not None
    refused(
        other.get(f"/abstimmungen/nachweis/?state={state[1]}&code={code[1]}"), 400, "ließ sich nicht prüfen"
    )
    # Whoever has signed out meanwhile begins again.
    client.logout()
    refused(client.get(back), 409, "nicht für Sie")


def test_an_answer_that_comes_after_more_than_an_hour_is_none(
    client: Client, ballot: Ballot, provider: Provider
):
    client.force_login(citizen())
    back = provider.visit(begin(client, ballot))
    session = client.session
    (key,) = [key for key in session.keys() if key.startswith("_state")]  # noqa: SIM118
    session[key] = session[key] | {"exp": time.time() - 1}
    session.save()
    refused(client.get(back), 409, "zu alt")
    assert "_state" not in str(dict(client.session.items()))


def test_without_a_code_nothing_happens(client: Client, ballot: Ballot, provider: Provider):
    client.force_login(citizen())
    state = re.search(r"state=([^&]+)", begin(client, ballot))
    assert state is not None
    refused(client.get(f"/abstimmungen/nachweis/?state={state[1]}"), 400, "ließ sich nicht prüfen")


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [("access_denied", 403, "abgebrochen"), ("temporarily_unavailable", 503, "antwortet zurzeit nicht")],
)
def test_who_cancels_may_come_again(
    client: Client, ballot: Ballot, provider: Provider, error: str, status: int, said: str
):
    provider.error = error
    refused(go(client, ballot, provider), status, said)
    provider.error = ""
    assert client.get(provider.visit(begin(client, ballot))).status_code == 302


def test_a_provider_that_is_down_is_told_before_anybody_is_sent_there(
    client: Client, ballot: Ballot, provider: Provider, caplog: pytest.LogCaptureFixture
):
    provider.close()
    client.force_login(citizen())
    refused(client.post(f"/abstimmungen/{ballot.pk}/nachweis/"), 503, "antwortet zurzeit nicht")
    assert "ConnectionError" in caplog.text


@pytest.mark.parametrize("door", ["token", "certs", ".well-known/openid-configuration"])
def test_a_provider_that_breaks_down_half_way_costs_nothing(
    client: Client, ballot: Ballot, provider: Provider, door: str
):
    client.force_login(citizen())
    back = provider.visit(begin(client, ballot))
    provider.broken = door
    refused(client.get(back), 503, "antwortet zurzeit nicht")
    provider.broken = ""
    assert client.get(provider.visit(begin(client, ballot))).status_code == 302


def test_another_provider_behind_the_address_is_not_believed(
    client: Client, ballot: Ballot, provider: Provider, settings: Any
):
    settings.IDENTITY_ISSUER = provider.issuer.replace("127.0.0.1", "localhost")
    client.force_login(citizen())
    refused(client.post(f"/abstimmungen/{ballot.pk}/nachweis/"), 503, "antwortet zurzeit nicht")


def test_nobody_waits_again_for_a_provider_that_just_did_not_answer(
    client: Client, ballot: Ballot, provider: Provider, settings: Any
):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    client.force_login(citizen())
    provider.broken = ".well-known/openid-configuration"
    for _ in range(3):
        assert client.post(f"/abstimmungen/{ballot.pk}/nachweis/").status_code == 503
    assert len(provider.asked) == 1
    cache.clear()
    provider.broken = ""
    begin(client, ballot)


def test_trying_for_ever_is_refused(client: Client, ballot: Ballot, provider: Provider):
    client.force_login(citizen())
    pages = [client.post(f"/abstimmungen/{ballot.pk}/nachweis/") for _ in range(11)]
    assert [page.status_code for page in pages] == [200] * 10 + [429]


def test_a_ballot_that_ended_meanwhile_says_so(client: Client, ballot: Ballot, provider: Provider):
    client.force_login(citizen())
    back = provider.visit(begin(client, ballot))
    end(ballot)
    page = client.get(back)
    refused(page, 409, "beendet")
    assert "Weiter zu BundID" not in words(page)
    assert client.get(f"/abstimmungen/{ballot.pk}/nachweis/").status_code == 409


# --- one human, one vote ------------------------------------------------------------------------------------------


def test_a_second_account_of_the_same_human_is_told(client: Client, ballot: Ballot, provider: Provider):
    first, second = citizen(), citizen()
    assert go(client, ballot, provider, first).status_code == 302
    page = go(client, ballot, provider, second)
    assert page.status_code == 409 and "schon ein Konto freigeschaltet" in words(page)
    with pytest.raises(Refusal, match="Nachweis"):
        vote(ballot, "01", person=second)
    # The first comes back once more, or with the card of somebody at home: the account is in, and nobody else's right is used up.
    other = Identity(provider.issuer, "9c")
    assert not actions.admit_proven(ballot=ballot, person=first, identity=Identity(provider.issuer, "7f3a"))
    assert not actions.admit_proven(ballot=ballot, person=first, identity=other)
    assert actions.admit_proven(ballot=ballot, person=second, identity=other)


def test_another_ballot_does_not_know_that_one_was_there(ballot: Ballot, provider: Provider):
    who = Identity(provider.issuer, "7f3a")
    second = ready(eligibility="identity")
    assert actions.admit_proven(ballot=ballot, person=citizen(), identity=who)
    assert actions.admit_proven(ballot=second, person=citizen(), identity=who)
    assert len(set(Proof.objects.values_list("who", flat=True))) == 2
    # and the same number at another provider is another human
    assert actions.admit_proven(
        ballot=ballot, person=citizen(), identity=Identity("https://x.example", "7f3a")
    )


def test_whoever_erases_the_account_does_not_vote_again_with_a_new_one(ballot: Ballot, provider: Provider):
    who, person = Identity(provider.issuer, "7f3a"), citizen()
    actions.admit_proven(ballot=ballot, person=person, identity=who)
    vote(ballot, "01", person=person)
    erase_rows_of(person, keep_texts=False)
    assert not Admission.objects.exists() and Proof.objects.count() == Voter.objects.count() == 1
    with pytest.raises(Refusal, match="schon ein Konto"):
        actions.admit_proven(ballot=ballot, person=citizen(), identity=who)


def test_only_ballots_that_ask_for_it_take_a_proof(provider: Provider):
    for eligibility in ("accounts", "desk", "codes"):
        with pytest.raises(Refusal, match="kein Nachweis"):
            actions.admit_proven(
                ballot=ready(eligibility=eligibility), person=citizen(), identity=Identity("i", "s")
            )
    with pytest.raises(Refusal, match="Konto"):
        actions.admit_proven(
            ballot=ready(eligibility="identity"),
            person=citizen(confirmed_only=True),
            identity=Identity("i", "s"),
        )


def test_a_ballot_whose_provider_was_taken_away_lets_nobody_in(
    ballot: Ballot, monkeypatch: pytest.MonkeyPatch
):
    person = citizen()
    actions.admit_proven(ballot=ballot, person=person, identity=Identity("i", "s"))
    monkeypatch.delitem(registry._checks, "identity")
    with pytest.raises(Refusal, match="zurzeit nicht prüfen"):
        vote(ballot, "01", person=person)


def test_after_closing_no_proof_is_left_and_none_can_be_made_anew(ballot: Ballot, provider: Provider):
    key = ballot.key
    identities = [Identity(provider.issuer, f"human-{number}") for number in range(6)]
    for identity in identities:
        person = citizen()
        actions.admit_proven(ballot=ballot, person=person, identity=identity)
        vote(ballot, "01", person=person)
    hashes = set(Proof.objects.values_list("who", flat=True))
    row = finished(ballot)
    left = all_values()
    assert len(hashes) == 6 and not hashes & left and key not in left
    assert not Proof.objects.exists() and not Admission.objects.exists()
    assert row.numbers["admitted"] == 6
    with pytest.raises(ValueError, match="gone"):
        secrecy.who_identity(row.key, identities[0].issuer, identities[0].subject)
    assert {model.__name__ for model in apps.get_app_config("ballots").get_models()} >= {"Proof"}


@pytest.mark.django_db(transaction=True)
def test_of_two_accounts_with_one_identity_at_the_same_moment_one_is_admitted(provider: Provider):
    ballot = ready(lead(), eligibility="identity")
    people = [citizen() for _ in range(8)]
    who = Identity(provider.issuer, "7f3a")
    done = at_once(lambda n: actions.admit_proven(ballot=ballot, person=people[n], identity=who))
    assert done.count(True) == 1
    assert sum(isinstance(each, Refusal) and "schon ein Konto" in str(each) for each in done) == 7
    assert Admission.objects.count() == Proof.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_account_that_comes_back_twice_at_once_is_admitted_once(provider: Provider):
    ballot, person = ready(lead(), eligibility="identity"), citizen()
    who = Identity(provider.issuer, "7f3a")
    done = at_once(lambda _: actions.admit_proven(ballot=ballot, person=person, identity=who))
    assert sorted(map(str, done)) == ["False"] * 7 + ["True"]
    assert Admission.objects.count() == Proof.objects.count() == 1
