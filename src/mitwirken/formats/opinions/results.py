# SPDX-License-Identifier: EUPL-1.2
"""A drawn map in words: what joins, what sets each group apart, what is contested within the groups, how sure all that is.

Pure: the report of `kernels.opinions.as_data` (without people) and the statements as they stand now go in, sentences come out.
What a page shows as a picture stands here as well. Numbers of fewer than five people are not told (`docs/rules/small-cells.md`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mitwirken.kernels import small_cells

LETTERS: Final = "ABCDE"
LISTED: Final = 5
SURE: Final = 0.9
FAIRLY: Final = 0.8
FEW: Final = 30  # people on the map below whom no grouping is called sure
CONTESTED: Final = 0.3  # of the votes in every group, on either side


@dataclass(frozen=True)
class Line:
    """A statement as it stands now. `personal` ones are told, but make nobody differ."""

    number: int
    text: str
    url: str
    personal: bool = False


@dataclass(frozen=True)
class Share:
    """What a group, or all, said to a statement. `hidden`: fewer than five of them answered (or it could be worked out)."""

    name: str
    agree: int
    disagree: int
    votes: int
    hidden: bool = False
    tone: int = 0

    @property
    def letter(self) -> str:
        return LETTERS[self.tone - 1] if self.tone else ""

    @property
    def no_from(self) -> float:
        """Where the bar of those who don't agree begins: at the far end, so that two shares can be compared at either edge."""
        return 100 - self.disagree_share

    @property
    def passed(self) -> int:
        return self.votes - self.agree - self.disagree

    @property
    def agree_share(self) -> float:
        return 100 * self.agree / self.votes if self.votes else 0.0

    @property
    def disagree_share(self) -> float:
        return 100 * self.disagree / self.votes if self.votes else 0.0


@dataclass(frozen=True)
class Row:
    """A statement with everybody's answers, and each group's."""

    line: Line
    whole: Share
    groups: tuple[Share, ...]
    joins: float
    """The smoothed agreement of the group that agrees least."""
    parts: float
    """Points between the group that agrees most and the one that agrees least."""


@dataclass(frozen=True)
class Point:
    """A statement that is told, and the sentence with its numbers."""

    line: Line
    sentence: str
    agrees: bool = True


@dataclass(frozen=True)
class Group:
    letter: str
    name: str
    size: int
    sentence: str
    points: tuple[Point, ...]
    tone: int


@dataclass(frozen=True)
class Certainty:
    """`level`: sure, fairly, unsure, or none where there are no groups to be sure of."""

    level: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    lead: str
    people: int
    on_map: int
    votes: int
    groups: tuple[Group, ...]
    joins: tuple[Point, ...]
    refused: tuple[Point, ...]
    contested: tuple[Point, ...]
    certainty: Certainty
    rows: tuple[Row, ...]
    channels: tuple[tuple[str, int | None, int], ...]

    @property
    def sizes(self) -> list[dict[str, Any]]:
        """The groups as bars."""
        return [
            {
                "name": group.name,
                "value": group.size,
                "note": percent(100 * group.size / self.on_map),
                "share": round(100 * group.size / self.on_map),
            }
            for group in self.groups
        ]

    @property
    def has_groups(self) -> bool:
        return len(self.groups) > 1


def percent(share: float) -> str:
    """A share as it is said; the sign stays with its number."""
    return f"{round(share)}\u00a0%"


def name_of(number: int) -> str:
    return _("Gruppe %(letter)s") % {"letter": LETTERS[number]}


def tell(result: Mapping[str, Any], lines: Mapping[int, Line]) -> Told:
    """The report in words. Statements that are not in `lines` (any more) are not told."""
    sizes = [int(group["size"]) for group in result["groups"]]
    rows = tuple(_row(one, lines[one["id"]]) for one in result["statements"] if one["id"] in lines)
    by_id = {one["id"]: row for one, row in zip(_listed(result, lines), rows, strict=True)}
    groups = tuple(
        Group(
            LETTERS[number],
            name_of(number),
            size,
            _size(size, sum(sizes)),
            _apart(result["groups"][number], number, by_id, len(sizes)),
            number + 1,
        )
        for number, size in enumerate(sizes)
    )
    return Told(
        lead=_lead(sizes),
        people=int(result["people_voted"]),
        on_map=int(result["people_on_map"]),
        votes=int(result["votes"]),
        groups=groups if len(groups) > 1 else (),
        joins=_all_say(rows, agrees=True),
        refused=_all_say(rows, agrees=False),
        contested=_contested(rows),
        certainty=_certainty(result),
        rows=rows,
        channels=_channels(result.get("channels", {})),
    )


