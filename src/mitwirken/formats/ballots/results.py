# SPDX-License-Identifier: EUPL-1.2
"""A result as pages tell it: why each one won or lost, in sentences; the same numbers as charts, tables and protocol."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .counting import Item, Setup
from .models import Rule
from .words import money


@dataclass(frozen=True)
class Winner:
    item: Item
    votes: int
    support: int | None = None
    sentence: str = ""
    guaranteed: bool = False


@dataclass(frozen=True)
class Loser:
    """`paid`: where the supporters' money went, as bars."""

    item: Item
    votes: int
    sentences: Sequence[str]
    support: int | None = None
    paid: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Told:
    """All that a page shows of a result; what a rule does not have is empty."""

    winners: Sequence[Winner]
    losers: Sequence[Loser]
    lead: str
    bars: Sequence[Mapping[str, Any]] = ()
    bars_caption: str = ""
    comparison: Sequence[str] = ()
    comparison_rows: Sequence[tuple[str, str, str]] = ()
    only_here: Sequence[str] = ()
    only_greedy: Sequence[str] = ()
    rounds: Sequence[tuple[str, Sequence[Mapping[str, Any]]]] = ()
    duels: Sequence[tuple[str, Sequence[str]]] = ()
    spent: int = 0
    votes: Mapping[str, int] = field(default_factory=dict)


def whole(number: float) -> str:
    """A number of people or votes: "1.030"."""
    return str(number_format(number, 0, force_grouping=True))


def percent(part: float, whole: float) -> int:
    return round(100 * part / whole) if whole else 0


def tell(
    setup: Setup, items: Sequence[Item], result: Mapping[str, Any], votes: Mapping[str, int], currency: str
) -> Told:
    """The result in words. `votes`: how many ballots name each option (points: how many points)."""
    by_code = {item.code: item for item in items}
    if result.get("nobody"):
        return Told(
            (),
            [Loser(item, 0, (_("Niemand hat abgestimmt."),)) for item in items],
            _("Niemand hat abgestimmt."),
        )
    won = [code for code in result["winners"] if code in by_code]
    if setup.with_money:
        return _with_money(setup, by_code, result, votes, won, currency)
    return _without_money(setup, by_code, result, votes, won)


