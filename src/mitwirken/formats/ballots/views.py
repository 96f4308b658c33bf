# SPDX-License-Identifier: EUPL-1.2
"""Pages for everybody: what is voted on and how it is counted, trying the rule, voting, the result, one's own line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.civic.places.maps import Marker
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.pages import depends_on
from mitwirken.ground.ui import odt, pdf

from . import actions, counting, examples, papers, protocol, queries, results, rules, secrecy, voting
from .counting import setup_of
from .models import Ballot, State
from .words import how_it_is_counted, how_to_fill_in

CODE_TRIES, CODE_SECONDS = 20, 600


@dataclass(frozen=True)
class Card:
    """A ballot in a list."""

    ballot: Ballot
    state: str


def state_of(ballot: Ballot) -> str:
    """Where a ballot stands for its readers: ahead, open, over, published."""
    now = timezone.now()
    if ballot.state == State.PUBLISHED:
        return "published"
    if ballot.is_ahead(now):
        return "ahead"
    return "open" if ballot.is_open(now) else "over"


def cards(rows: Iterable[Ballot]) -> list[Card]:
    return [Card(row, state_of(row)) for row in rows]


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All votes of the town."""
    depends_on(request, "processes")
    return render(request, "ballots/overview.html", {"cards": cards(queries.overview())})


def described(ballot: Ballot) -> dict[str, Any]:
    """What several pages say of a ballot: where it stands, who may vote, what to do with the paper, how it is counted."""
    setup = setup_of(ballot)
    check = rules.check_of(ballot)
    return {
        "ballot": ballot,
        "process": ballot.process,
        "state": state_of(ballot),
        "setup": setup,
        "check": check,
        "who": _("Die Menschen in %(town)s, nach den Regeln ihrer Stadt.") % {"town": ballot.town}
        if ballot.town
        else check.text,
        "fill_in": how_to_fill_in(setup, ballot.currency),
        "counted": how_it_is_counted(setup, ballot.currency),
    }


@require_safe
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """What is voted on: the question, who may vote, the rule, every option with what an office said of it."""
    row = rules.find(pk)
    depends_on(request, f"ballot:{row.pk}", f"process:{row.process_id}")
    rows = queries.options(row)
    paper = voting.Paper(row, rows, {})
    context = described(row) | {
        "paper": paper,
        "declined": [each for each in rows if each.eligible is False],
        "markers": _map(paper, ()),
    }
    return render(request, "ballots/ballot.html", context)


def _map(paper: voting.Paper, won: Iterable[str]) -> list[Marker]:
    chosen = set(won)
    return [
        Marker(
            float(row.latitude),
            float(row.longitude),
            row.title,
            url=f"#o-{row.code}",
            number=int(row.code) if row.code.isdigit() else 0,
            note=_("wird bezahlt") if row.code in chosen else "",
        )
        for row in paper.rows
        if row.latitude is not None and row.longitude is not None
    ]


@require_safe
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    """A small vote with four projects, counted by the rule of this one. Nothing of it is kept."""
    row = rules.find(pk)
    setup = examples.setup(setup_of(row))
    items = examples.items()
    known = examples.neighbours(setup)
    own = papers.read(setup, items, request.GET)
    wrong = papers.problem(setup, items, own) if own else ""
    result = counting.count(setup, items, examples.ballots(known, {} if wrong else own))
    votes = results.votes_of(setup, examples.ballots(known, {} if wrong else own))
    context = described(row) | {
        "small": setup,
        "items": [(item, own.get(item.code)) for item in items],
        "ranks": range(1, (setup.most or len(items)) + 1),
        "neighbours": [(one.number, papers.in_words(setup, items, one.choices)) for one in known],
        "wrong": wrong,
        "own": own,
        "told": results.tell(setup, items, result, votes, "EUR"),
        "small_fill_in": how_to_fill_in(setup),
    }
    return render(request, "ballots/try_out.html", context)


