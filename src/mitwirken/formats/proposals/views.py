# SPDX-License-Identifier: EUPL-1.2
"""Pages for citizens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mitwirken.civic.participation.models import Process
from mitwirken.civic.people.actions import ask_confirmation
from mitwirken.civic.people.rules import require_standing
from mitwirken.civic.places.maps import Marker
from mitwirken.formats.deliberation import panels as deliberation
from mitwirken.formats.rating import panels as rating
from mitwirken.formats.rating import queries as ratings
from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk import queries as cases
from mitwirken.ground.desk.roles import Role, has_role, is_staff
from mitwirken.ground.devices import channel_of
from mitwirken.ground.moderation import queries as moderation
from mitwirken.ground.moderation.rules import require_may_write
from mitwirken.ground.pages import depends_on, kept
from mitwirken.ground.pictures.actions import store_picture
from mitwirken.ground.ui import codes, practice

from . import actions, queries, registry, rules
from .confirmations import SUBMIT
from .forms import DetailsForm, FilterForm, GuestForm, IdeaForm, ProposalForm, as_clean, from_draft, point_of
from .models import TEXT_LENGTH, TITLE_LENGTH, Draft, Proposal

NOT_HERE = gettext_lazy(
    "Diesen Vorschlag gibt es hier nicht oder nicht mehr. Die Liste zeigt alle, die es gibt."
)
LONGEST_KEPT = 200  # characters of a query; longer ones are made up by machines and are not asked twice
STEPS = (gettext_lazy("Idee"), gettext_lazy("Ort und Bild"), gettext_lazy("Absenden"))


def _process(request: HttpRequest, slug: str) -> Process:
    process = queries.reachable_process(slug)
    if process is None:
        raise Refusal(_("Diese Beteiligung gibt es hier nicht oder noch nicht."), status=404)
    _mark(request, process)
    return process


def _mark(request: HttpRequest, process: Process) -> None:
    if process.practice:
        practice.mark(request)


def _person(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def _find(request: HttpRequest, slug: str, number: int) -> Proposal:
    proposal = queries.one_reachable(number)
    if proposal is None or proposal.process.slug != slug:
        raise Refusal(
            NOT_HERE,
            status=404,
        )
    _mark(request, proposal.process)
    return proposal


# --- reading ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawn:
    """The part of a page that is the same for everybody, with what the frame around it has to know."""

    title: str
    main: str
    topics: tuple[str, ...]
    process: Process


def _draw(
    template: str, context: dict[str, Any], process: Process, topics: tuple[str, ...]
) -> tuple[Drawn, tuple[str, ...]]:
    return Drawn(process.title, render_to_string(template, context), topics, process), topics


def _list(request: HttpRequest, slug: str, *, on_map: bool) -> tuple[Drawn, tuple[str, ...]]:
    process = _process(request, slug)
    phase = queries.rating_phase(process)
    topics = (f"process:{process.pk}", f"rating:{phase.pk if phase else 0}")
    form = FilterForm(request.GET, process=process, with_results=bool(phase and ratings.results_open(phase)))
    filters = form.as_filters()
    context: dict[str, Any] = {
        "process": process,
        "form": form,
        "filters": filters,
        "can_submit": rules.is_open(process),
        "narrowed": any((filters.category, filters.place, filters.status, filters.text)),
        "listing": queries.listing(process, filters, request.GET.get("seite", "1")),
        # Of the request only what is in the key of the piece: the address.
        "request": request,
    }
    if on_map:
        own = list(process.places.values_list("slug", flat=True)[:2])
        context["zoom"] = own[0] if len(own) == 1 else ""
        context["located"] = queries.on_map(process, filters)
        context["markers"] = [marker_of(row, number) for number, row in enumerate(context["located"], 1)]
    return _draw(
        "proposals/map_main.html" if on_map else "proposals/list_main.html", context, process, topics
    )


def _listed(request: HttpRequest, slug: str, *, on_map: bool) -> HttpResponse:
    asked = request.GET.urlencode()
    drawn = (
        kept(("proposals.list", on_map, slug, asked), lambda: _list(request, slug, on_map=on_map))
        if len(asked) <= LONGEST_KEPT
        else _list(request, slug, on_map=on_map)[0]
    )
    depends_on(request, *drawn.topics)
    _mark(request, drawn.process)
    return render(request, "proposals/map.html" if on_map else "proposals/list.html", {"drawn": drawn})


@require_GET
def proposals(request: HttpRequest, slug: str) -> HttpResponse:
    return _listed(request, slug, on_map=False)


@require_GET
def proposals_on_map(request: HttpRequest, slug: str) -> HttpResponse:
    return _listed(request, slug, on_map=True)


@dataclass(frozen=True)
class Text:
    """What of a proposal is the same for everybody, as two pieces between which the personal stands."""

    story: str
    case: str


def _text(number: int) -> tuple[Text, tuple[str, ...]]:
    row = queries.one_reachable(number)
    if row is None:
        raise Refusal(NOT_HERE, status=404)
    context = {
        "proposal": row,
        "process": row.process,
        "origin": registry.origin_of(row),
        "case": cases.public_view(queries.KIND, row.pk),
        "merged": [other for other in row.merged.all() if not other.hidden_at],
        "markers": [marker_of(row)] if row.point else [],
    }
    text = Text(
        render_to_string("proposals/proposal_story.html", context),
        render_to_string("proposals/proposal_case.html", context),
    )
    return text, (f"proposal:{row.pk}", f"process:{row.process_id}")


def _row(number: int) -> tuple[Proposal, tuple[str, ...]]:
    """The row with its process and phases, to be read only: several requests share it."""
    row = queries.one_light(number)
    if row is None:
        raise Refusal(NOT_HERE, status=404)
    return row, (f"proposal:{row.pk}", f"process:{row.process_id}")


@require_GET
def proposal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    row = kept(("proposals.row", number), lambda: _row(number))
    if row.process.slug != slug:
        raise Refusal(NOT_HERE, status=404)
    depends_on(request, f"proposal:{row.pk}", f"process:{row.process_id}")
    _mark(request, row.process)
    phase = queries.rating_phase(row.process)
    signed_in = request.user.is_authenticated
    context = {
        "proposal": row,
        "process": row.process,
        "text": kept(("proposals.text", row.pk, row.version), lambda: _text(row.pk)),
        "rating_panel": rating.panel(request, row, phase) if phase and not row.merged_into_id else "",
        "arguments_panel": deliberation.panel(request, row, queries.phase_now(row.process)),
        "may_edit": signed_in and rules.may_edit(request.user, row),
        "mine": signed_in and row.author_id == request.user.pk,
        "may_merge": has_role(request.user, *rules.TRIAGE, Role.MODERATION),
        "case": cases.case_of(queries.KIND, row.pk) if is_staff(request.user) else None,
        "topic": f"proposal:{row.pk}",
        "absolute_short": settings.BASE_URL + row.short_url,
        "print_url": reverse("proposals:print", args=[slug, number]),
    }
    return render(request, "proposals/proposal.html", context)


@require_GET
def short(request: HttpRequest, number: int) -> HttpResponse:
    """The short address that fits on a poster."""
    row = queries.one_reachable(number)
    if row is None:
        raise Refusal(_("Einen Vorschlag mit dieser Nummer gibt es nicht oder nicht mehr."), status=404)
    return HttpResponsePermanentRedirect(row.get_absolute_url())


@require_GET
def versions(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    row = _find(request, slug, number)
    depends_on(request, f"proposal:{row.pk}")
    return render(
        request,
        "proposals/versions.html",
        {
            "proposal": row,
            "process": row.process,
            "versions": row.versions.all(),
            "merges": row.merges.select_related("target"),
        },
    )


@require_GET
def print_view(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    row = _find(request, slug, number)
    depends_on(request, f"proposal:{row.pk}")
    return render(
        request,
        "proposals/print.html",
        {
            "proposal": row,
            "process": row.process,
            "case": cases.public_view(queries.KIND, row.pk),
            "absolute_short": settings.BASE_URL + row.short_url,
            "qr": codes.drawing(settings.BASE_URL + row.short_url),
        },
    )


def marker_of(row: Proposal, number: int = 0) -> Marker:
    latitude, longitude = row.point or (0.0, 0.0)
    return Marker(latitude, longitude, row.title, row.get_absolute_url(), number, row.number)


@require_GET
def similar(request: HttpRequest, slug: str) -> HttpResponse:
    """The fragment under the title field while somebody types."""
    process = _process(request, slug)
    found = queries.similar_to(process, request.GET.get("title", "")[:120], request.GET.get("text", "")[:600])
    return render(request, "proposals/similar.html", {"found": found, "process": process})


# --- writing ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Step one, before there is a draft."""
    process = _process(request, slug)
    phase = rules.require_open(process)
    person = _person(request)
    if process.practice and person is None:
        return redirect_to_login(request.get_full_path())
    if person is not None:
        require_standing(person)
        require_may_write(person)
    form = IdeaForm(request.POST or None)
    if request.method == "POST":
        require_pace(address_of(request), "proposals.draft", at_most=60, seconds=3600)
        # Twice as much as is allowed is kept: whoever wrote too much shortens, and does not start anew.
        values = {
            name: request.POST.get(name, "")[: 2 * most]
            for name, most in (("title", TITLE_LENGTH), ("text", TEXT_LENGTH))
        }
        if request.headers.get("X-Keep"):
            draft = actions.keep_draft(process=process, values=values, person=person)
            return JsonResponse({"key": draft.key, "action": _step_url(draft, 1)}, status=201)
        if form.is_valid():
            address = once(
                request.POST.get("once", ""),
                lambda: _step_url(actions.keep_draft(process=process, values=values, person=person), 2),
            )
            return redirect(address)
    return render(
        request,
        "proposals/step1.html",
        {
            "process": process,
            "phase": phase,
            "form": form,
            "steps": STEPS,
            "once": new_token(),
            "drafts": queries.drafts_of(person, process)[:5] if person else [],
        },
        status=422 if form.is_bound else 200,
    )


