# SPDX-License-Identifier: EUPL-1.2
"""The real site with one more room: a board that everybody may change and watch."""

from mitwirken.config.settings import *  # noqa: F403
from mitwirken.config.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "tests.ground.realtime.toy"]
MIDDLEWARE = [name for name in MIDDLEWARE if "Csrf" not in name]
ROOT_URLCONF = "tests.ground.realtime.toy.urls"
