# SPDX-License-Identifier: EUPL-1.2
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mitwirken.ground import pages

from . import papers, queries


def register(request: HttpRequest) -> HttpResponse:
    """The register of processing (Art. 30), made from the declarations: what, what for, on what basis, how
    long.
    """
    pages.depends_on(request, "privacy")
    return render(
        request,
        "privacy/register.html",
        {
            "groups": queries.register(),
            "last_run": queries.last_retention_run(),
            "controller": papers.controller(),
            "officer": settings.DATA_PROTECTION_OFFICER,
            "processors": settings.PROCESSORS,
        },
    )