def _step_url(draft: Draft, step: int) -> str:
    return reverse("proposals:draft", args=[draft.process.slug, draft.key, step])


def _draft(request: HttpRequest, slug: str, key: str) -> Draft:
    draft = queries.draft_with_key(key)
    if draft is None or draft.process.slug != slug:
        raise Refusal(
            _(
                "Diesen Entwurf gibt es nicht mehr. Entwürfe heben wir 60 Tage auf. Sie können einen neuen Vorschlag beginnen."
            ),
            status=404,
        )
    _mark(request, draft.process)
    return draft


@require_http_methods(["GET", "POST"])
def draft_step(request: HttpRequest, slug: str, key: str, step: int) -> HttpResponse:
    draft = _draft(request, slug, key)
    if draft.proposal_id:
        return redirect(draft.proposal.get_absolute_url())  # type: ignore[union-attr]
    if not 1 <= step <= len(STEPS):
        return redirect(_step_url(draft, 1))
    if draft.process.practice and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    rules.require_open(draft.process)
    return (_first, _second, _third)[step - 1](request, draft)


@require_POST
def keep(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Keeps what stands in the fields at this moment; called by the page's script now and then."""
    draft = _draft(request, slug, key)
    names = set(IdeaForm.base_fields) | {"category", "place", "point_lat", "point_lon", "cost"}
    values = {name: value[:12_000] for name, value in request.POST.items() if name in names}
    actions.keep_draft(process=draft.process, values=values, person=_person(request), draft=draft)
    return HttpResponse(status=204)


@require_POST
def discard(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    draft = _draft(request, slug, key)
    actions.discard_draft(draft=draft)
    messages.success(request, _("Der Entwurf ist gelöscht."))
    return redirect("proposals:list", slug)


def _first(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = IdeaForm(request.POST) if request.method == "POST" else IdeaForm(initial=draft.values)
    if request.method == "POST":
        values = {name: request.POST.get(name, "")[:12_000] for name in IdeaForm.base_fields}
        actions.keep_draft(process=draft.process, values=values, person=_person(request), draft=draft)
        if form.is_valid():
            return redirect(_step_url(draft, 2))
    return render(
        request,
        "proposals/step1.html",
        {"process": draft.process, "form": form, "steps": STEPS, "draft": draft},
        status=422 if form.is_bound else 200,
    )


def _second(request: HttpRequest, draft: Draft) -> HttpResponse:
    process = draft.process
    form = (
        DetailsForm(request.POST, request.FILES, process=process)
        if request.method == "POST"
        else DetailsForm(initial=_initial(draft, process), process=process)
    )
    status = 200
    if request.method == "POST":
        values = {
            n: request.POST.get(n, "")[:100] for n in ("category", "place", "cost", "point_lat", "point_lon")
        }
        actions.keep_draft(process=process, values=values, person=_person(request), draft=draft)
        if "remove" in request.POST:
            draft.pictures.remove(*[p for p in draft.pictures.all() if str(p.pk) == request.POST["remove"]])
            return redirect(_step_url(draft, 2))
        if form.is_valid() and _take_picture(request, form, draft):
            return redirect(_step_url(draft, 2 if "more" in request.POST else 3))
        # A click on the picture of the map sends the form as well: it comes back with the point and no complaint.
        status = 200 if form.picking else 422
    return render(
        request,
        "proposals/step2.html",
        {
            "process": process,
            "form": form,
            "steps": STEPS,
            "draft": draft,
            "pictures": draft.pictures.all(),
            "similar": queries.similar_to(
                process, str(draft.values.get("title", "")), str(draft.values.get("text", ""))
            ),
        },
        status=status,
    )


def _initial(draft: Draft, process: Process) -> dict[str, Any]:
    """What the draft keeps, where it is valid; the rest is asked again."""
    form = DetailsForm(draft.values, process=process)
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}


def _take_picture(
    request: HttpRequest, form: DetailsForm | ProposalForm, draft: Draft | None, kept: list[Any] | None = None
) -> bool:
    """Stores an uploaded picture with the draft (or adds it to `kept`); a refusal becomes the field's error."""
    upload = form.cleaned_data.get("picture")
    if not upload:
        return True
    try:
        require_pace(address_of(request), "proposals.picture", at_most=40, seconds=3600)
        picture = store_picture(upload, alt=form.cleaned_data["alt"], by=_person(request))
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else "picture", str(refusal))
        return False
    if draft is not None:
        draft.pictures.add(picture)
    elif kept is not None:
        kept.append(picture)
    return True


def _third(request: HttpRequest, draft: Draft) -> HttpResponse:
    process = draft.process
    idea, details = from_draft(draft, process)
    if not idea.is_valid():
        return redirect(_step_url(draft, 1))
    if not details.is_valid():
        return redirect(_step_url(draft, 2))
    clean = as_clean({**details.cleaned_data, **idea.cleaned_data}, list(draft.pictures.all()))
    person = _person(request)
    guest = GuestForm(request.POST if request.method == "POST" and person is None else None)
    if request.method == "POST":
        require_pace(address_of(request), "proposals.submit", at_most=20, seconds=3600)
        if person is not None:
            row = actions.submit_draft(draft=draft, clean=clean, author=person, channel=channel_of(request))
            if not row.hidden_at:
                messages.success(
                    request,
                    _("Danke. Ihr Vorschlag hat die Nummer %(number)s und steht jetzt in der Liste.")
                    % {"number": row.number},
                )
            return redirect(moderation.address_of(row))
        if guest.is_valid():
            ask_confirmation(
                email=guest.cleaned_data["email"],
                purpose=SUBMIT,
                payload={"draft": draft.key},
                language=get_language() or "de",
            )
            return render(
                request,
                "proposals/sent.html",
                {"process": process, "email": guest.cleaned_data["email"], "draft": draft},
            )
    return render(
        request,
        "proposals/step3.html",
        {
            "process": process,
            "steps": STEPS,
            "draft": draft,
            "clean": clean,
            "guest": guest,
            "once": new_token(),
        },
        status=422 if guest.is_bound else 200,
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    row = _find(request, slug, number)
    rules.require_may_edit(request.user, row)
    kept = list(row.pictures.all())
    initial = {
        "title": row.title,
        "text": row.text,
        "category": row.category,
        "place": row.place,
        "point": point_of(row),
        "cost": row.cost,
    }
    form = ProposalForm(request.POST or None, request.FILES or None, process=row.process, initial=initial)
    seen = row.version
    conflict: Conflict | None = None
    if request.method == "POST":
        seen = _whole(request.POST.get("version")) or 0
        kept = [picture for picture in kept if str(picture.pk) not in request.POST.getlist("remove")]
        if form.is_valid() and _take_picture(request, form, None, kept):
            try:
                row = actions.change_proposal(
                    proposal=row, clean=form.as_clean(kept), by=request.user, seen=seen
                )
                if not row.hidden_at:
                    messages.success(request, _("Gespeichert. Die frühere Fassung bleibt für alle lesbar."))
                return redirect(moderation.address_of(row))
            except Conflict as trouble:
                conflict = trouble
                row.refresh_from_db()
                seen = row.version
    return render(
        request,
        "proposals/edit.html",
        {
            "proposal": row,
            "process": row.process,
            "form": form,
            "seen": seen,
            "conflict": conflict,
            "pictures": kept,
        },
        status=409 if conflict else 422 if form.is_bound and not form.picking else 200,
    )


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    row = _find(request, slug, number)
    rules.require_may_withdraw(request.user, row)
    if request.method == "POST":
        actions.withdraw_proposal(proposal=row, by=request.user)
        messages.success(request, _("Ihr Vorschlag ist zurückgezogen und steht nicht mehr in der Liste."))
        return HttpResponseRedirect(reverse("proposals:list", args=[slug]))
    return render(request, "proposals/withdraw.html", {"proposal": row, "process": row.process})
