# SPDX-License-Identifier: EUPL-1.2
"""The minutes for machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings

from mitwirken.ground.pictures.models import WIDTHS

from .. import outcomes
from ..kinds import Line
from ..models import Gathering, Item, Photo
from .found import Minutes, Result, where


def as_data(found: Minutes) -> dict[str, Any]:
    gathering, event = found.gathering, found.event
    return {
        "code": gathering.code,
        "event": event.slug,
        "title": event.title,
        "format": gathering.script,
        "draft": found.is_draft,
        "released_at": gathering.released_at,
        "opened_at": gathering.opened_at,
        "closed_at": gathering.closed_at,
        "summary": gathering.summary,
        "results": [_result_data(row) for row in found.results],
        "decisions": [_result_data(row) for row in found.decisions],
        "tasks": [_result_data(row) for row in found.tasks],
        "agenda": [
            {
                "title": part.stage.title,
                "kind": part.stage.kind,
                "question": part.stage.question,
                "started_at": part.stage.started_at,
                "ended_at": part.stage.ended_at,
                "planned_minutes": part.stage.minutes,
                "blocks": [
                    {
                        "title": str(block.title),
                        "text": str(block.text),
                        "lines": _lines_data(block.lines, found.photos),
                    }
                    for block in part.blocks
                ],
            }
            for part in found.parts
        ],
        "left_out": [stage.title for stage in found.left_out],
        "announcements": [{"at": at, "text": text} for at, text in found.announcements],
        "people": {
            "all": found.numbers.everybody,
            **{key: number for key, _words, number in found.numbers.ways},
        },
        "url": f"{settings.BASE_URL}{gathering_url(gathering)}",
    }


def gathering_url(gathering: Gathering) -> str:
    return Item(gathering=gathering).get_absolute_url().partition("#")[0]


def _photos_data(photos: Iterable[Photo]) -> list[dict[str, str]]:
    return [
        {"url": f"{settings.BASE_URL}{photo.picture.url(WIDTHS[-1])}", "alt": photo.picture.alt}
        for photo in photos
        if photo.picture is not None
    ]


def _lines_data(lines: Iterable[Line], photos: Mapping[int, Sequence[Photo]]) -> list[dict[str, Any]]:
    return [
        {
            "text": str(line.text),
            "notes": [str(note) for note in line.notes],
            "item": line.item.pk if isinstance(line.item, Item) else None,
            "photos": _photos_data(photos.get(line.item.pk, ()) if isinstance(line.item, Item) else ()),
            "parts": _lines_data(line.parts, photos),
        }
        for line in lines
    ]


def _result_data(row: Result) -> dict[str, Any]:
    found: dict[str, Any] = {
        "item": row.item.pk,
        "title": row.title,
        "text": row.text,
        "who": row.item.who,
        "due_on": row.item.due_on,
        "points": row.points,
        "said_at": row.places,
        "from": [
            {"item": each.pk, "text": outcomes.words_of(each), "said_at": where(each)}
            for each in (*row.sources, *row.merged)
        ],
        "photos": _photos_data(row.photos),
        "recommendation": None,
        "became": None,
    }
    if row.became is not None:
        url = row.became.url
        found["became"] = {
            "kind": row.became.kind,
            "title": row.became.title,
            "url": f"{settings.BASE_URL}{url}" if url.startswith("/") else url,
            "status": row.became.status,
        }
    if row.case is not None or row.recommended:
        answer = row.case.answer if row.case is not None else None
        found["recommendation"] = {
            "status": row.case.status if row.case is not None else "",
            "answer": answer.text if answer else "",
            "answered_by": answer.office if answer else "",
            "answered_at": answer.published_at if answer else None,
        }
    return found