def _listed(result: Mapping[str, Any], lines: Mapping[int, Line]) -> list[Mapping[str, Any]]:
    return [one for one in result["statements"] if one["id"] in lines]


def _row(one: Mapping[str, Any], line: Line) -> Row:
    told = small_cells.shown({at: int(group["votes"]) for at, group in enumerate(one["groups"])})
    groups = tuple(
        Share(
            name_of(at),
            int(group["agree"]),
            int(group["disagree"]),
            int(group["votes"]),
            hidden=told[at] is None,
            tone=at + 1,
        )
        for at, group in enumerate(one["groups"])
    )
    votes = int(one["votes"])
    whole = Share(
        pgettext("people", "Alle"),
        int(one["agree"]),
        int(one["disagree"]),
        votes,
        hidden=votes < small_cells.LEAST,
    )
    known = [group.agree_share for group in groups if not group.hidden]
    return Row(
        line,
        whole,
        groups if len(groups) > 1 else (),
        float(one["least_agreeing"]),
        max(known) - min(known) if len(known) > 1 else 0.0,
    )


def _sides(row: Row) -> Sequence[Share]:
    """Those whose answers are told: the groups, or all together where there is one group. Empty if one is hidden."""
    found = row.groups or (row.whole,)
    return () if any(one.hidden for one in found) else found


def _all_say(rows: Sequence[Row], *, agrees: bool) -> tuple[Point, ...]:
    """Statements on which more than half of every group say the same: first those where the least of them is largest."""

    def share(one: Share) -> float:
        return one.agree_share if agrees else one.disagree_share

    found = [
        (min(map(share, sides)), row)
        for row in rows
        if not row.line.personal and (sides := _sides(row)) and min(map(share, sides)) > 50
    ]
    found.sort(key=lambda pair: (-pair[0], -pair[1].whole.votes, pair[1].line.number))
    return tuple(Point(row.line, _what_all_say(row, agrees), agrees) for _least, row in found[:LISTED])


def _what_all_say(row: Row, agrees: bool) -> str:
    if not row.groups:
        words = {
            "share": percent(row.whole.agree_share if agrees else row.whole.disagree_share),
            "some": row.whole.agree if agrees else row.whole.disagree,
            "all": row.whole.votes,
        }
        if agrees:
            return _("%(share)s stimmen zu: %(some)d von %(all)d.") % words
        return _("%(share)s stimmen nicht zu: %(some)d von %(all)d.") % words
    parts = ", ".join(_part(one, agrees) for one in row.groups)
    if agrees:
        return _("So viele stimmen zu: %(parts)s.") % {"parts": parts}
    return _("So viele stimmen nicht zu: %(parts)s.") % {"parts": parts}


def _part(one: Share, agrees: bool = True) -> str:
    return _("%(group)s %(share)s (%(some)d von %(all)d)") % {
        "group": one.name,
        "share": percent(one.agree_share if agrees else one.disagree_share),
        "some": one.agree if agrees else one.disagree,
        "all": one.votes,
    }


def _apart(group: Mapping[str, Any], number: int, rows: Mapping[int, Row], groups: int) -> tuple[Point, ...]:
    """What stands for a group against the others, as long as enough people answered in it and outside."""
    out = []
    for standing in group["representative"]:
        row = rows.get(standing["statement"])
        if row is None or not _sides(row) or groups < 2 or row.line.personal:
            continue
        own = row.groups[number]
        others = [one for at, one in enumerate(row.groups) if at != number]
        agrees = standing["side"] == "agree"
        votes = sum(one.votes for one in others)
        words = {
            "group": own.name,
            "share": percent(own.agree_share if agrees else own.disagree_share),
            "some": own.agree if agrees else own.disagree,
            "all": own.votes,
            "other": percent(
                100 * sum(one.agree if agrees else one.disagree for one in others) / votes if votes else 0
            ),
        }
        sentence = (
            _("In %(group)s stimmen %(share)s zu (%(some)d von %(all)d), sonst %(other)s.")
            if agrees
            else _("In %(group)s stimmen %(share)s nicht zu (%(some)d von %(all)d), sonst %(other)s.")
        )
        out.append(Point(row.line, sentence % words, agrees))
    return tuple(out)


def _contested(rows: Sequence[Row]) -> tuple[Point, ...]:
    """Statements that divide every group within: on either side at least three in ten."""
    found = []
    for row in rows:
        sides = _sides(row)
        if not sides or row.line.personal:
            continue
        least = min(min(one.agree, one.disagree) / one.votes for one in sides)
        if least >= CONTESTED:
            found.append((least, row))
    found.sort(key=lambda pair: (-pair[0], pair[1].line.number))
    return tuple(
        Point(
            row.line,
            _("%(yes)d stimmen zu, %(no)d stimmen nicht zu, %(pass)d lassen es offen.")
            % {"yes": row.whole.agree, "no": row.whole.disagree, "pass": row.whole.passed},
        )
        for _least, row in found[:LISTED]
    )


