# SPDX-License-Identifier: EUPL-1.2
"""What happens on the device itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.refusal import Refusal

from . import actions, queries
from .forms import CodeForm
from .middleware import without_traces
from .models import Device


def _device(request: HttpRequest) -> Device:
    device: Any = getattr(request, "device", None)
    if device is None:
        raise Refusal(_("Dieses Gerät ist keines, das mehrere Menschen gemeinsam nutzen."), status=404)
    found: Device = device
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The code turns a device into a shared one; on one that is it already, into an ordinary one."""
    now = getattr(request, "device", None)
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        require_pace(address_of(request), "devices.code", at_most=20, seconds=900)
        status = 422
        if form.is_valid():
            device = queries.device_with_code(form.cleaned_data["code"])
            if device is None or (now is not None and device.pk != now.pk):
                form.add_error(
                    "code", _("Dieser Code passt nicht. Bitte vergleichen Sie Zeichen für Zeichen.")
                )
            elif now is not None:
                actions.leave(request)
                return without_traces(request, redirect("/"))
            else:
                actions.begin(request, device)
                return without_traces(request, redirect(device.start))
    return render(request, "devices/enter.html", {"form": form, "now": now}, status=status)


@never_cache
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """The next person, please."""
    return _anew(request, _device(request))


def _anew(request: HttpRequest, device: Device) -> HttpResponse:
    actions.begin(request, device)
    return without_traces(request, redirect(device.start if device.is_kiosk else "devices:ready"))


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Nothing of the last person is left."""
    return render(request, "devices/ready.html", {"shared": _device(request)})


@never_cache
@require_safe
def still_there(request: HttpRequest) -> HttpResponse:
    """Asks before it begins anew; whoever answers goes on where they were."""
    device = _device(request)
    back = request.GET.get("weiter", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = device.start
    response = render(request, "devices/still_there.html", {"shared": device, "back": back})
    # Whoever is asked has a minute to answer with one key.
    response["Refresh"] = f"60;url={reverse('devices:pause')}"
    return response


@never_cache
@require_safe
def pause(request: HttpRequest) -> HttpResponse:
    """Nobody answered. Only where nothing was done for long: another window may be in use."""
    device = _device(request)
    if actions.idle_seconds(request) < device.ask_after - 30:
        return redirect(device.start)
    return _anew(request, device)


@never_cache
@require_safe
def pulse(request: HttpRequest) -> HttpResponse:
    """Somebody is typing."""
    actions.keep(request, _device(request))
    return HttpResponse(status=204)