# --- voting -----------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """The way of a vote, each step a form that carries what was filled in; see `voting`."""
    row = rules.find(pk)
    rules.require_open(row)
    sent = request.POST if request.method == "POST" else None
    by_code = rules.check_of(row).by_code
    if prove := rules.must_prove(row, request.user):
        return redirect(prove, row.pk)
    if by_code and (sent is None or ("pass" not in sent and "code" not in sent)):
        return _code_page(request, row)
    try:
        who = _who(request, row, sent, by_code)
    except Refusal as refusal:
        if by_code:
            return _code_page(request, row, str(refusal), raw=_text(sent, "code"), status=422)
        if refusal.status == 401:
            return redirect(f"{reverse('account_login')}?next={reverse('ballots:vote', args=[row.pk])}")
        raise
    voted = queries.has_voted(row, who)
    if voted and not row.changeable and not (sent and sent.get("schritt") == "abgeben"):
        return render(request, "ballots/voted.html", described(row))
    rows = queries.options(row)
    paper = voting.Paper(row, rows, papers.read(setup_of(row), queries.items(rows), sent or QueryDict()))
    step = sent.get("schritt", "") if sent else ""
    context = described(row) | {
        "paper": paper,
        "pass": voting.pass_of(row, who) if by_code else "",
        "voted": voted,
    }
    if step == "pruefen":
        if paper.problem:
            return render(request, "ballots/vote.html", context | {"wrong": paper.problem}, status=422)
        return render(request, "ballots/review.html", context | {"nonce": voting.new_nonce()})
    if step == "abgeben":
        return _cast(request, row, who, paper, context)
    return render(request, "ballots/vote.html", context | {"recounted": step == "rechnen"})


def _code_page(
    request: HttpRequest, row: Ballot, wrong: str = "", *, raw: str = "", status: int = 200
) -> HttpResponse:
    return render(
        request, "ballots/code.html", described(row) | {"wrong": wrong, "typed": raw[:40]}, status=status
    )


def _who(request: HttpRequest, row: Ballot, sent: QueryDict | None, by_code: bool) -> str:
    if not by_code:
        return voting.who_is(row, request.user)
    sent = sent or QueryDict()
    if "code" in sent:
        require_pace(address_of(request), "ballots.code", at_most=CODE_TRIES, seconds=CODE_SECONDS)
        return voting.who_with_code(row, _text(sent, "code"))
    return voting.who_of(row, _text(sent, "pass"))


def _text(sent: QueryDict | None, name: str) -> str:
    return str(sent.get(name, "")) if sent is not None else ""


def _cast(
    request: HttpRequest, row: Ballot, who: str, paper: voting.Paper, context: dict[str, Any]
) -> HttpResponse:
    """The receipt is drawn at once and not after a redirect: so it stands in no address, no session, no log."""
    sent = request.POST
    try:
        done = actions.cast(
            ballot=row,
            who=who,
            choices=paper.choices,
            nonce=sent.get("einmal", "")[:64],
            replaces=sent.get("ersetzt") == "1",
            person=request.user,
        )
    except Refusal as refusal:
        page = "ballots/vote.html" if refusal.status == 422 else "ballots/review.html"
        over = not row.is_open()
        context = context | {
            "wrong": str(refusal),
            "over": over,
            "voted": queries.has_voted(row, who),
            "nonce": voting.new_nonce(),
        }
        return render(request, page, context, status=refusal.status)
    return render(request, "ballots/receipt.html", context | {"done": done})


# --- result -----------------------------------------------------------------------------------------------------------


def _published(pk: int) -> Ballot:
    row = rules.find(pk)
    if row.state != State.PUBLISHED:
        raise Refusal(_("Das Ergebnis dieser Abstimmung ist noch nicht veröffentlicht."), status=404)
    return row


def told_of(row: Ballot, rows: Any) -> results.Told:
    return results.tell(
        setup_of(row), queries.items(rows), row.result, row.numbers.get("votes", {}), row.currency
    )


def result_context(row: Ballot) -> dict[str, Any]:
    """What the page of a result shows; the desk shows the same before it is published."""
    rows = queries.options(row)
    told = told_of(row, rows)
    by_code = {each.code: each for each in rows}
    cases = queries.case_statuses(rows)
    paper = voting.Paper(row, rows, {})
    voters = row.numbers.get("voters", 0)
    channels = [
        {"name": Channel(key).label, "value": results.whole(n), "share": results.percent(n, voters)}
        for key, n in row.numbers.get("by_channel", {}).items()
    ]
    return described(row) | {
        "told": told,
        "winners": [
            (each, by_code[each.item.code], cases.get(by_code[each.item.code].proposal_id or 0))
            for each in told.winners
        ],
        "losers": [(each, by_code[each.item.code]) for each in told.losers],
        "declined": [each for each in rows if each.eligible is False],
        "voters": voters,
        "invalid": row.numbers.get("invalid", 0),
        "voters_words": results.whole(voters),
        "channels": channels,
        "markers": _map(paper, row.result["winners"]),
        "command": counting.command(setup_of(row), file_name(row)),
        "file_name": file_name(row),
        "pdf": pdf.is_offered(),
        "spent_share": results.percent(told.spent, row.budget or 0),
    }