def _with_money(
    setup: Setup,
    items: Mapping[str, Item],
    result: Mapping[str, Any],
    votes: Mapping[str, int],
    won: Sequence[str],
    currency: str,
) -> Told:
    def euros(sum_: float) -> str:
        return money(sum_, currency)

    rounds = {one["project"]: one for one in result.get("rounds", ())}
    added = set(result.get("added", ()))
    sure = set(result.get("guaranteed", ()))
    by_votes = result.get("comparison") == "greedy"
    winners = []
    for code in won:
        item, one = items[code], rounds.get(code)
        support = None
        if code in sure:
            sentence = _("Dieses Projekt ist seinem Bezirk sicher: Dort hat es die meisten Stimmen.")
        elif by_votes or setup.rule == Rule.GREEDY:
            sentence = _("Nach Stimmen an der Reihe, und das Geld reichte noch.")
        elif one:
            support = one["support_percent"]
            sentence = ngettext(
                "%(n)s Mensch hat dafür bezahlt, höchstens %(each)s.",
                "%(n)s Menschen haben dafür bezahlt, jeweils höchstens %(each)s.",
                one["in_full"] + one["partly"],
            ) % {
                "n": whole(one["in_full"] + one["partly"]),
                "each": _exact(one["payment"], currency),
            }
        else:
            sentence = (
                _("Kam am Ende dazu, weil noch Geld übrig war.") if code in added else _("Wird bezahlt.")
            )
        winners.append(Winner(item, votes.get(code, 0), support, sentence, code in sure))
    spent = int(result["total_cost"])
    lead = ngettext(
        "%(n)d Projekt wird umgesetzt. Es kostet %(spent)s von %(budget)s.",
        "%(n)d Projekte werden umgesetzt. Zusammen kosten sie %(spent)s von %(budget)s.",
        len(won),
    ) % {"n": len(won), "spent": euros(spent), "budget": euros(setup.budget)}
    losses = {one["project"]: one for one in result.get("not_by_shares", ())}
    losers = []
    share = float(result.get("endowment", 0))
    for code in sorted(
        set(items) - set(won),
        key=lambda code: (-(losses.get(code, {}).get("support_percent", 0)), -votes.get(code, 0), code),
    ):
        item, loss = items[code], losses.get(code)
        losers.append(_loser(setup, items, item, loss, votes.get(code, 0), spent, by_votes, share, euros))
    greedy = result.get("greedy")
    comparison: list[str] = []
    rows: list[tuple[str, str, str]] = []
    only_here: list[str] = []
    only_greedy: list[str] = []
    if greedy:
        here = [
            items[code].title for code in result["winners"] if code in items and code not in greedy["winners"]
        ]
        there = [
            items[code].title for code in greedy["winners"] if code in items and code not in result["winners"]
        ]
        only_here, only_greedy = here, there
        voters = result["voters"]
        without, without_greedy = greedy["without_project"]
        rows = [
            (
                _("Menschen ohne ein Projekt vom eigenen Stimmzettel"),
                f"{percent(without, voters)} %",
                f"{percent(without_greedy, voters)} %",
            ),
            (
                _("Projekte vom eigenen Stimmzettel im Schnitt"),
                number_format(greedy["projects_each"][0], 2),
                number_format(greedy["projects_each"][1], 2),
            ),
            (_("Projekte, die bezahlt werden"), str(len(result["winners"])), str(len(greedy["winners"]))),
            (_("Ausgegeben"), euros(greedy["cost"][0]), euros(greedy["cost"][1])),
        ]
        if by_votes:
            comparison.append(_("Mehr Menschen ziehen das Ergebnis nach Stimmen vor. Deshalb gilt dieses."))
        elif here or there:
            comparison.append(
                _(
                    "Bei der Zählung nach Stimmen bekämen %(greedy)d von 100 Menschen kein Projekt vom eigenen Stimmzettel, so sind es %(here)d."
                )
                % {"greedy": percent(without_greedy, voters), "here": percent(without, voters)}
            )
        else:
            comparison.append(_("Nach Stimmen gezählt, wären dieselben Projekte ausgewählt worden."))
    best = max(votes.values(), default=0)
    order = [*won, *(loser.item.code for loser in losers)]
    bars = [
        {
            "name": items[code].title,
            "value": whole(votes.get(code, 0)),
            "note": _("wird bezahlt") if code in won else "",
            "share": percent(votes.get(code, 0), best),
            "tone": "" if code in won else "calm",
        }
        for code in sorted(order, key=lambda code: -votes.get(code, 0))
    ]
    return Told(
        winners=winners,
        losers=losers,
        lead=lead,
        bars=bars,
        bars_caption=_("Punkte je Projekt") if setup.kind == "points" else _("Stimmen je Projekt"),
        comparison=comparison,
        comparison_rows=rows,
        only_here=only_here,
        only_greedy=only_greedy,
        spent=spent,
        votes=votes,
    )


def _exact(sum_: float, currency: str) -> str:
    """A share of a person: with its cents."""
    sign = money(0, currency).split()[-1]
    return f"{number_format(sum_, 2, force_grouping=True)} {sign}"


