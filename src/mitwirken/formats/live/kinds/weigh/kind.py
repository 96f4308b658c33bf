# SPDX-License-Identifier: EUPL-1.2
"""Weighing, as the engine knows it: deeds, and what its templates show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...models import Gathering, Item, ItemKind, Seat, Stage, State
from ...queries import Look
from .. import Block, Deed, Kind, Line, register
from .counts import counts_of, given_by, tallies, voters_of
from .forms import AgreeForm, GiveForm, HandsForm, OptionForm, PickForm, RateForm, TableHandsForm
from .giving import agree, dot, hands, pick, rate, table_hands
from .options import add_option, close, option, option_title, reopen
from .settings import SETTINGS, STEPS, budget_of, most_of
from .statements import LABELS, take_over
from .subjects import is_closed, subjects
from .words import bars_of, hands_in_words, share_of, took_part, value_in_words, worth


class Weigh(Kind):
    key = "weigh"
    name = _("Gewichten")
    about = _("Punkte verteilen, abstimmen, ein Quiz, Interesse zeigen, bewerten. Hände im Raum zählen mit.")
    settings = SETTINGS
    mine_shows_all = False
    deeds = (
        Deed("dot", dot, GiveForm),
        Deed("pick", pick, PickForm),
        Deed("rate", rate, RateForm),
        Deed("agree", agree, AgreeForm),
        Deed("hands", hands, HandsForm, who="theme"),
        Deed("table", table_hands, TableHandsForm),
        Deed("close", close, who="lead"),
        Deed("open", reopen, who="lead"),
        Deed("option", option, OptionForm, who="lead"),
    )

    def prepare(self, gathering: Gathering, stage: Stage) -> None:
        """Makes items of the options, those that are not there yet; or of statements of the opinion map."""
        given = self.of(stage)
        if given["mode"] == "agree":
            take_over(gathering, stage, given["statements"])
            return
        lines = given["options"]
        rows = {row.title: row for row in Item.objects.filter(stage=stage, kind=ItemKind.OPTION)}
        titles = [option_title(line) for line in lines]
        for title, row in rows.items():
            # What the run sheet no longer says goes, unless somebody added it in the hall or chose it already.
            if row.data.get("sheet") and title not in titles and not row.ups:
                row.delete()
        for position, (title, line) in enumerate(zip(titles, lines, strict=True), 1):
            if title not in rows:
                add_option(gathering, stage, line, position, sheet=True)

    def finish(self, gathering: Gathering, stage: Stage) -> None:
        """Keeps what everything got in this step."""
        mode = self.of(stage)["mode"]
        rows = subjects(gathering, stage)
        counts: dict[int, dict[str, int]] = {}
        for item, value, number in counts_of(stage, mode):
            counts.setdefault(item, {})[str(value)] = number
        voters, key = voters_of(stage, mode), str(stage.pk)
        # In their order, as phones lock questions that they show: then nobody waits in a circle.
        list(Item.objects.select_for_update().filter(pk__in=[row.pk for row in rows]).order_by("pk"))
        for row in rows:
            row.data = {
                **row.data,
                "weighed": {**row.data.get("weighed", {}), key: counts.get(row.pk, {})},
                "voters": {**row.data.get("voters", {}), key: voters},
            }
        Item.objects.bulk_update(rows, ["data"], batch_size=200)

    def load(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        given, items, closed, common = self._common(look, stage)
        mode = given["mode"]
        rows = tallies(look.gathering, stage, items, mode)
        highest = max((row.total for row in rows), default=0)
        for row in rows:
            row.share = share_of(row, mode, highest)
        ordered = (
            rows if mode in ("poll", "quiz", "agree") else sorted(rows, key=lambda row: -worth(row, mode))
        )
        voters = voters_of(stage, mode)
        if stage.state == State.DONE and rows:
            voters = rows[0].item.data.get("voters", {}).get(str(stage.pk), voters)
        return {
            **common,
            "rows": rows,
            "ordered": ordered,
            "veiled": (given["hidden"] or mode == "quiz") and not closed,
            "show_right": mode == "quiz" and closed,
            "voters": voters,
            "hands": sum(row.hands for row in rows),
            "bars": bars_of(ordered, mode, show_right=mode == "quiz" and closed),
            "highest": highest,
        }

    def _common(self, look: Look, stage: Stage) -> tuple[dict[str, Any], list[Item], bool, dict[str, Any]]:
        """What everybody's and one's own part show alike: settings, what is weighed, whether it is over. Two queries."""

        def find() -> tuple[dict[str, Any], list[Item], bool, dict[str, Any]]:
            given, items = self.of(stage), subjects(look.gathering, stage)
            closed = is_closed(look.gathering, stage)
            right = sum(bool(row.data.get("right")) for row in items)
            shown = {
                "mode": given["mode"],
                "closed": closed,
                "budget": budget_of(given, right),
                "most": most_of(given),
                "steps": STEPS,
                "answers": LABELS,
            }
            return given, items, closed, shown

        return look.once(("weigh", stage.pk), find)

    def load_mine(self, look: Look, stage: Stage, seat: Seat) -> Mapping[str, Any]:
        _given, items, _closed, shared = self._common(look, stage)
        mode = shared["mode"]
        own = given_by(seat, stage, mode)
        known = {row.pk for row in items}
        spent = sum(value if mode == "dots" else 1 for pk, value in own.items() if pk in known)
        choices = []
        for row in items:
            value = own.get(row.pk, 0)
            choices.append(
                {
                    "item": row,
                    "own": value,
                    "right": bool(row.data.get("right")),
                    "less": max(0, value - 1),
                    "more": value + 1,
                    "may_more": spent < shared["budget"] and value < shared["most"],
                    "dots": range(value),
                    "said": LABELS.get(value, "") if mode == "agree" else "",
                }
            )
        left = max(0, shared["budget"] - spent)
        return {
            **shared,
            "rows": items,
            "choices": choices,
            "spent": spent,
            "left": left,
            "gave": bool(own),
        }

    def marks(self, look: Look, stage: Stage) -> Mapping[str, str]:
        """All phones ask again when it closes or opens, or when there is more to weigh; never for the counts."""
        shared = look.once(("data", stage.pk, self.key), lambda: self.load(look, stage))
        return {"": f"w{int(shared['closed'])}.{len(shared['rows'])}"}

    def minutes(self, look: Look, stage: Stage) -> list[Block]:
        data = look.once(("data", stage.pk, self.key), lambda: self.load(look, stage))
        if not data["rows"] or stage.state == State.PLANNED:
            return []
        lines = []
        for row in data["ordered"]:
            # What was made of it afterwards was not weighed here.
            if stage.state == State.DONE and str(stage.pk) not in row.item.data.get("weighed", {}):
                continue
            notes = [value_in_words(row, data["mode"])]
            if row.hands:
                notes.append(hands_in_words(row.hands))
            if data["show_right"] and row.right:
                notes.append(gettext("richtig"))
            lines.append(Line(row.item.title or row.item.body, notes, item=row.item))
        return [Block(gettext("Ergebnis"), lines, text=took_part(data))]


register(Weigh())
