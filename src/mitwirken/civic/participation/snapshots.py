# SPDX-License-Identifier: EUPL-1.2
"""A process in words, as it stood at a moment: what the history compares."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import formats, timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from .checks import answered
from .models import Process

_FIELDS = (
    "title", "question", "summary", "body", "documents", "audience", "influence", "fixed", "open", "decided_by",
    "decided_on", "without_net", "contact", "office", "topic", "result", "decision", "reason",
)  # fmt: skip
_RICH = {"body", "documents", "result"}


def labels() -> dict[str, Any]:
    names: dict[str, Any] = {name: Process.label_of(name) for name in _FIELDS}
    return names | {
        "checks": _("Vorab-Prüfung"),
        "places": _("Orte"),
        "phases": _("Phasen"),
        "dates": _("Termine"),
        "categories": _("Kategorien"),
    }


def _when(moment: Any) -> str:
    return formats.date_format(timezone.localtime(moment), "d.m.Y H:i") if moment else ""


def snapshot(process: Process) -> dict[str, str]:
    """Plain words by field. Phases, dates and categories are one line each."""
    kept: dict[str, str] = {}
    for name in _FIELDS:
        value = getattr(process, name)
        if name in _RICH:
            value = strip_tags(value.replace("</p>", "\n").replace("</li>", "\n")).strip()
        elif name == "influence":
            value = process.get_influence_display()
        elif name == "decided_on" and value:
            value = formats.date_format(value, "d.m.Y")
        kept[name] = str(value or "")
    kept["checks"] = "\n".join(
        f"{row.check.name}: {row.state}. {row.words}" for row in answered(process.checks) if row.state
    )
    kept["places"] = ", ".join(process.places.values_list("name", flat=True))
    kept["phases"] = "\n".join(
        f"{phase.title}: {_when(phase.starts_at)} – {_when(phase.ends_at)} ({phase.format}: {', '.join(phase.verbs) or '–'})"
        + (f"\n{phase.text}" if phase.text else "")
        for phase in process.phases.order_by("starts_at", "pk")
    )
    kept["dates"] = "\n".join(
        ", ".join(part for part in (_when(row.starts_at), row.title, row.place) if part)
        for row in process.dates.all()
    )
    kept["categories"] = ", ".join(process.categories.values_list("name", flat=True))
    return kept


# For machines

_AS_THEY_ARE = (
    "slug", "title", "question", "summary", "influence", "starts_at", "ends_at", "fixed", "open", "decided_by", "decided_on",
    "result", "decision", "reason", "published_at", "finished_at",
)  # fmt: skip


def process_as_plain(row: Process) -> dict[str, Any]:
    """A process as plain values under fixed names, without its phases."""
    values = {name: getattr(row, name) for name in _AS_THEY_ARE}
    return {
        **values,
        "status": row.status().value,
        "topic": row.topic.slug if row.topic else "",
        "places": [place.slug for place in row.places.all()],
        "office": row.office.name if row.office else "",
        "url": f"{settings.BASE_URL}{row.get_absolute_url()}",
    }


def phases_as_plain(row: Process) -> list[dict[str, Any]]:
    names = ("title", "text", "format", "verbs", "settings", "starts_at", "ends_at")
    return [{name: getattr(phase, name) for name in names} for phase in row.phases.all()]