@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Who won, why, and for each loser what was missing."""
    row = _published(pk)
    depends_on(request, f"ballot:{row.pk}", f"process:{row.process_id}")
    return render(request, "ballots/result.html", result_context(row))


@require_http_methods(["GET", "POST"])
def papers_list(request: HttpRequest, pk: int) -> HttpResponse:
    """All ballots by receipt; a voter finds the own one. The receipt comes by POST, so that it stands in no log."""
    row = _published(pk)
    rows = queries.options(row)
    items = queries.items(rows)
    setup = setup_of(row)
    asked = request.POST.get("beleg", "")[:40] if request.method == "POST" else ""
    found = queries.with_receipt(row, secrecy.receipt_spelled(asked)) if asked else None
    page = Paginator(queries.cast_list(row), queries.PAGE).get_page(request.GET.get("seite", "1"))
    context = described(row) | {
        "page": page,
        "lines": [(each.receipt, papers.in_words(setup, items, each.choices)) for each in page.object_list],
        "asked": asked,
        "found": found,
        "found_words": papers.in_words(setup, items, found.choices) if found else [],
    }
    return render(request, "ballots/papers.html", context, status=200 if found or not asked else 404)


# --- files ------------------------------------------------------------------------------------------------------------


def file_name(row: Ballot) -> str:
    return f"abstimmung-{row.pk}.{'pb' if setup_of(row).with_money else 'csv'}"


@require_safe
def ballots_file(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """All ballots in the format that the command line counts."""
    row = _published(pk)
    setup = setup_of(row)
    items = queries.items(queries.options(row))
    if setup.with_money:
        days = [
            timezone.localtime(day).strftime("%d.%m.%Y") for day in (row.phase.starts_at, row.phase.ends_at)
        ]
        begin, end = row.held.split(" – ") if " – " in row.held else days
        meta = {
            "country": "Germany" if not row.town else "",
            "unit": row.town or settings.CITY,
            "instance": row.title,
            "num_votes": str(row.numbers.get("voters", 0)),
            "rule": row.rule,
            "date_begin": begin,
            "date_end": end,
            "currency": row.currency,
        }
        lines = counting.as_pabulib(
            setup,
            items,
            queries.cast_rows(row),
            meta={key: value for key, value in meta.items() if value},
            votes=row.numbers.get("votes", {}),
            winners=row.result["winners"],
        )
    else:
        lines = counting.as_table(items, queries.cast_rows(row))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name(row)}"'
    return answer


@require_safe
def result_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The result as the command line prints it, with what is around it."""
    row = _published(pk)
    answer = JsonResponse(
        {
            "title": row.title,
            "question": row.question,
            "options": [
                {"code": item.code, "title": item.title, "cost": item.cost, "district": item.area}
                for item in queries.items(queries.options(row))
            ],
            "numbers": row.numbers,
            "command": f"{counting.command(setup_of(row), file_name(row))} --json",
            "result": row.result,
        },
        json_dumps_params={"ensure_ascii": False},
    )
    answer["Content-Disposition"] = f'attachment; filename="abstimmung-{row.pk}.json"'
    return answer


@require_safe
def minutes(request: HttpRequest, pk: int, format: str = "") -> HttpResponse:
    """The whole protocol as a page, PDF or OpenDocument, composed once."""
    row = _published(pk)
    paper = protocol.compose(row, result_context(row))
    name = f"protokoll-abstimmung-{row.pk}"
    if format == "odt":
        answer = HttpResponse(odt.odt_of(paper), content_type=odt.MIME)
        answer["Content-Disposition"] = f'attachment; filename="{name}.odt"'
        return answer
    if format == "pdf":
        html = render_to_string("ballots/paper_pdf.html", {"paper": paper})
        answer = HttpResponse(
            pdf.pdf_of(
                html,
                instead=_("PDF kann dieser Server nicht herstellen. Es gibt die Seite und eine ODT-Datei."),
            ),
            content_type="application/pdf",
        )
        answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
        return answer
    context = {"paper": paper, "ballot": row, "process": row.process, "pdf": pdf.is_offered()}
    depends_on(request, f"ballot:{row.pk}")
    return render(request, "ballots/protocol.html", context)
