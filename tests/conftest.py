# SPDX-License-Identifier: EUPL-1.2
"""What every test may ask for: a live site, a browser, a page with and without JavaScript, axe."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.live import Site

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
NEED_A_SERVER = {"live", "demo_site", "serve"}
NEED_A_BROWSER = {"browser", "page", "page_no_js", "open_page"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if names & NEED_A_SERVER:
            item.add_marker(pytest.mark.served)
        if names & NEED_A_BROWSER:
            item.add_marker(pytest.mark.journey)
        if names & {"live", "demo_site"} or names & NEED_A_BROWSER:
            # One worker of xdist has the shared sites and the browser, so that they start once.
            item.add_marker(pytest.mark.xdist_group("shared site"))


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
            # SQLite also when the suite runs on PostgreSQL: there a site brings its own tables.
            Site(home, DATABASE_URL=f"sqlite:///{home}/mitwirken.sqlite3").python(
                "from mitwirken.config.prepare import prepare; prepare()"
            )
    return home


def from_prepared(prepared: Path, home: Path) -> Path:
    if not home.exists():
        (home / "run").mkdir(parents=True)
        shutil.copytree(prepared / "static", home / "static", copy_function=os.link)
        shutil.copy(prepared / "run" / "static-files", home / "run")
        shutil.copy(prepared / "mitwirken.sqlite3", home)
    return home


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Site]:
    """A running site without content, shared by all tests of the session: leave others' rows alone."""
    site = Site(from_prepared(prepared, tmp_path_factory.mktemp("live") / "home"))
    try:
        yield site.start()
    finally:
        site.stop()
        site.forget()


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Site]:
    """A running site with the demo in it, shared by all tests of the session."""
    site = Site(from_prepared(prepared, tmp_path_factory.mktemp("demo") / "home"), MITWIRKEN_DEMO="1")
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
        site = Site(home or from_prepared(prepared, tmp_path / f"home{len(sites)}"), **env)
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
    """`axe(page)` asserts that axe finds nothing against WCAG 2.2 A and AA; violations are named with their place."""
    from axe_playwright_python.base import AXE_SCRIPT

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]

    def check(page: Any, *, without: tuple[str, ...] = ()) -> None:
        options = {
            "runOnly": {"type": "tag", "values": tags},
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
