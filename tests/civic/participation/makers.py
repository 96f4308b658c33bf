# SPDX-License-Identifier: EUPL-1.2
"""Complete processes for the tests of this room."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from tests.people import office as new_office

from mitwirken.civic.participation import actions
from mitwirken.civic.participation.checks import CHECKS, YES
from mitwirken.civic.participation.drafts import Access, Basics, Checks, PhaseDraft, Terms
from mitwirken.civic.participation.models import Process


def days(number: float) -> Any:
    return timezone.now() + timedelta(days=number)


def phase_draft(
    start: float = -1, end: float = 10, format: str = "proposals", *verbs: str, **more: Any
) -> PhaseDraft:
    return PhaseDraft(
        more.pop("title", "Ideen sammeln"),
        format,
        days(start),
        days(end),
        verbs=verbs or ("propose",),
        **more,
    )


def draft(
    by: Any = None,
    *,
    office: Any = None,
    title: str = "Hoeschpark",
    start: float = -1,
    end: float = 10,
    places: Any = (),
    topic: Any = None,
) -> Process:
    """A complete process that is not published yet."""
    office = office or new_office()
    process = actions.create_process(by=by, title=title, question="Was fehlt?", office=office, places=places)
    actions.change_process(
        process=process,
        by=by,
        change=Basics(title, "Was fehlt?", "Kurz gesagt.", topic=topic, places=tuple(places), office=office),
    )
    actions.change_process(
        process=process,
        by=by,
        change=Terms(
            "konsultation", "Der Park bleibt.", "Alles andere", "Die Bezirksvertretung", date(2027, 5, 1)
        ),
    )
    actions.change_process(process=process, by=by, change=Access("Papierbogen im Amt", "amt@example.org"))
    actions.change_process(process=process, by=by, change=all_checked())
    return actions.set_phases(process=process, by=by, phases=[phase_draft(start, end)])


def all_checked() -> Checks:
    """Every point of the check before the start is answered."""
    return Checks({check.key: {"state": YES, "words": ""} for check in CHECKS})


def published(by: Any = None, **more: Any) -> Process:
    return actions.publish_process(process=draft(by, **more), by=by)
