# SPDX-License-Identifier: EUPL-1.2
from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {"city": settings.CITY, "base_url": settings.BASE_URL, "demo": settings.DEMO}
