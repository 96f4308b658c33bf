# SPDX-License-Identifier: EUPL-1.2
"""Results of ratings for machines, and a person's own rating. What is hidden until the close is hidden here too."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Path, Router, Schema
from ninja.params.functions import Query

from mitwirken.civic.participation.models import Phase
from mitwirken.ground import pages
from mitwirken.ground.api.paging import Slice, Window, page_of
from mitwirken.ground.api.schemas import LARGEST, Number, Page, Strict, absolute
from mitwirken.ground.api.tokens import person_of, writer
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kind_named

from . import actions, queries, rules
from .models import Tally
from .registry import Counts, Setup, method_named, setup_of

SCOPE = "ratings"
router = Router()


class PartOut(Schema):
    value: int
    label: str = Field(examples=["Zustimmung"])
    count: int


class ResultOut(Schema):
    """How a subject stands. While results are hidden, every figure is null."""

    hidden: bool = Field(description="Shown only after the end of the phase")
    ratings: int | None = Field(description="How many people and sheets rated")
    score: float | None = Field(description="What the order of results goes by, the highest first")
    by_channel: dict[str, int] | None = Field(examples=[{"online": 40, "paper": 7}])
    parts: list[PartOut] | None = Field(description="How often each answer was given")


class PhaseResultOut(ResultOut):
    phase: Number
    title: str
    method: str = Field(description="support, agreement, points, ranking or resistance", examples=["support"])
    rule: str = Field(description="What people were told before they rated")
    counting: str = Field(description="How the result comes about")
    open: bool = Field(description="Can be rated now")


class OwnRating(Schema):
    phase: Number
    method: str
    value: int | None = Field(description="null: not rated")
    allowed: list[int] = Field(description="What can be given")
    changed: bool = Field(default=False, description="Whether this request changed anything")


class RatingIn(Strict):
    value: int = Field(ge=-1000, le=1000, description="One of `allowed`", examples=[1])
    phase: int | None = Field(
        default=None,
        ge=1,
        le=LARGEST,
        description="The phase that was read; refused when another one with another rule has begun",
    )


class RankedOut(ResultOut):
    rank: int = Field(description="Equals share a rank")
    number: int
    title: str
    url: str


class RankedPage(Page):
    phase: Number
    method: str
    hidden: bool
    items: list[RankedOut]


def result_of(phase: Phase, setup: Setup, counts: Counts | None) -> dict[str, Any]:
    """The sums as plain values; `counts` None while they are hidden."""
    if counts is None:
        return {"hidden": True, "ratings": None, "score": None, "by_channel": None, "parts": None}
    method = method_named(setup.method)
    given = counts.values
    return {
        "hidden": False,
        "ratings": counts.ratings,
        "score": method.score(counts, setup) if method.enough(counts, setup) else None,
        "by_channel": counts.ratings_by_channel(),
        "parts": [
            {"value": option.value, "label": str(option.label), "count": given.get(option.value, 0)}
            for option in method.options(setup)
            if option.value is not None
        ],
    }


def phases_of(kind: str, subject: Any) -> list[Phase]:
    """The phases in which the subject is or was rated, in their order. Two queries."""
    process = getattr(subject, "process", None)
    if process is None:
        return []
    known = kind_named(kind)
    current = known.phase_of(subject) if known.phase_of else None
    counted = set(
        Tally.objects.filter(subject_kind=kind, subject_id=subject.pk).values_list("phase_id", flat=True)
    )
    rated = [phase for phase in process.phases.all() if setup_of(phase) is not None]
    return [phase for phase in rated if phase.pk in counted or phase.pk == getattr(current, "pk", None)]


def _current(kind: str, subject: Any) -> tuple[Phase, Setup]:
    known = kind_named(kind)
    phase = known.phase_of(subject) if known.phase_of else None
    _method, setup = rules.require_setup(phase)
    if phase is None:  # pragma: no cover - a setup is read from a phase
        raise LookupError
    return phase, setup


def routes(kind: str) -> Router:
    """The ratings of the subjects of one kind, under `/{number}/ratings`."""
    under = Router()

    @under.get(
        "/ratings",
        response=list[PhaseResultOut],
        operation_id=f"list_{kind}_ratings",
        summary="How people rated it",
    )
    def ratings(request: HttpRequest, number: Path[Number]) -> list[PhaseResultOut]:
        """One entry for each phase in which it was rated. Only sums: who rated what is nobody's business."""
        subject = kind_named(kind).find_public(number)
        pages.depends_on(request, f"{kind}:{subject.pk}")
        found = []
        for phase in phases_of(kind, subject):
            setup = setup_of(phase)
            if setup is None:
                continue
            pages.depends_on(request, f"rating:{phase.pk}", f"process:{phase.process_id}")
            method = method_named(setup.method)
            counts = (
                queries.counts_of(phase, kind, [subject.pk])[subject.pk]
                if queries.results_open(phase)
                else None
            )
            found.append(
                PhaseResultOut.model_validate(
                    {
                        **result_of(phase, setup, counts),
                        "phase": phase.pk,
                        "title": phase.title,
                        "method": method.key,
                        "rule": method.rule(setup),
                        "counting": method.counting(setup),
                        "open": phase.allows("rate"),
                    }
                )
            )
        return found

    @under.get(
        "/ratings/mine",
        response=OwnRating,
        auth=writer(SCOPE),
        operation_id=f"read_own_{kind}_rating",
        summary="One's own rating",
    )
    def own(request: HttpRequest, number: Path[Number]) -> OwnRating:
        """What the person of the token gave, and what can be given."""
        subject = kind_named(kind).find_public(number)
        phase, setup = _current(kind, subject)
        return _own(
            kind,
            subject,
            phase,
            setup,
            queries.own(person_of(request), phase, kind, [subject.pk]).get(subject.pk),
        )

    @under.put(
        "/ratings/mine",
        response=OwnRating,
        auth=writer(SCOPE),
        operation_id=f"rate_{kind}",
        summary="Rate, or change it",
    )
    def rate(request: HttpRequest, number: Path[Number], body: RatingIn) -> OwnRating:
        """One rating for each person; sent twice it counts once. Changeable until the end of the phase."""
        subject = kind_named(kind).find_public(number)
        phase, setup = _current(kind, subject)
        if body.phase is not None and body.phase != phase.pk:
            raise Refusal(
                _(
                    "Inzwischen hat eine neue Phase mit einer anderen Regel begonnen. Lesen Sie zuerst, was gilt."
                ),
                status=409,
                field="phase",
            )
        done = actions.rate(subject=subject, phase=phase, person=person_of(request), value=body.value)
        return _own(kind, subject, phase, setup, done.value, done.changed)

    @under.delete(
        "/ratings/mine",
        response=OwnRating,
        auth=writer(SCOPE),
        operation_id=f"withdraw_{kind}_rating",
        summary="Take it back",
    )
    def withdraw(request: HttpRequest, number: Path[Number]) -> OwnRating:
        """Nothing happens where there is none."""
        subject = kind_named(kind).find_public(number)
        phase, setup = _current(kind, subject)
        done = actions.withdraw_rating(subject=subject, phase=phase, person=person_of(request))
        return _own(kind, subject, phase, setup, done.value, done.changed)

    return under


