# SPDX-License-Identifier: EUPL-1.2
"""The surveys of the town: one that is over, with its results, and one that visitors can answer."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from mitwirken.civic.places.queries import area_at
from mitwirken.formats.surveys import actions
from mitwirken.formats.surveys.models import OTHER, Answer, Kind, Question, Survey
from mitwirken.ground.deeds.channel import Channel

from . import content
from . import town as story
from .town import Town

FIELDS = ("help", "required", "other", "most", "low", "high", "low_label", "high_label", "unit")


def plan_surveys(town: Town) -> None:
    """Processes, surveys and answers, each on its day. With dice of their own, so that the rest of the town stays as it is."""
    for number, entry in enumerate(content.read("surveys")):
        process = entry["process"]
        phase = next(phase for phase in process["phases"] if "answer" in phase["verbs"])
        first, last = phase["start"], min(phase["end"], -1)
        asked = Asked(town, entry, random.Random(41 + number))  # noqa: S311
        town.plan(town.day(first - 16, 9, 30), partial(story.make_process, town, process))
        town.plan(town.day(first - 12, 10), asked.prepare)
        town.plan(town.day(first - 4, 14), asked.settle)
        for channel, responses in entry["responses"].items():
            for _n in range(responses):
                day = asked.dice.randint(first + 1, last)
                moment = town.day(day, asked.dice.randint(8, 21), asked.dice.randrange(60))
                town.plan(min(moment, town.now), partial(asked.answer, channel))
        if "closes" in entry:
            town.plan(town.day(entry["closes"], 9), asked.close)
            town.plan(town.day(entry["closes"] + 2, 11), asked.publish)
            over = max(phase["end"] for phase in process["phases"])
            town.plan(town.day(over + 2, 10), partial(story.finish_process, town, process))


class Asked:
    """A survey of the content file, and how its people answer."""

    def __init__(self, town: Town, entry: Mapping[str, Any], dice: random.Random) -> None:
        self.town, self.entry, self.dice = town, entry, dice
        self.survey: Survey = Survey()
        self.questions: dict[str, Question] = {}
        self.given = [(page, question) for page in entry["pages"] for question in page["questions"]]
        self.texts = {
            question["key"]: list(question.get("texts") or question.get("others") or ())
            for _page, question in self.given
        }

    def prepare(self) -> None:
        by = self.town.staff["prozess-nord"]
        process = self.town.processes[self.entry["process"]["slug"]]
        phase = next(phase for phase in process.phases.select_related("process") if "answer" in phase.verbs)
        self.survey = actions.create_survey(
            phase=phase, draft=actions.SurveyDraft(**self.entry["survey"]), by=by
        )
        empty = self.survey.pages.get()
        for item in self.entry["pages"]:
            name, *keys = item.get("if") or ("",)
            page = actions.add_page(
                survey=self.survey,
                draft=actions.PageDraft(
                    title=item["title"],
                    text=item.get("text", ""),
                    if_question=self.questions[name].pk if name else None,
                    if_choices=tuple(keys),
                ),
                by=by,
            )
            for question in item["questions"]:
                draft = actions.QuestionDraft(
                    kind=question["kind"],
                    text=question["text"],
                    choices=tuple(question.get("choices", ())),
                    rows=tuple(question.get("rows", ())),
                    **{name: question[name] for name in FIELDS if name in question},
                )
                self.questions[question["key"]] = actions.add_question(page=page, draft=draft, by=by)
        actions.remove_page(page=empty, by=by)

    def settle(self) -> None:
        self.survey = actions.make_ready(survey=self.survey, by=self.town.staff["prozess-nord"])

    def close(self) -> None:
        self.survey = actions.close_survey(survey=self.survey, by=self.town.staff["prozess-nord"])

    def publish(self) -> None:
        """Staff read what people wrote, leave out a name, and set two questions against each other."""
        by = self.town.staff["prozess-nord"]
        texts = Answer.objects.filter(question=self.questions["noch"]).exclude(text="").order_by("text")
        for answer in texts[: self.entry["released"]]:
            words = answer.text.partition(", Grüße von")[0]
            actions.release_text(answer=answer, words=words, by=by)
        for first, second in self.entry["crossings"]:
            actions.publish_crossing(
                survey=self.survey,
                first=f"q{self.questions[first].pk}",
                second=f"q{self.questions[second].pk}",
                by=by,
            )

    # --- answers

    def answer(self, channel: str) -> None:
        """Somebody answers: online page by page, otherwise on a sheet or on the phone, typed in by staff."""
        values = self.values(online=channel == Channel.ONLINE)
        if channel == Channel.ONLINE:
            token = actions.begin(survey=self.survey, person=None)
            actions.save_page(survey=self.survey, token=token, values=values, person=None)
            actions.send(survey=self.survey, token=token, person=None)
        else:
            actions.enter_sheet(
                survey=self.survey, values=values, channel=channel, by=self.town.staff["redaktion"]
            )

    def values(self, *, online: bool) -> dict[str, dict[str, Any]]:
        """What somebody says to all questions. On paper there are gaps, and pages that did not concern them stay empty."""
        said: dict[str, dict[str, Any]] = {}
        for page, item in self.given:
            name, *keys = page.get("if") or ("",)
            if name and not set(said.get(name, {}).get("choices", ())) & set(keys):
                continue
            if not item.get("required") and self.dice.random() < (0.06 if online else 0.15):
                continue
            value = self._value(item, said)
            if value:
                said[item["key"]] = value
        return {str(self.questions[key].pk): value for key, value in said.items()}

    def _value(self, item: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
        keys = [str(n) for n in range(1, len(item.get("choices", ())) + 1)]
        match item["kind"]:
            case Kind.ONE:
                return {"choices": self._drawn(keys, self._weights(item, said))}
            case Kind.SEVERAL:
                chosen = [
                    key
                    for key, weight in zip(keys, item["weights"], strict=True)
                    if self.dice.randrange(100) < weight
                ]
                words = self._words(item["key"]) if self.dice.random() < 0.02 else ""
                return (
                    {"choices": [*chosen, OTHER], "text": words}
                    if words
                    else {"choices": chosen}
                    if chosen
                    else {}
                )
            case Kind.SCALE:
                steps = [str(n) for n in range(item["low"], item["high"] + 1)]
                return {"number": self._drawn(steps, self._weights(item, said))[0]}
            case Kind.MATRIX:
                rows = {
                    str(n): self._drawn(keys, weights)[0] for n, weights in enumerate(item["row_weights"], 1)
                }
                return {"rows": {row: key for row, key in rows.items() if self.dice.random() < 0.97}}
            case Kind.RANKING:
                order = sorted(
                    keys,
                    key=lambda key: self.dice.random() ** (1 / item["weights"][int(key) - 1]),
                    reverse=True,
                )
                return {"choices": order[: self.dice.choice((2, 3, 3, 3))]}
            case Kind.NUMBER:
                return {"number": str(min(item["high"], round(self.dice.expovariate(1 / item["mean"]))))}
            case Kind.POINT:
                return self._place(item) if self.dice.random() < item["share"] else {}
            case Kind.LONG:
                words = self._words(item["key"]) if self.dice.random() < 0.12 else ""
                return {"text": words} if words else {}
        return {}

    def _drawn(self, keys: Sequence[str], weights: Sequence[float]) -> list[str]:
        return self.dice.choices(keys, weights)

    def _weights(self, item: Mapping[str, Any], said: Mapping[str, Any]) -> Sequence[float]:
        for key, by_choice in item.get("by", {}).items():
            for choice in said.get(key, {}).get("choices", ()):
                if choice in by_choice:
                    found: Sequence[float] = by_choice[choice]
                    return found
        usual: Sequence[float] = item["weights"]
        return usual

    def _words(self, key: str) -> str:
        return self.texts[key].pop() if self.texts[key] else ""

    def _place(self, item: Mapping[str, Any]) -> dict[str, Any]:
        ((lat, lon, _often),) = self.dice.choices(item["spots"], [spot[2] for spot in item["spots"]])
        lat, lon = round(lat + self.dice.gauss(0, 0.0003), 4), round(lon + self.dice.gauss(0, 0.0004), 4)
        area = area_at(lat, lon)
        words = self.dice.choice(item["places"]) if self.dice.random() < 0.1 else ""
        return (
            {"lat": lat, "lon": lon}
            | ({"place": area.pk} if area else {})
            | ({"text": words} if words else {})
        )