def _loser(
    setup: Setup,
    items: Mapping[str, Item],
    item: Item,
    loss: Mapping[str, Any] | None,
    votes: int,
    spent: int,
    by_votes: bool,
    share: float,
    euros: Any,
) -> Loser:
    if item.cost > setup.budget:
        return Loser(
            item,
            votes,
            (_("Es kostet %(cost)s und damit mehr, als es überhaupt gibt.") % {"cost": euros(item.cost)},),
            None if loss is None else loss["support_percent"],
        )
    if not votes:
        return Loser(item, 0, (_("Niemand hat es gewählt."),))
    rest = setup.budget - spent
    if loss is None or by_votes:
        return Loser(
            item,
            votes,
            (
                _(
                    "Als es an der Reihe war, reichte das Geld nicht mehr. Am Ende sind %(rest)s übrig, es kostet %(cost)s."
                )
                % {"rest": euros(rest), "cost": euros(item.cost)},
            ),
        )
    sentences = []
    first, cost = loss["left_behind"], item.cost
    if loss["round_lost"] is None:
        sentences.append(
            _(
                "Wer es gewählt hat, hätte es gerade noch bezahlen können, aber andere Projekte kamen zuerst und das Budget war ausgeschöpft."
            )
        )
    elif loss["round_lost"] == 1:
        sentences.append(
            ngettext(
                "Der Mensch, der es gewählt hat, hatte von Anfang an %(money)s und damit zu wenig: Es kostet %(cost)s.",
                "Die %(n)s Menschen, die es gewählt haben, hatten zusammen von Anfang an %(money)s und damit zu wenig: Es kostet %(cost)s.",
                votes,
            )
            % {"n": whole(votes), "money": euros(first), "cost": euros(cost)}
        )
    else:
        sentences.append(
            _(
                "Als es knapp wurde, hatten seine %(n)s Stimmen zusammen noch %(money)s übrig. Es kostet %(cost)s."
            )
            % {"n": whole(votes), "money": euros(first), "cost": euros(cost)}
        )
    if loss["missing"] > 0:
        sentences.append(_("Am Ende fehlten %(missing)s.") % {"missing": euros(max(1, loss["missing"]))})
    if cost > first and share > 0:
        more = math.ceil((cost - first) / share)
        sentences.append(
            ngettext(
                "Etwa %(n)s Mensch mehr, der seinen ganzen Anteil dafür übrig hat, hätte gereicht.",
                "Etwa %(n)s Menschen mehr, die ihren ganzen Anteil dafür übrig haben, hätten gereicht.",
                more,
            )
            % {"n": whole(more)}
        )
    paid = sorted(loss["paid"], key=lambda one: -one["money"])
    all_paid = sum(one["money"] for one in paid)
    bars = [
        {
            "name": items[one["project"]].title,
            "value": euros(one["money"]),
            "share": percent(one["money"], all_paid),
            "tone": "",
        }
        for one in paid[:6]
        if one["project"] in items
    ]
    others = sum(one["money"] for one in paid[6:])
    if others:
        bars.append(
            {
                "name": _("andere Projekte"),
                "value": euros(others),
                "share": percent(others, all_paid),
                "tone": "calm",
            }
        )
    return Loser(item, votes, sentences, loss["support_percent"], bars)