def _own(
    kind: str, subject: Any, phase: Phase, setup: Setup, value: int | None, changed: bool = False
) -> OwnRating:
    allowed = sorted(method_named(setup.method).allowed(setup))
    return OwnRating(phase=phase.pk, method=setup.method, value=value, allowed=allowed, changed=changed)


@router.get(
    "/{phase}", response=RankedPage, operation_id="list_results", summary="The results of a phase, best first"
)
def results(
    request: HttpRequest,
    response: HttpResponse,
    phase: Path[Number],
    window: Annotated[Window, Query()],
) -> RankedPage:
    """All that stood to be rated, with ranks. Empty and `hidden` until the close where it was set so."""
    row, setup = rules.find_phase(phase, None, practice=False)
    pages.depends_on(request, f"rating:{row.pk}", f"process:{row.process_id}")
    choice = queries.candidates_of(row)
    hidden = not queries.results_open(row)
    rows = queries.in_order_of_result(row, choice) if choice and not hidden else Tally.objects.none()
    found: Slice = page_of(request, response, rows, window.limit, window.offset)
    items: list[dict[str, Any]] = []
    if choice and not hidden:
        counts = queries.counts_of(row, choice.kind, [each.pk for each in found])
        items = [
            {
                **result_of(row, setup, counts[line.row.pk]),
                "rank": line.rank,
                "number": line.number,
                "title": str(line.row),
                "url": absolute(line.row.get_absolute_url()),
            }
            for line in queries.ranked(row, choice, found)
        ]
    return RankedPage.model_validate(
        {"phase": row.pk, "method": setup.method, "hidden": hidden, "items": items, **found.about}
    )
