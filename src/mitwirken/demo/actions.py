# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections.abc import Callable

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from mitwirken.civic.participation.models import Process
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.notifications.models import Announcement
from mitwirken.ground.pictures.models import WIDTHS
from mitwirken.ground.search.actions import at_the_end

from . import (
    ballots,
    caseload,
    facilitators,
    lots,
    meetings,
    opinions,
    representation,
    scans,
    surveys,
    tips,
    tryouts,
)
from . import town as story


def load_demo(*, progress: Callable[[str, int, int], None] = lambda what, done, of: None) -> None:
    """Fills an empty database with the demo's town: all or nothing, so that a broken-off start begins anew.

    Mails about what happened in the town's past are not sent. Refuses where there is a process already: real data
    and invented ones never mix.
    """
    town = story.Town(now=timezone.now())
    try:
        with override("de"), transaction.atomic(), at_the_end():
            if Process.objects.exists():
                raise Refusal("There are processes already; the demo is for an empty database.", status=409)
            progress("people and places", 0, 1)
            story.found(town)
            story.plan_processes(town)
            story.plan_proposals(town)
            story.plan_ratings(town)
            ballots.plan_ballots(town)
            lots.plan_lots(town)
            opinions.plan_opinions(town)
            surveys.plan_surveys(town)
            held = meetings.plan_meetings(town)
            if held is not None:
                tryouts.plan_tryouts(held)
            tips.plan_tips(town)
            facilitators.plan_facilitators(town)
            caseload.plan_caseload(town)
            representation.plan_answers(town)
            town.live(lambda done, of: progress("what happened in town", done, of))
            story.counter_of(town).pass_on_the_answers()
            story.counter_of(town).begin_a_stack()
            scans.scan_the_box(town.staff["ombudsstelle"])
            story.lend_devices(town)
            story.write_texts(town)
            story.follow_things(town)
            Announcement.objects.update(told_at=timezone.now())
            caseload.send_no_letters()
            lots.send_no_letters()
    except BaseException:
        # Files know nothing of transactions.
        for picture in town.pictures:
            for width in WIDTHS:
                default_storage.delete(picture.file_name(width))
        raise
