# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TextsConfig(AppConfig):
    name = "mitwirken.ground.texts"
    label = "texts"
    verbose_name = _("Texte")

    def ready(self) -> None:
        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.deeds import subjects
        from mitwirken.ground.desk.registry import DeskPage, register
        from mitwirken.ground.search import registry as search

        from . import actions, privacy, queries, rules, search_entry  # noqa: F401

        subjects.register(subjects.SubjectKind("text", "texts.Page", _("Seite"), queries.public_pages))
        search.register("text", search_entry.of)
        register(
            DeskPage(
                "texts",
                _("Texte"),
                "texts:desk",
                rules.EDITORS,
                icon="edit",
                position=60,
                count=lambda person: queries.late_reviews(),
            )
        )
        post_migrate.connect(make_legal_pages, sender=self, dispatch_uid="texts.legal_pages")

        watch("texts.published", _("Text veröffentlicht"), facts=["language"])
        watch("texts.withdrawn", _("Text zurückgezogen"), facts=["language"])


def make_legal_pages(using: str = "default", **_context: Any) -> None:
    """A site is never without the addresses of its legal pages: with the tables come their drafts."""
    from django.db import connections

    from . import actions
    from .models import Page, Version

    there = connections[using].introspection.table_names()
    if Page._meta.db_table in there and Version._meta.db_table in there:
        actions.make_legal_pages()