def _without_money(
    setup: Setup,
    items: Mapping[str, Item],
    result: Mapping[str, Any],
    votes: Mapping[str, int],
    won: Sequence[str],
) -> Told:
    values = {place["option"]: place["value"] for place in result.get("places", ())} or votes
    in_points = setup.rule == Rule.SUM

    def number(value: float) -> str:
        if in_points:
            return ngettext("%(n)s Punkt", "%(n)s Punkte", int(value)) % {"n": number_format(value, 0)}
        return ngettext("%(n)s Stimme", "%(n)s Stimmen", int(value)) % {"n": number_format(value, 0)}

    duels = dict(zip(result.get("options", ()), result.get("duels", ()), strict=False))
    codes = list(result.get("options", ()))
    winners, losers = [], []
    for code in won:
        if duels:
            beaten = sum(
                duels[code][codes.index(other)] > duels[other][codes.index(code)]
                for other in codes
                if other != code
            )
            sentence = _("Schlägt %(n)d von %(all)d anderen im direkten Vergleich.") % {
                "n": beaten,
                "all": len(codes) - 1,
            }
        elif "places" in result:
            sentence = number(values.get(code, 0))
        else:
            sentence = _("Hat in der letzten Runde genug Stimmen.")
        winners.append(Winner(items[code], int(votes.get(code, 0)), None, sentence))
    last = min((values.get(code, 0) for code in won), default=0)
    out = {code: at for at, one in enumerate(result.get("rounds", ()), 1) for code in one["out"]}
    order = sorted(set(items) - set(won), key=lambda code: (-values.get(code, 0), code))
    for code in order:
        if duels and won:
            best = won[0]
            mine, theirs = duels[code][codes.index(best)], duels[best][codes.index(code)]
            if theirs > mine:
                text = _("Gegen „%(winner)s“ steht es %(mine)d zu %(theirs)d. Gewonnen hätte es den Vergleich mit %(more)d Stimmen mehr.") % {
                    "winner": items[best].title, "mine": mine, "theirs": theirs, "more": theirs - mine + 1,
                }  # fmt: skip
            else:
                text = _("Gegen „%(winner)s“ steht es %(mine)d zu %(theirs)d, aber gegen andere verliert es deutlicher.") % {
                    "winner": items[best].title, "mine": mine, "theirs": theirs,
                }  # fmt: skip
        elif "places" in result:
            text = _("%(votes)s. Für den letzten Platz unter den Gewinnern fehlten %(missing)s.") % {
                "votes": number(values.get(code, 0)),
                "missing": number(max(1, last - values.get(code, 0))),
            }
        elif code in out:
            text = _(
                "Ist nach Runde %(n)d ausgeschieden; seine Stimmen gingen an das jeweils nächste Projekt weiter."
            ) % {"n": out[code]}
        else:
            text = _("Hatte in der letzten Runde weniger Stimmen.")
        losers.append(Loser(items[code], int(votes.get(code, 0)), (text,)))
    best_value = max(values.values(), default=0)
    bars = [
        {
            "name": items[code].title,
            "value": number_format(values.get(code, 0), 0),
            "note": _("gewinnt") if code in won else "",
            "share": percent(values.get(code, 0), best_value),
            "tone": "" if code in won else "calm",
        }
        for code in sorted(items, key=lambda code: (-values.get(code, 0), code))
    ]
    rounds = []
    for at, one in enumerate(result.get("rounds", ()), 1):
        top = max(one["votes"].values(), default=0)
        rounds.append(
            (
                _("Runde %(n)d") % {"n": at},
                [
                    {
                        "name": items[code].title if code in items else code,
                        "value": number_format(value, 0 if float(value).is_integer() else 2),
                        "note": _("gewählt")
                        if code in one["elected"]
                        else _("scheidet aus")
                        if code in one["out"]
                        else "",
                        "share": percent(value, top),
                        "tone": "calm" if code in one["out"] else "",
                    }
                    for code, value in sorted(one["votes"].items(), key=lambda pair: -pair[1])
                ],
            )
        )
    lead = (_("Gewonnen hat: %(titles)s.") if len(won) == 1 else _("Gewonnen haben: %(titles)s.")) % {
        "titles": ", ".join(f"„{items[code].title}“" for code in won)
    }
    table = (
        [
            (items[a].title, ["–" if a == b else f"{duels[a][codes.index(b)]}" for b in codes])
            for a in codes
            if a in items
        ]
        if duels
        else []
    )
    return Told(
        winners=winners,
        losers=losers,
        lead=lead,
        bars=bars,
        bars_caption=_("Punkte je Projekt") if in_points else _("Auf so vielen Stimmzetteln genannt"),
        rounds=rounds,
        duels=table,
        votes=votes,
    )


def votes_of(setup: Setup, ballots: Any) -> dict[str, int]:
    """How often each option is named; where points are given, how many it has."""
    found: dict[str, int] = {}
    for choices in ballots:
        for code, mark in choices.items():
            found[code] = found.get(code, 0) + (mark if setup.kind == "points" else 1)
    return found
