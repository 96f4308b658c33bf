# SPDX-License-Identifier: EUPL-1.2
"""Somebody who took part deletes their account in the browser; afterwards nothing shows them any more."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.live import Site

TOOK_PART = """
import json
from datetime import timedelta
from django.utils import timezone
from mitwirken.civic.archive.actions import make_package
from mitwirken.civic.participation.models import Phase, Process
from mitwirken.civic.people.actions import enter, rename
from mitwirken.formats.deliberation.actions import add_argument
from mitwirken.formats.proposals.actions import Clean, keep_draft, submit_proposal
from mitwirken.formats.proposals.models import Proposal
from mitwirken.ground.notifications.actions import follow
from mitwirken.ground.search.models import SearchEntry
person, _new = enter(email={email!r})
rename(person=person, pseudonym={pseudonym!r})
person.refresh_from_db()
hoesch = Process.objects.get(slug="hoeschpark-2030")
other = Proposal.objects.filter(process=hoesch, hidden_at=None, merged_into=None).exclude(author=person).order_by("pk").first()
row = submit_proposal(process=hoesch, clean=Clean(title={title!r}, text={text!r}), author=person)
said = add_argument(subject=other, kind="pro", text={said!r}, by=person)
keep_draft(process=hoesch, values={{"title": {draft!r}, "text": {draft!r}}}, person=person)
follow(person=person, topic=f"process:{{hoesch.pk}}")
now = timezone.now()
over = Process.objects.create(slug={over!r}, title="Vorbei", question="Was war?", summary="Kurz.", published_at=now)
phase = Phase.objects.create(process=over, title="Ideen", format="proposals", verbs=["propose"], settings={{}}, starts_at=now - timedelta(days=9), ends_at=now + timedelta(days=1))
submit_proposal(process=over, clean=Clean(title={past!r}, text={past!r}), author=person)
Phase.objects.filter(pk=phase.pk).update(ends_at=now - timedelta(days=1))
Process.objects.filter(pk=over.pk).update(ends_at=now - timedelta(days=1), finished_at=now)
package = make_package(process=Process.objects.get(pk=over.pk))
print("took=" + json.dumps({{"proposal": row.pk, "other": other.pk, "over": over.pk, "package": package.file}}))
"""

MAKE_MISSING = """
from mitwirken.civic.archive.actions import make_missing
from mitwirken.civic.archive.models import Package
make_missing()
print("file=" + Package.objects.filter(process={over}).exclude(file="").first().file)
"""

DATABASE = """
from django.apps import apps
from mitwirken.ground.privacy.registry import could_be_personal
words = {words!r}
for model in apps.get_models():
    for row in model._base_manager.values(*[f.attname for f in model._meta.concrete_fields]).iterator():
        for name, value in row.items():
            for word in words:
                if word in str(value):
                    print("FOUND", model._meta.label, name, word)
