# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.db.models import QuerySet
from django.urls import reverse
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
        from mitwirken.civic.representation.registry import register_outreach
        from mitwirken.formats.events.registry import register_desk_link
        from mitwirken.ground import search
        from mitwirken.ground.api import registry as machines
        from mitwirken.ground.deeds.subjects import SubjectKind, register
        from mitwirken.ground.desk import registry as desk

        from . import entries, privacy, words  # noqa: F401
        from .actions.tips import hide_tip
        from .desk import tryouts as tryouts_desk
        from .entries import tryout_from_event
        from .queries import tips
        from .rules import tryouts as tryout_rules
        from .rules.keepers import KEEPERS

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
        register_outreach(
            lambda group: f"{reverse('toolbox:methods')}?gruppe={group}" if group in words.GROUPS else ""
        )
        search.register("method", entries.method_entry)
        search.register("example", entries.example_entry)
        search.register("tryout", entries.tryout_entry)

        desk.register(
            desk.DeskPage(
                "tryouts",
                _("Erprobungen"),
                "toolbox:desk_tryouts",
                tryout_rules.STAFF,
                icon="bulb",
                position=46,
                count=tryouts_desk.waiting,
            )
        )
        register_desk_link("tryout", _("Als Erprobung festhalten"), tryout_from_event, icon="bulb")
        machines.register_download(
            machines.Download(
                "erprobungen",
                _("Erprobungen"),
                _("Was die Stadt ausprobiert hat: Frage, Annahme, Zahlen, was gelang und was nicht."),
                (("CSV", "toolbox:tryouts_csv"), ("JSON", "toolbox:tryouts_json")),
                position=60,
            )
        )
