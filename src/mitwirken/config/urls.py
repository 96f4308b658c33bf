# SPDX-License-Identifier: EUPL-1.2
"""Every address of the site. German stands at the root, every other language under its own prefix."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("mitwirken.ground.pages.urls")),
    path("", include("mitwirken.ground.pictures.urls")),
    path("", include("mitwirken.ground.api.rest_urls")),
    *i18n_patterns(
        path("", include("mitwirken.entrances.hub.urls")),
        path("", include("mitwirken.entrances.toolbox.urls")),
        path("", include("mitwirken.entrances.learning.urls")),
        path("", include("mitwirken.formats.live.urls")),
        path("", include("mitwirken.formats.events.urls")),
        path("", include("mitwirken.formats.ballots.urls")),
        path("", include("mitwirken.formats.lots.urls")),
        path("", include("mitwirken.formats.surveys.urls")),
        path("", include("mitwirken.formats.proposals.urls")),
        path("", include("mitwirken.formats.rating.urls")),
        path("", include("mitwirken.formats.deliberation.urls")),
        path("", include("mitwirken.formats.opinions.urls")),
        path("", include("mitwirken.civic.projects.urls")),
        path("", include("mitwirken.civic.representation.urls")),
        path("", include("mitwirken.civic.archive.urls")),
        path("", include("mitwirken.civic.participation.urls")),
        path("", include("mitwirken.civic.places.urls")),
        path("", include("mitwirken.civic.people.account_urls")),
        path("", include("mitwirken.civic.people.urls")),
        path("", include("mitwirken.ground.desk.urls")),
        path("", include("mitwirken.ground.api.urls")),
        path("", include("mitwirken.ground.notifications.urls")),
        path("", include("mitwirken.ground.moderation.urls")),
        path("", include("mitwirken.ground.protection.urls")),
        path("", include("mitwirken.ground.paper.urls")),
        path("", include("mitwirken.ground.scanning.urls")),
        path("", include("mitwirken.ground.devices.urls")),
        path("", include("mitwirken.ground.search.urls")),
        path("", include("mitwirken.ground.texts.urls")),
        path("", include("mitwirken.ground.privacy.urls")),
        path("", include("mitwirken.ground.ui.urls")),
        path("", include("mitwirken.demo.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "mitwirken.ground.ui.errors.bad_request"
handler403 = "mitwirken.ground.ui.errors.forbidden"
handler404 = "mitwirken.ground.ui.errors.not_found"
handler500 = "mitwirken.ground.ui.errors.server_error"