print("looked")
"""


@pytest.mark.parametrize("keep", [True, False], ids=["texts stay", "texts go"])
def test_a_person_erased(
    keep: bool,
    demo_site: Site,
    open_page: Callable[..., Any],
    as_colleague: Callable[..., Any],
    sign_in: Callable[..., None],
    axe: Callable[..., None],
) -> None:
    mark = "bleibt" if keep else "geht"
    email, pseudonym = f"zwirbelfink-{mark}@example.org", f"Zwirbelfink {mark.title()}"
    title, text = f"Quarkrosinenbank {mark}", f"Eine Bank namens Wackelpudding{mark}, bitte im Schatten."
    said, draft = f"Schnickschnack{mark} ist wichtig.", f"Plapperentwurf{mark}"
    past = f"Damals wollte ich ein Karussell, Kuddelmuddel{mark} genannt."
    told = demo_site.python(
        TOOK_PART.format(
            email=email,
            pseudonym=pseudonym,
            title=title,
            text=text,
            said=said,
            draft=draft,
            past=past,
            over=f"vorbei-{mark}",
        )
    )
    took = json.loads(told[told.index("took=") + 5 :].splitlines()[0])
    own, here = f"/v/{took['proposal']}/", "/prozesse/hoeschpark-2030"

    page = open_page(base_url=demo_site.url)
    sign_in(page, demo_site, email)
    page.goto(own)
    expect(page.locator("main")).to_contain_text(pseudonym)
    page.goto(f"/suche/?q=Quarkrosinenbank+{mark}")
    expect(page.locator("main")).to_contain_text(title)

    page.goto("/konto/loeschen/")
    axe(page)
    page.locator(f"input[name=texts][value={'keep' if keep else 'remove'}]").check()
    page.get_by_label("Ja, ich möchte mein Konto löschen").check()
    page.get_by_role("button", name="Konto löschen").click()
    page.wait_for_url("**/konto/geloescht/**")
    axe(page)

    # Whoever comes by, and whoever works at the city.
    stranger = open_page(base_url=demo_site.url)
    colleague = as_colleague(open_page(base_url=demo_site.url))
    gone = [pseudonym, email, draft] + ([] if keep else [text.split(",")[0], said, title, past])
    places = [
        own,
        f"/v/{took['other']}/",
        f"{here}/vorschlaege/?q=Quarkrosinenbank",
        f"/suche/?q=Quarkrosinenbank+{mark}",
        f"/suche/?q=Zwirbelfink+{mark}",
        f"{here}/vorschlaege/atom.xml",
        f"{here}/atom.xml",
        "/prozesse/atom.xml",
        "/offene-daten/vorschlaege.json",
        "/offene-daten/vorschlaege.csv",
        "/offene-daten/beitraege.json",
        "/neuigkeiten/",
    ]
    seen: dict[str, str] = {}
    for who, reader, more in (
        ("stranger", stranger, []),
        (
            "colleague",
            colleague,
            ["/schreibtisch/", "/schreibtisch/faelle/", f"/schreibtisch/personen/?q={email}"],
        ),
    ):
        for path in [*places, *more]:
            answer = reader.request.get(path)
            seen[f"{who} {path}"] = words = answer.text() if answer.ok else ""
            # What was looked for stands in the field of the search, and nowhere else.
            for word in gone:
                if word.split()[0].casefold() not in path.casefold() and email not in path:
                    assert word not in words, (who, path, word)
    stands = [place for place, words in seen.items() if text.split(",")[0] in words]
    assert bool(stands) is keep, stands
    assert bool(seen[f"stranger {own}"]) is keep
    stranger.goto(f"/suche/?q=Quarkrosinenbank+{mark}")
    found_again = stranger.locator("main").get_by_role("link", name=title)
    if keep:
        expect(found_again.first).to_be_visible()
    else:
        expect(found_again).to_have_count(0)

    # The package of the process that is over went with them; the new one is without what had to go.
    media = demo_site.home / "media"
    assert not (media / took["package"]).exists()
    made = demo_site.python(MAKE_MISSING.format(over=took["over"]))
    fresh = media / made[made.index("file=") + 5 :].splitlines()[0]
    with zipfile.ZipFile(fresh) as found:
        inside = b"\n".join(found.read(name) for name in found.namelist()).decode(errors="replace")
    assert (past in inside) is keep and pseudonym not in inside and email not in inside

    # The tables, and every file that the site keeps.
    looked = demo_site.python(DATABASE.format(words=gone))
    assert "looked" in looked and "FOUND" not in looked, looked
    assert not [path for path in _files(demo_site.home) if any(_holds(path, word) for word in gone)]


def _files(home: Path) -> list[Path]:
    databases = (".sqlite3", ".sqlite3-wal", ".sqlite3-shm")
    return [path for path in home.rglob("*") if path.is_file() and not path.name.endswith(databases)]


def _holds(path: Path, word: str) -> bool:
    return word.encode() in path.read_bytes()
