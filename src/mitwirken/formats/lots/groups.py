# SPDX-License-Identifier: EUPL-1.2
"""Quotas as a clerk writes them, the list as it is published, the command that draws again. Plain functions, no database."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.kernels.sortition import InTheWay, Quota

MOST_GROUPS = 60
MOST_PEOPLE = 20_000
NUMBER, HOUSEHOLD = "id", "household"
_LINE = re.compile(r"([^:=]+):(.+):\s*(\d{1,4})\s*(?:[-–]\s*(\d{1,4}))?")
_NUMBER = re.compile(r"[0-9A-Za-z._-]{1,20}")


@dataclass(frozen=True)
class Row:
    """A line of a list that was handed in."""

    number: str
    groups: dict[str, str]
    household: str = ""


def read_quotas(text: str) -> list[dict[str, Any]]:
    """One group a line, "feature: group: least-most". Refuses with the number of the bad line and what it should look like.

    >>> read_quotas("Bezirk: Hörde: 2-4\\nBezirk: übrige Stadt: 5")[1]
    {'feature': 'Bezirk', 'value': 'übrige Stadt', 'least': 5, 'most': 5}
    """
    found: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        said = _LINE.fullmatch(line.strip())
        if said is None:
            raise _bad(
                _(
                    "Zeile %(n)d: Schreiben Sie Merkmal, Gruppe und wie viele, zum Beispiel „Stadtbezirk: Hörde: 2-4“."
                )
                % {"n": number}
            )
        feature, value = said[1].strip()[:60], said[2].strip()[:60]
        least = int(said[3])
        most = int(said[4] or least)
        if not value or feature.casefold() in {NUMBER, HOUSEHOLD}:
            raise _bad(_("Zeile %(n)d: Dieses Merkmal braucht einen anderen Namen.") % {"n": number})
        if least > most:
            raise _bad(_("Zeile %(n)d: Das Mindestens ist größer als das Höchstens.") % {"n": number})
        if any(row["feature"] == feature and row["value"] == value for row in found):
            raise _bad(_("Zeile %(n)d: „%(group)s“ steht schon weiter oben.") % {"n": number, "group": value})
        found.append({"feature": feature, "value": value, "least": least, "most": most})
    if len(found) > MOST_GROUPS:
        raise _bad(_("Das sind mehr als %(n)d Gruppen. Fassen Sie einige zusammen.") % {"n": MOST_GROUPS})
    return found


def _bad(sentence: str) -> Refusal:
    return Refusal(sentence, status=422, field="quotas")


def written(quotas: Iterable[Mapping[str, Any]]) -> str:
    """Quotas as they are typed in again."""
    return "\n".join(f"{row['feature']}: {row['value']}: {row['least']}-{row['most']}" for row in quotas)


def in_the_way(why: InTheWay) -> str:
    """Why nobody can be drawn so, and what to do about it."""
    values = {"feature": why.feature, "group": why.value, "wanted": why.wanted, "there": why.there}
    match why.what:
        case "people":
            return (
                _(
                    "Es sind %(wanted)d Plätze, aber nur %(there)d Menschen im Lostopf. Es braucht mehr Menschen oder weniger Plätze."
                )
                % values
            )
        case "group":
            return (
                _(
                    "%(feature)s „%(group)s“: Mindestens %(wanted)d sollen es sein, im Lostopf sind %(there)d. Es braucht mehr "
                    "Menschen aus dieser Gruppe oder eine kleinere Zahl."
                )
                % values
            )
        case "feature":
            return (
                _(
                    "%(feature)s: Zusammen verlangen die Gruppen mindestens %(wanted)d Menschen, es gibt aber nur %(there)d Plätze."
                )
                % values
            )
        case "room":
            return (
                _(
                    "%(feature)s: Die Höchstzahlen lassen nur %(there)d Menschen zu, es sind aber %(wanted)d Plätze zu besetzen."
                )
                % values
            )
    return _(
        "Jede Vorgabe für sich ist möglich, alle zusammen sind es nicht. Machen Sie bei einer Gruppe die Spanne weiter."
    )


# --- the list ---------------------------------------------------------------------------------------------------------


def read_list(text: str, groups: Mapping[str, Sequence[str]]) -> list[Row]:
    """A CSV with a column id, one for each feature, and household if there is one. Other columns are not read.

    Refuses with the number of the bad line: no id or one twice, a group that the quotas do not know, names of columns missing.
    """
    sample = text[:2000].partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if sample.count(";") > sample.count(",") else ",")
    try:
        columns = [name.strip() for name in rows.fieldnames or ()]
        missing = [name for name in (NUMBER, *groups) if name not in columns]
        if missing:
            raise _no_list(
                _("In der ersten Zeile fehlt: %(columns)s.")
                % {"columns": ", ".join(f"„{n}“" for n in missing)}
            )
        found: list[Row] = []
        seen: set[str] = set()
        for line, raw in enumerate(rows, 2):
            cells = {
                name.strip(): (cell or "").strip() for name, cell in raw.items() if isinstance(name, str)
            }
            if not any(cells.values()):
                continue
            number = cells[NUMBER]
            if not _NUMBER.fullmatch(number):
                raise _no_list(
                    _(
                        "Zeile %(n)d: Die Nummer darf aus Ziffern und Buchstaben bestehen, höchstens 20 Zeichen, und nicht fehlen."
                    )
                    % {"n": line}
                )
            if number in seen:
                raise _no_list(
                    _("Zeile %(n)d: Die Nummer %(number)s kommt schon vor.") % {"n": line, "number": number}
                )
            seen.add(number)
            for feature, values in groups.items():
                if cells[feature] not in values:
                    raise _no_list(
                        _(
                            "Zeile %(n)d: „%(value)s“ ist bei „%(feature)s“ keine Gruppe. Möglich sind: %(groups)s."
                        )
                        % {
                            "n": line,
                            "value": cells[feature][:60],
                            "feature": feature,
                            "groups": ", ".join(values),
                        }
                    )
            if len(found) == MOST_PEOPLE:
                raise _no_list(
                    _(
                        "Die Liste hat mehr als %(n)d Zeilen. Lassen Sie das Melderegister vorher eine kleinere ziehen."
                    )
                    % {"n": MOST_PEOPLE}
                )
            household = cells.get(HOUSEHOLD, "")
            if household and not _NUMBER.fullmatch(household):
                raise _no_list(
                    _(
                        "Zeile %(n)d: Haushalte bekommen Nummern wie die Menschen, keine Namen oder Anschriften."
                    )
                    % {"n": line}
                )
            found.append(Row(number, {feature: cells[feature] for feature in groups}, household))
    except csv.Error:
        raise _no_list(_("Das ist keine Tabelle, die sich lesen lässt. Speichern Sie sie als CSV.")) from None
    if not found:
        raise _no_list(_("In der Liste steht niemand."))
    return found


def _no_list(sentence: str) -> Refusal:
    return Refusal(sentence, status=422, field="file")


def as_text(rows: Iterable[Row], groups: Mapping[str, Sequence[str]]) -> str:
    """The list as it is published, always in the same spelling, so that its checksum is of the file that everybody gets."""
    listed = sorted(rows, key=lambda row: (len(row.number), row.number))
    homes = any(row.household for row in listed)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([NUMBER, *groups, *([HOUSEHOLD] if homes else [])])
    for row in listed:
        writer.writerow([row.number, *(row.groups[f] for f in groups), *([row.household] if homes else [])])
    return out.getvalue()


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def command(
    file: str, *, seats: int, substitutes: int, quotas: Iterable[Quota], seed: str, households: bool
) -> str:
    """How anybody draws the same people from the published list."""
    words = ["mitwirken", "draw", file, "--seats", str(seats), "--substitutes", str(substitutes)]
    # Joined, as a seed or a group may begin with a dash.
    words.append(f"--seed={seed}")
    words += [f"--quota={quota.feature}={quota.value}:{quota.least}-{quota.most}" for quota in quotas]
    if households:
        words += ["--household", HOUSEHOLD]
    return shlex.join(words)
