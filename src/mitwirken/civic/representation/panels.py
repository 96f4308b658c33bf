# SPDX-License-Identifier: EUPL-1.2
"""What other rooms draw into their pages: the invitation after taking part, and the line on the page of a process."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from mitwirken.civic.participation.models import Process
from mitwirken.ground.deeds.channel import Channel

from . import actions
from .models import Figure


def address(process: Process | None, who: str, channel: str = Channel.ONLINE) -> str:
    """Where somebody who took part is asked, or nothing. Only for pages that nobody else gets."""
    token = actions.hand_out(process=process, who=who, channel=channel) if process is not None else ""
    return reverse("representation:ask", args=[process.slug, token]) if process is not None and token else ""


def invitation(process: Process | None, who: str, channel: str = Channel.ONLINE) -> SafeString:
    """A quiet line with the way to the questions; empty where nothing is asked."""
    url = address(process, who, channel)
    return render_to_string("representation/invitation.html", {"url": url}) if url else mark_safe("")


def process_panel(request: HttpRequest, process: Process) -> SafeString | str:
    """On the page of a process, once there are figures."""
    answers = (
        Figure.objects.filter(process=process).order_by("-answers").values_list("answers", flat=True).first()
    )
    if not answers:
        return ""
    context: dict[str, Any] = {"process": process, "answers": answers}
    return render_to_string("representation/in_process.html", context, request)
