# SPDX-License-Identifier: EUPL-1.2
"""What every test may ask for: a live site, a browser, a page with and without JavaScript, axe."""

from __future__ import annotations

import fcntl
import functools
import gc
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.live import ROOT, Site, forget_database

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PREPARED = "mitwirken_prepared"  # the database that sites on PostgreSQL begin as a copy of
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
NEED_A_SERVER = {"live", "demo_site", "serve", "prepared"}
NEED_A_DATABASE = {"db", "transactional_db", "django_db_setup"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks by what a test asks for, and the order: the long ones first, so that the workers of xdist end together."""
    places: dict[pytest.Item, int] = {}
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if names & NEED_A_SERVER:
            item.add_marker(pytest.mark.served)
        # Not by "page": some tests call a row of their own table so.
        if "browser" in names:
            item.add_marker(pytest.mark.journey)
        marked = item.get_closest_marker("django_db") or item.get_closest_marker("served")
        if stored := bool(marked or names & NEED_A_DATABASE):
            item.add_marker(pytest.mark.database)
        short = stored and not names & (NEED_A_SERVER | {"browser", "town"})
        places[item] = 0 if "demo_site" in names else 1 if "live" in names else 3 if short else 2
    items.sort(key=places.__getitem__)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """The tests of a file stay in one worker, and so do all files that share a site: what is made for them is made once.

    (`--dist loadgroup` would do that by marks, but xdist 3.8 has no effect on the names of pytest 9.2.)
    """
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return shared_by(nodeid.partition("::")[0])

    return Together(config, log)


@functools.cache
def shared_by(file: str) -> str:
    path = ROOT / file
    text = path.read_text() if path.suffix == ".py" else ""
    asked = {"demo_site": r"\bdemo_site[:,)]", "live": r"\blive[:,)]"}
    return next((name for name, words in asked.items() if re.search(words, text)), file)


def pytest_collection_finish() -> None:
    """What is imported by now stays: as in the server, the collector of garbage need not go through it time and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def german() -> None:
    """No test meets the language that the one before it left behind."""
    from django.utils import translation

    translation.deactivate()


# Sites


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with tables and static files, made once for all workers of xdist; sites start from copies of it."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    home = base / "prepared"
    with (base / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "run" / "static-files").exists():
            Site(home, database=PREPARED).python("from mitwirken.config.prepare import prepare; prepare()")
    return home


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        forget_database(PREPARED)


def prepared_site(prepared: Path, home: Path, **env: str) -> Site:
    """A site in `home` that finds its static files and its tables there when it starts."""
    (home / "run").mkdir(parents=True)
    shutil.copytree(prepared / "static", home / "static", copy_function=os.link)
    shutil.copy(prepared / "run" / "static-files", home / "run")
    if (prepared / "mitwirken.sqlite3").exists():
        shutil.copy(prepared / "mitwirken.sqlite3", home)
    return Site(home, template=PREPARED, **env)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Site]:
    """A running site without content, shared by all tests of the session: leave others' rows alone."""
    site = prepared_site(prepared, tmp_path_factory.mktemp("live") / "home")
    try:
        yield site.start()
    finally:
        site.stop()
        site.forget()


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Site]:
    """A running site with the demo in it, shared by all tests of the session."""
    site = prepared_site(prepared, tmp_path_factory.mktemp("demo") / "home", MITWIRKEN_DEMO="1")
    try:
        yield site.start(within=240)
    finally:
        site.stop()
        site.forget()


@pytest.fixture
def serve(tmp_path: Path, prepared: Path) -> Iterator[Callable[..., Site]]:
    """`serve(MITWIRKEN_DEMO="1")` starts a site of this test's own; `start=False` only makes it.

    `home` is taken as it is; without it the site has a fresh one with tables and static files already there.
    """
    sites: list[Site] = []

    def make(*, start: bool = True, home: Path | None = None, **env: str) -> Site:
        site = Site(home, **env) if home else prepared_site(prepared, tmp_path / f"home{len(sites)}", **env)
        sites.append(site)
        return site.start() if start else site

    yield make
    for site in sites:
        site.stop()
        site.forget()


# Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("No Chromium: scripts/need chromium")
    # Playwright's own loop runs in this thread; the ORM of a test may be used beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """`open_page(base_url=..., **context options)`: a page in a context of its own.

    The test fails when a page has an error in its console: a script that throws, something the CSP refused.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def hear(message: Any) -> None:
        # A 4xx of the page itself is also "an error" for the console, and often what a test wants.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def make(**options: Any) -> Any:
        options.setdefault("locale", "de-DE")
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(**options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", hear)
        # The fade between two pages, when the second is left before it began: Chromium's own promise, no script of ours.
        page.on("pageerror", lambda error: "Transition was" in str(error) or complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page(open_page: Callable[..., Any], request: pytest.FixtureRequest) -> Any:
    """A page with JavaScript; addresses are relative to the test's site (`live` or `demo_site`)."""
    return open_page(base_url=_address(request))


@pytest.fixture
def page_no_js(open_page: Callable[..., Any], request: pytest.FixtureRequest) -> Any:
    """The same for somebody whose JavaScript is off."""
    return open_page(base_url=_address(request), java_script_enabled=False)


def _address(request: pytest.FixtureRequest) -> str | None:
    for name in ("live", "demo_site"):
        if name in request.fixturenames:
            return str(request.getfixturevalue(name).url)
    return None


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """`axe(page)` asserts that axe finds nothing against WCAG 2.2 A and AA; violations are named with their place.

    `only` names the rules that a second look at the same page is for.
    """
    from axe_playwright_python.base import AXE_SCRIPT

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]

    def check(page: Any, *, without: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> None:
        options = {
            "runOnly": {"type": "rule", "values": only} if only else {"type": "tag", "values": tags},
            "rules": {name: {"enabled": False} for name in without},
            # Else every rule that was kept comes back with all its places, which takes longer than to look.
            "resultTypes": ["violations"],
        }
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        found = page.evaluate(
            "(options) => axe.run(document, options).then((all) => all.violations)", options
        )
        lines = [
            f"{one['id']} ({one['impact']}): {one['help']}\n"
            + "\n".join(f"    {node['target'][0]}\n      {node['html'][:200]}" for node in one["nodes"][:5])
            for one in found
        ]
        assert not found, f"{page.url}\n" + "\n".join(lines)

    return check


@pytest.fixture(scope="session")
def sign_in() -> Callable[..., None]:
    """`sign_in(page, site, "wer@example.org")`: by the code from the mail, as a person would; makes the account."""

    def enter(page: Any, site: Site, address: str) -> None:
        before = len(site.mails(address))
        page.goto(f"{site.url}/konto/anmelden/")
        page.locator("input[type=email], input[name=email]").first.fill(address)
        page.get_by_role("button", name="Code schicken").click()
        page.locator("input[name=code]").fill(site.code_for(address, after=before))
        page.get_by_role("button", name="Weiter").click()
        page.wait_for_url(lambda url: "code" not in url and "anmelden" not in url)

    return enter
