# SPDX-License-Identifier: EUPL-1.2
"""Collecting, as the engine knows it: deeds, and what its templates show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.kernels.ranking import Question, day_seed, live_order, question_score

from ...models import Gathering, Item, ItemStatus, Seat, Signal, SignalKind, Stage
from ...queries import Look
from .. import Block, Call, Deed, Kind, Line, register
from .boards import Group, board, count_shown, covered, dress, groups_of
from .cards import cluster, cover, move, name_group, reveal, ungroup
from .dispositions import (
    answered,
    approve,
    edit,
    hide,
    merge,
    on_stage,
    park,
    reject,
    reopen,
    unmerge,
    written,
)
from .forms import (
    AddForm,
    AnsweredForm,
    ApproveForm,
    AskForm,
    BatchForm,
    ClusterForm,
    EditForm,
    ItemForm,
    MergeForm,
    MoveForm,
    NameForm,
    ReasonForm,
    TableForm,
    VoteForm,
    WrittenForm,
)
from .minutes import board_blocks, question_blocks
from .saying import add, ask, batch, from_paper, say_for_table, vote, withdraw
from .settings import FEW, HELD_BACK, OPEN, SETTINGS, WHAT, WHOLE, budget_of


class Collect(Kind):
    key = "collect"
    name = _("Sammeln")
    about = _(
        "Alle schreiben: Fragen, Karten, Themen, Aufgaben. Die Moderation liest mit, ordnet und vermerkt, was daraus wird."
    )
    settings = SETTINGS
    deeds = (
        Deed("ask", ask, AskForm, anytime=True),
        Deed("add", add, AddForm),
        Deed("vote", vote, VoteForm, anytime=True),
        Deed("withdraw", withdraw, ItemForm, anytime=True),
        Deed("table", say_for_table, TableForm),
        Deed("batch", batch, BatchForm, who="theme"),
        Deed("approve", approve, ApproveForm, who="theme", anytime=True),
        Deed("merge", merge, MergeForm, who="theme", anytime=True),
        Deed("unmerge", unmerge, ItemForm, who="theme", anytime=True),
        Deed("cluster", cluster, ClusterForm, who="theme"),
        Deed("move", move, MoveForm, who="theme"),
        Deed("name", name_group, NameForm, who="theme"),
        Deed("ungroup", ungroup, ItemForm, who="theme"),
        Deed("park", park, ItemForm, who="theme"),
        Deed("stage", on_stage, ItemForm, who="lead"),
        Deed("reopen", reopen, ItemForm, who="lead", anytime=True),
        Deed("answered", answered, AnsweredForm, who="lead", anytime=True),
        Deed("written", written, WrittenForm, who="lead", anytime=True),
        Deed("reject", reject, ReasonForm, who="lead", anytime=True),
        Deed("hide", hide, ReasonForm, who="lead", anytime=True),
        Deed("edit", edit, EditForm, who="lead", anytime=True),
        Deed("reveal", reveal, who="lead"),
        Deed("cover", cover, who="lead"),
    )

    def early(self, stage: Stage) -> bool:
        return bool(self.of(stage)["what"] == "question")

    def prepare(self, gathering: Gathering, stage: Stage) -> None:
        """A step that goes on with a board and does not collect face down turns what still lies so."""
        if not self.of(stage)["hidden"]:
            board(gathering, stage).filter(status=ItemStatus.DRAFT).update(
                status=ItemStatus.VISIBLE, version=F("version") + 1, changed_at=timezone.now()
            )

    def load(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        given = self.of(stage)
        what = given["what"]
        rows = list(board(look.gathering, stage, look.stages).select_related("author", "space", "office"))
        merged: dict[int, list[Item]] = {}
        for row in rows:
            dress(row)
            if row.merged_into_id:
                merged.setdefault(row.merged_into_id, []).append(row)
        for row in rows:
            row.merged_here = merged.get(row.pk, [])
        by: dict[str, list[Item]] = {status: [] for status in (*ItemStatus.values, "gone")}
        for row in rows:
            by["gone" if row.data.get("hidden") else row.status].append(row)
        visible = by[ItemStatus.VISIBLE]
        found: dict[str, Any] = {
            "what": what,
            "words": WHAT[what],
            "is_question": what == "question",
            "is_card": what == "card",
            "on_stage": next(iter(by[ItemStatus.LIVE]), None),
            "visible": visible,
            "queued": by[ItemStatus.QUEUED],
            "drafts": len(by[ItemStatus.DRAFT]),
            "answered": by[ItemStatus.ANSWERED],
            "written": by[ItemStatus.WRITTEN],
            "rejected": by[ItemStatus.REJECTED],
            "gone": by["gone"],
            "parked": by[ItemStatus.PARKED],
            "covered": covered(look.gathering, stage, given),
            "total": len(visible) + len(by[ItemStatus.DRAFT]) + len(by[ItemStatus.PARKED]),
        }
        found["settled"] = len(found["answered"]) + len(found["written"]) + len(found["rejected"])
        if what == "question":
            ranked = sorted(visible, key=lambda row: (-question_score(row.ups, row.shown), -row.ups, row.pk))
            found["by_score"] = ranked if given["ranked"] else list(reversed(visible))
            found["top"] = found["by_score"][:5]
        groups = list(groups_of(look.gathering, stage, look.stages))
        known = {group.pk: group for group in groups}
        for row in rows:
            row.theme = known.get(row.cluster_id)
        large = [found["on_stage"]] if found["on_stage"] is not None else []
        found["groups"] = [
            Group(group, [row for row in (*large, *visible) if row.cluster_id == group.pk])
            for group in groups
        ]
        found["loose"] = [row for row in visible if row.cluster_id not in known]
        found["tables"] = _by_table(rows)
        return found

    def load_mine(self, look: Look, stage: Stage, seat: Seat) -> Mapping[str, Any]:
        given = self.of(stage)
        shared = look.once(("data", stage.pk, self.key), lambda: self.load(look, stage))
        rows = [
            dress(row)
            for row in board(look.gathering, stage, look.stages)
            .filter(author=seat)
            .select_related("merged_into", "office")
        ]
        most = budget_of(given)
        open_now = sum(row.status in OPEN for row in rows)
        found: dict[str, Any] = {
            "own": [row for row in rows if not row.data.get("hidden")],
            "most": most,
            "left": max(0, most - open_now) if most else None,
            "may_say": not most or open_now < most,
            "may_take_back": (ItemStatus.QUEUED, ItemStatus.VISIBLE, ItemStatus.DRAFT),
        }
        if given["what"] == "question":
            found |= self._list_for(stage, seat, shared["visible"], ranked=bool(given["ranked"]))
            on_stage = shared["on_stage"]
            found["voted_on_stage"] = on_stage is not None and on_stage.pk in found["voted"]
        return found

    def _list_for(self, stage: Stage, seat: Seat, visible: list[Item], *, ranked: bool) -> dict[str, Any]:
        """The questions in the order of this phone. What it shows for the first time counts as shown."""
        signals = {
            item_id: (into or item_id, value)
            for item_id, into, value in Signal.objects.filter(
                seat=seat, kind=SignalKind.VOTE, item__gathering_id=stage.gathering_id
            ).values_list("item_id", "item__merged_into_id", "value")
        }
        voted = {at for at, value in signals.values() if value > 0}
        rows = {row.pk: row for row in visible}
        if ranked:
            # Without the sights of this phone: its own look must not move the list under the thumb.
            order = live_order(
                [
                    Question(
                        row.pk,
                        row.ups,
                        max(0, row.shown - (row.pk in signals)),
                        row.pk in voted or row.author_id == seat.pk,
                    )
                    for row in visible
                ],
                day_seed(f"gathering-{stage.gathering_id}", timezone.localdate(), str(seat.pk)),
            )
        else:
            order = sorted(rows, reverse=True)
        first, rest = order[:FEW], order[FEW:]
        new = [pk for pk in first if pk not in signals and rows[pk].author_id != seat.pk]
        if new:
            count_shown(seat, new)
        return {
            "voted": voted,
            "list": [rows[pk] for pk in first],
            "rest": [rows[pk] for pk in rest],
        }

    def marks(self, look: Look, stage: Stage) -> Mapping[str, str]:
        """A phone asks again when something became of its own, and now and then when the board grew: in a hall of a
        thousand not at every question.
        """
        given = self.of(stage)
        shared = look.once(("data", stage.pk, self.key), lambda: self.load(look, stage))
        own: dict[int, list[str]] = {}
        for author, pk, status in (
            board(look.gathering, stage, look.stages)
            .exclude(author=None)
            .values_list("author_id", "pk", "status")
        ):
            own.setdefault(author, []).append(f"{pk}{status[:2]}")
        large = shared["on_stage"]
        common = f"{shared['what'][:2]}{int(shared['covered'])}.{large.pk if large else ''}"
        if given["what"] == "question":
            grown = len(shared["visible"]) + shared["settled"]
            common += f"{grown // max(1, look.here['all'] // 100)}.{len(shared['gone'])}"
        return {"": common, **{str(pk): ".".join(rows) for pk, rows in own.items()}}

    def on_paper(self, call: Call) -> Item:
        """A card of the board, typed in and photographed by whoever types in the others."""
        return from_paper(call, self.of(call.stage))

    def minutes(self, look: Look, stage: Stage) -> list[Block]:
        given = self.of(stage)
        what = given["what"]
        if (what in WHOLE or given["board"]) and self._first_of_board(look, stage, given) != stage.pk:
            return []  # it stands at the first step of the board
        data = look.once(("data", stage.pk, self.key), lambda: self.load(look, stage))
        blocks = question_blocks(data) if what == "question" else board_blocks(data)
        if data["gone"]:
            blocks.append(
                Block(
                    gettext("Ausgeblendet"),
                    [
                        Line(gettext("Ein Beitrag, Grund: %(reason)s") % {"reason": row.reason})
                        for row in data["gone"]
                    ],
                )
            )
        return blocks

    def _first_of_board(self, look: Look, stage: Stage, given: Mapping[str, Any]) -> int:
        for other in look.stages:
            if self.key in other.kinds:
                theirs = self.of(other)
                if theirs["what"] == given["what"] and theirs["board"] == given["board"]:
                    return other.pk
        return stage.pk


def _by_table(rows: list[Any]) -> dict[int, list[Any]]:
    """What each table said, newest first. What lies face down is shown only to the table that wrote it together."""
    found: dict[int, list[Any]] = {}
    for row in reversed(rows):
        together = row.data.get("table")
        at = together or row.space_id
        if at and not row.data.get("hidden") and (together or row.status not in HELD_BACK):
            found.setdefault(at, []).append(row)
    return found


register(Collect())
