# SPDX-License-Identifier: EUPL-1.2
"""Pages on which a photo is added or taken away. Each is one plain form and leads back to where one came from."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.pictures.models import Picture

from ..models import Gathering, Item, Photo
from ..rules import Actor
from ..visits import actor_of, back_to, came_from, find, private
from . import actions, rules
from .forms import PhotoForm, RemoveForm


def _asked(request: HttpRequest, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name, "")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """A photo of a card for the board, or of a table's paper for its notes."""
    gathering = find(request, code)
    by = actor_of(request, gathering)
    stage = gathering.stages.filter(pk=_number(_asked(request, "stage")) or 0).first()
    if stage is None:
        raise Refusal(_("Diesen Schritt gibt es nicht mehr. Laden Sie die Seite neu."), status=404)
    stage.gathering = gathering
    space = _number(_asked(request, "space"))
    rules.paper(gathering=gathering, stage=stage, space=space, text="", by=by)

    def deed(picture: Picture, text: str) -> None:
        actions.put_up_paper(gathering=gathering, stage=stage, space=space, picture=picture, text=text, by=by)

    return _form(request, gathering, by, deed, title=stage.question or stage.title, camera=True)


@require_http_methods(["GET", "POST"])
def at_item(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A photo for something that is said already."""
    gathering = find(request, code)
    by = actor_of(request, gathering)
    item = _item(gathering, number)
    rules.require_add(item, by)

    def deed(picture: Picture, text: str) -> None:
        actions.add_photo(item=item, picture=picture, by=by)

    return _form(request, gathering, by, deed, title=str(item), camera=False)


def _item(gathering: Gathering, number: int) -> Item:
    item = gathering.items.filter(pk=number).first()
    if item is None:
        raise Refusal(_("Diesen Eintrag gibt es nicht (mehr)."), status=404)
    item.gathering = gathering
    return item


def _form(
    request: HttpRequest,
    gathering: Gathering,
    by: Actor,
    deed: Callable[[Picture, str], None],
    *,
    title: str,
    camera: bool,
) -> HttpResponse:
    view, space = came_from(request, gathering)
    back = back_to(gathering, view, space)
    sent = request.method == "POST"
    form = PhotoForm(request.POST if sent else None, request.FILES if sent else None, camera=camera)
    if sent and form.is_valid():
        try:
            _keep(request, by, form.cleaned_data["picture"], form.cleaned_data["text"], deed)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Das Foto ist da."))
            return redirect(back)
    if sent and "picture" not in form.errors:
        # Browsers forget a chosen file with the page, whatever else was wrong.
        form.add_error("picture", _("Bitte wählen Sie das Foto noch einmal aus."))
    context = {
        "gathering": gathering,
        "event": gathering.event,
        "stage": _asked(request, "stage"),
        "form": form,
        "title": title,
        "once": new_token(),
        "view": view,
        "space": space,
        "back": back,
    }
    return private(render(request, "live/photos/add.html", context, status=422 if sent else 200))


def _keep(
    request: HttpRequest,
    by: Actor,
    upload: UploadedFile[bytes],
    text: str,
    deed: Callable[[Picture, str], None],
) -> None:
    who = f"seat-{by.seat.pk}" if by.seat is not None else address_of(request)
    require_pace(who, "live.photo", at_most=60, seconds=3600)
    picture = actions.take_in(upload=upload, text=text, by=by)

    def done() -> str:
        deed(picture, text)
        return "done"

    try:
        once(request.POST.get("once", ""), done)
    except Refusal:
        actions.discard(picture=picture)
        raise


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Takes a photo away, after a look at it and with a reason."""
    gathering = find(request, code)
    by = actor_of(request, gathering)
    photo = (
        Photo.objects.filter(item__gathering=gathering, pk=number)
        .exclude(picture=None)
        .select_related("item", "picture")
        .first()
    )
    if photo is None:
        raise Refusal(_("Dieses Foto ist schon weg."), status=404)
    photo.item.gathering = gathering
    rules.require_remove(photo, "–", by)
    view, space = came_from(request, gathering)
    back = back_to(gathering, view, space)
    form = RemoveForm(request.POST if request.method == "POST" else None, own=rules.is_own(photo, by))
    if form.is_bound and form.is_valid():
        try:
            actions.remove_photo(photo=photo, reason=form.cleaned_data["reason"], by=by)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Das Foto ist weg."))
            return redirect(back)
    context = {
        "gathering": gathering,
        "event": gathering.event,
        "photo": photo,
        "form": form,
        "view": view,
        "space": space,
        "back": back,
    }
    return private(render(request, "live/photos/remove.html", context, status=422 if form.errors else 200))
