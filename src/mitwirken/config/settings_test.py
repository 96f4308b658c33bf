# SPDX-License-Identifier: EUPL-1.2
"""The same house for tests: an own home, quick hashes, tasks at once, mail in memory."""

import os
import tempfile
from pathlib import Path

_homes = Path(os.environ.get("MITWIRKEN_TEST_HOMES") or tempfile.gettempdir())
_home = _homes / f"mitwirken-test-{os.getuid()}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
os.environ.setdefault("MITWIRKEN_HOME", str(_home))
os.environ.setdefault("MITWIRKEN_SECRET_KEY", "only-for-tests")

from .settings import *  # noqa: E402, F403
from .settings import DATABASES, STORAGES  # noqa: E402

# A test's transaction is never committed, so nothing would say that a kept piece is stale; who tests that says so.
PAGE_CACHE = False
ALLOWED_HOSTS = ["*"]
DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
# A file, not memory: tests with several threads and connections need the real locking.
if str(DATABASES["default"]["ENGINE"]).endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["MITWIRKEN_HOME"]) / "test.sqlite3")}
Path(os.environ["MITWIRKEN_HOME"]).mkdir(parents=True, exist_ok=True)
