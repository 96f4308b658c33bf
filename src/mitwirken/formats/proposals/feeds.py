# SPDX-License-Identifier: EUPL-1.2
"""New proposals of a process as an Atom feed."""

from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from mitwirken.civic.participation.models import Process
from mitwirken.ground.deeds.refusal import Refusal

from . import queries
from .models import Proposal

NEWEST = 50


class NewProposals(Feed):  # type: ignore[type-arg]  # Django knows the parameters only in its stubs
    feed_type = Atom1Feed
    language = settings.LANGUAGE_CODE

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Process:
        process = queries.public_process(str(kwargs["slug"]))
        if process is None:
            raise Refusal(_("Diese Beteiligung gibt es hier nicht oder noch nicht."), status=404)
        return process

    def title(self, process: Process) -> str:
        return _("Neue Vorschläge: %(title)s") % {"title": process.title}

    def link(self, process: Process) -> str:
        return process.get_absolute_url()

    def items(self, process: Process) -> list[Proposal]:
        rows = list(queries.listed(process).order_by("-created_at", "-pk")[:NEWEST])
        for row in rows:
            row.process = process
        return rows

    def item_title(self, item: Proposal) -> str:
        return item.title

    def item_description(self, item: Proposal) -> str:
        return item.text

    def item_pubdate(self, item: Proposal) -> Any:
        return item.created_at

    def item_updateddate(self, item: Proposal) -> Any:
        return item.edited_at or item.created_at
