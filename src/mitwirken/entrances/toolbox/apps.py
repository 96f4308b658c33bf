# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _


def _published(rows: QuerySet) -> QuerySet:  # type: ignore[type-arg]
    return rows.filter(published_at__isnull=False)


def _published_tips(rows: QuerySet) -> QuerySet:  # type: ignore[type-arg]
    return rows.filter(state="veroeffentlicht", method__published_at__isnull=False).exclude(kind="beispiel")


class ToolboxConfig(AppConfig):
    name = "mitwirken.entrances.toolbox"
    label = "toolbox"
    verbose_name = _("Instrumentenkoffer")

    def ready(self) -> None:
        from mitwirken.ground import search
        from mitwirken.ground.deeds.subjects import SubjectKind, register
        from mitwirken.ground.desk import registry as desk

        from . import entries, privacy  # noqa: F401
        from .actions.tips import hide_tip
        from .queries import tips
        from .rules import KEEPERS

        register(SubjectKind("method", "toolbox.Method", _("Methode"), public=_published))
        register(SubjectKind("example", "toolbox.Example", _("Beispiel"), public=_published))
        register(SubjectKind("tryout", "toolbox.Tryout", _("Erprobung"), public=_published))
        register(SubjectKind("tip", "toolbox.Tip", _("Tipp"), public=_published_tips, hide=hide_tip))
        desk.register(
            desk.DeskPage(
                key="toolbox",
                name=_("Instrumentenkoffer"),
                url_name="toolbox:desk",
                roles=KEEPERS,
                icon="list",
                position=70,
                count=tips.waiting,
            )
        )
        search.register("method", entries.method_entry)
        search.register("example", entries.example_entry)
        search.register("tryout", entries.tryout_entry)
