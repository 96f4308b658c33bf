# SPDX-License-Identifier: EUPL-1.2
"""Pulled out by the plug in the middle of a storm of ratings: whatever was acknowledged is there afterwards."""

import http.client
import json
import threading
import time
from collections.abc import Callable

from tests.live import Site

SECRET = "k" * 32  # a CSRF token as Django takes it
FILL = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from tests import people
from mitwirken.formats.proposals.models import Proposal
from django.utils import timezone

process = people.process()
phase = people.phase(process, "proposals", "rate", settings={"rating": "support"})
Proposal.objects.bulk_create(
    Proposal(process=process, title=f"Bank {n}", text="Eine Bank im Schatten.", author=people.citizen(),
             created_at=timezone.now())
    for n in range(60)
)
sessions = []
for _ in range(4):
    person = people.citizen()
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    sessions.append([person.pk, store.session_key])
print(json.dumps({
    "phase": phase.pk, "sessions": sessions, "cookies": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME],
    "proposals": list(Proposal.objects.values_list("pk", flat=True)),
}))
"""
READ = """
import json
from mitwirken.formats.rating.models import Rating, Tally
print(json.dumps({
    "ratings": list(Rating.objects.values_list("person_id", "subject_id")),
    "tallies": dict(Tally.objects.values_list("subject_id", "ratings")),
}))
"""


def test_no_acknowledged_rating_is_lost(serve: Callable[..., Site]) -> None:
    site = serve()
    town = json.loads(site.python(FILL).splitlines()[-1])
    acknowledged: list[tuple[int, int]] = []
    enough = threading.Event()

    def rate_all(person: int, session: str) -> None:
        connection = http.client.HTTPConnection("localhost", site.port, timeout=30)
        headers = {
            "Cookie": f"{town['cookies'][0]}={session}; {town['cookies'][1]}={SECRET}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": site.url,
        }
        body = f"csrfmiddlewaretoken={SECRET}&value=1&phase={town['phase']}"
        try:
            for pk in town["proposals"]:
                connection.request("POST", f"/bewerten/proposal/{pk}/", body, headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status == 303:
                    acknowledged.append((person, pk))
                    if len(acknowledged) >= 60:
                        enough.set()
        except (OSError, http.client.HTTPException):
            pass  # the plug
        finally:
            connection.close()

    raters = [threading.Thread(target=rate_all, args=tuple(one)) for one in town["sessions"]]
    for rater in raters:
        rater.start()
    assert enough.wait(60), f"only {len(acknowledged)} were answered: {site.said()}"
    time.sleep(0.05)
    site.kill()
    for rater in raters:
        rater.join(60)
    assert len(acknowledged) < len(town["proposals"]) * len(raters), (
        "the storm was over before the plug was pulled"
    )

    site.start()
    found = json.loads(site.python(READ).splitlines()[-1])
    stored = {tuple(one) for one in found["ratings"]}
    assert not set(acknowledged) - stored
    counted: dict[str, int] = {}
    for _, pk in stored:
        counted[str(pk)] = counted.get(str(pk), 0) + 1
    assert {pk: n for pk, n in found["tallies"].items() if n} == counted
