# SPDX-License-Identifier: EUPL-1.2
import signal
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from mitwirken.formats.live import queries
from mitwirken.formats.live.models import Gathering, State
from mitwirken.formats.live.rehearsal import keep_company

MOST = 1_000


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not least <= int(value[:12]) <= most:
            raise ArgumentTypeError(f"needs a whole number from {least} to {most}, not {value!r}")
        return int(value)

    return read


def gathering_named(name: str) -> Gathering | None:
    """By its code, or by the address or the number of its event."""
    found = queries.by_code(name)
    if found is None:
        rows = Gathering.objects.select_related("event", "stage")
        found = rows.filter(event__slug=name).first()
        if found is None and name.isascii() and name.isdigit() and len(name) < 12:
            found = rows.filter(event_id=int(name)).first()
    return found


class Command(BaseCommand):
    help = "Live gatherings: rehearse one with invented people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True, metavar="simulate")
        simulate = deeds.add_parser(
            "simulate",
            help="Brings invented people into a gathering that you run from the console.",
            description=(
                "Brings invented people into a gathering that you run from the console. They follow the step that runs: "
                "ask, vote, write, move, raise hands. They leave when it closes, when the time is over, or on ctrl-c. "
                "What they say stays in the minutes, so use an event of its own to rehearse."
            ),
        )
        simulate.add_argument(
            "event", metavar="EVENT", help="the gathering's code, or the event's address or number"
        )
        simulate.add_argument("--people", type=_number(1, MOST), default=24, help="how many come (24)")
        simulate.add_argument(
            "--seconds", type=_number(1, 86_400), help="how long they stay (until it closes)"
        )
        simulate.add_argument("--seed", type=_number(0, 2**31), default=1, help="another course (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        gathering = gathering_named(options["event"])
        if gathering is None:
            raise CommandError(
                f"There is no gathering {options['event']!r}. "
                "Give the code from its console, or the address or number of an event that has a gathering."
            )
        if gathering.state == State.DONE:
            raise CommandError(
                f"The gathering of {str(gathering)!r} is closed. Reopen it in the console first."
            )
        self.stdout.write(f"{gathering}, code {gathering.code}; ctrl-c ends it")
        # Ended from outside, the people leave as well.
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with translation.override(settings.LANGUAGE_CODE):
                keep_company(
                    gathering,
                    people=options["people"],
                    seconds=options["seconds"],
                    seed=options["seed"],
                    say=self._say,
                )
        finally:
            signal.signal(signal.SIGTERM, before)

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
