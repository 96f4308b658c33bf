# SPDX-License-Identifier: EUPL-1.2
"""What a browser says of itself, in two words that people know their devices by."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

# The first that is found counts: browsers name the ones they are like, too.
BROWSERS = (
    ("Edg", "edge", "Edge"),
    ("OPR", "opera", "Opera"),
    ("SamsungBrowser", "samsung", "Samsung Internet"),
    ("Firefox", "firefox", "Firefox"),
    ("FxiOS", "firefox", "Firefox"),
    ("CriOS", "chrome", "Chrome"),
    ("Chrome", "chrome", "Chrome"),
    ("Safari", "safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iphone", "iPhone"),
    ("iPad", "ipad", "iPad"),
    ("Android", "android", "Android"),
    ("Windows", "windows", "Windows"),
    ("Macintosh", "mac", "Mac"),
    ("CrOS", "chromebook", "Chromebook"),
    ("Linux", "linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Return "firefox/android", a part empty where it is not known. Versions and models are not kept.

    >>> device_of("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0")
    'firefox/android'
    """
    browser = next((key for sign, key, _name in BROWSERS if sign in user_agent), "")
    system = next((key for sign, key, _name in SYSTEMS if sign in user_agent), "")
    return f"{browser}/{system}"


def in_words(device: str) -> str:
    """Return "Firefox auf Android" for people."""
    browser, _slash, system = device.partition("/")
    names: dict[str, Any] = {
        "browser": next((name for _sign, key, name in BROWSERS if key == browser), ""),
        "system": next((name for _sign, key, name in SYSTEMS if key == system), ""),
    }
    if names["browser"] and names["system"]:
        return _("%(browser)s auf %(system)s") % names
    return str(names["browser"] or names["system"] or _("Unbekanntes Gerät"))
