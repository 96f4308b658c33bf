# SPDX-License-Identifier: EUPL-1.2
"""The formats that can be open in a phase. A format room registers itself from its `apps.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Format:
    """A way to take part, hung into the phases.

    `verbs` are what a phase can open (`propose`, `comment`, `rate`), each with its words. `panel(request, phase)` draws
    what the page of the process shows of the phase, with the format's own template; `headline(process)` is a
    number and a word for lists ("95 Vorschläge"). `settings_form` asks what the format needs to know of a phase and
    gives plain values for `Phase.settings`.
    """

    key: str
    name: Any
    summary: Any
    verbs: tuple[tuple[str, Any], ...]
    icon: str = "list"
    panel: Callable[[HttpRequest, Any], SafeString] | None = None
    headline: Callable[[Any], str] | None = None
    settings_form: type[forms.Form] | None = None


_formats: dict[str, Format] = {}


def register(format: Format) -> None:
    _formats[format.key] = format


def formats() -> list[Format]:
    return list(_formats.values())


def format_named(key: str) -> Format | None:
    return _formats.get(key)
