# SPDX-License-Identifier: EUPL-1.2
"""The door of the desk: signed in, a role, a second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from .roles import Role, has_role

View = Callable[..., HttpResponse]


def staff_page(*roles: str) -> Callable[[View], View]:
    """Lets in staff that hold one of `roles` (any role when none is named) and have set up a second factor."""
    wanted = roles or tuple(Role.values)

    def wrap(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            person: Any = request.user
            if not person.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not has_role(person, *wanted):
                raise Refusal(
                    _("Diese Seite ist für Beschäftigte mit einer anderen Aufgabe. Die Administration kann sie Ihnen öffnen.")
                )
            if not person.has_second_factor:
                return redirect("people:second_factor")
            return view(request, *args, **kwargs)

        return door

    return wrap
