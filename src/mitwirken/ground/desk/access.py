# SPDX-License-Identifier: EUPL-1.2
"""The door of the desk: signed in, a role, a second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from .roles import has_role

View = Callable[..., HttpResponse]


def staff_page(*roles: str) -> Callable[[View], View]:
    """Lets in staff that hold one of `roles` and have set up a second factor. What is for everybody here says so: `*Role`.

    What the desk shows is kept by no browser and no proxy: a shared machine at a counter is the ordinary
    case.
    """
    wanted = tuple(roles)
    if not wanted:
        raise TypeError("a page of the desk names the roles it is for")

    def wrap(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            person: Any = request.user
            if not person.is_authenticated:
                # After signing in a form that was sent is gone; the page it stood on is where to start again.
                return redirect_to_login(
                    request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("desk:start")
                )
            if not has_role(person, *wanted):
                raise Refusal(
                    _(
                        "Diese Seite ist für Beschäftigte mit einer anderen Aufgabe. Die Administration "
                        "kann sie Ihnen öffnen."
                    )
                )
            if not person.has_second_factor:
                return redirect("people:second_factor")
            response = view(request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        door.open_to = wanted  # type: ignore[attr-defined]  # a test asks every page whom it lets in
        return door

    return wrap