def _size(size: int, on_map: int) -> str:
    return ngettext(
        "%(n)d Mensch, %(share)s derer, die auf der Karte stehen",
        "%(n)d Menschen, %(share)s derer, die auf der Karte stehen",
        size,
    ) % {"n": size, "share": percent(100 * size / on_map if on_map else 0)}


def _lead(sizes: Sequence[int]) -> str:
    if len(sizes) < 2:
        return _("Die Antworten ergeben keine Gruppen, die sich deutlich unterscheiden.")
    return _("Die Antworten ergeben %(n)d Gruppen: %(groups)s.") % {
        "n": len(sizes),
        "groups": ", ".join(
            ngettext("%(group)s mit %(n)d Mensch", "%(group)s mit %(n)d Menschen", size)
            % {"group": name_of(at), "n": size}
            for at, size in enumerate(sizes)
        ),
    }


def _certainty(result: Mapping[str, Any]) -> Certainty:
    """How sure the groups are. Rule: docs/rules/opinions.md, "How the site uses it"."""
    people, on_map, stability = result["people_voted"], result["people_on_map"], result["stability"]
    sentences = []
    if stability is None or len(result["groups"]) < 2:
        level, title = "none", _("Es zeigen sich keine Gruppen")
        sentences.append(
            _(
                "Es ließen sich keine Gruppen finden, die sich deutlich unterscheiden und groß genug sind. "
                "Das heißt nicht, dass alle derselben Meinung sind."
            )
        )
    else:
        if on_map < FEW or stability < FAIRLY:
            level, title = "unsure", _("Die Gruppen sind unsicher")
        elif stability < SURE:
            level, title = "fairly", _("Die Gruppen sind einigermaßen sicher")
        else:
            level, title = "sure", _("Die Gruppen sind sicher")
        sentences.append(
            _(
                "Der Computer hat die Gruppen von vielen verschiedenen Anfängen aus gesucht. Die Ergebnisse stimmen zu "
                "%(figure)s überein: 1 heißt jedes Mal dieselben Gruppen, 0 wie gewürfelt."
            )
            % {"figure": number_format(stability, 2)}
        )
        if stability < FAIRLY:
            sentences.append(
                _(
                    "Es könnten auch andere Gruppen sein. Lesen Sie die Karte als eine von mehreren Möglichkeiten."
                )
            )
        if on_map < FEW:
            sentences.append(
                _(
                    "Erst %(n)d Menschen stehen auf der Karte. Mit jeder weiteren Person kann sich das Bild noch ändern."
                )
                % {"n": on_map}
            )
    sentences.append(
        ngettext(
            "%(people)d Mensch hat geantwortet, %(on_map)d davon zu genug Aussagen, um auf der Karte zu stehen.",
            "%(people)d Menschen haben geantwortet, %(on_map)d davon zu genug Aussagen, um auf der Karte zu stehen.",
            people,
        )
        % {"people": people, "on_map": on_map}
    )
    sentences.append(
        _(
            "Die Fläche zeigt %(share)s der Unterschiede zwischen allen Antworten; mehr passt auf keine Fläche."
        )
        % {"share": percent(100 * sum(result["spread"]))}
    )
    sentences.append(
        _("Wer mitmacht, hat sich selbst dazu entschieden. Die Karte ist kein Abbild der ganzen Stadt.")
    )
    return Certainty(level, title, tuple(sentences))


def _channels(channels: Mapping[str, Mapping[str, int]]) -> tuple[tuple[str, int | None, int], ...]:
    """Way, people (None: fewer than five), votes."""
    if not channels:
        return ()
    shown = small_cells.shown({key: int(one["people"]) for key, one in channels.items()})
    return tuple(
        (key, shown[key], int(one["votes"]))
        for key, one in sorted(channels.items(), key=lambda pair: -pair[1]["people"])
    )


def sort(rows: Sequence[Row], order: str) -> list[Row]:
    """The statements as asked for: `verbindet`, `trennt`, `stimmen`, otherwise by number."""
    keys = {
        "verbindet": lambda row: (-row.joins, row.line.number),
        "trennt": lambda row: (-row.parts, row.line.number),
        "stimmen": lambda row: (-row.whole.votes, row.line.number),
    }
    return sorted(rows, key=keys.get(order, lambda row: (row.line.number,)))
