# SPDX-License-Identifier: EUPL-1.2
"""Pages for staff: set up a conversation, write the statements it begins with, release it, decide on what people add."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.ground.deeds.once import new_token
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import confirm, render_desk, sent

from . import actions, forms, queries, rules, views
from .models import Conversation, State, Statement

R = rules.RIGHTS
PAGE = 100


def _find(pk: int) -> Conversation:
    found = queries.one(pk)
    if found is None:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    return found


def _statement(pk: int, number: int) -> Statement:
    found = queries.statement(_find(pk), number)
    if found is None:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    return found


def _at(row: Conversation, name: str = "desk_conversation", *more: int) -> str:
    return reverse(f"opinions:{name}", args=[row.pk, *more])


@staff_page(*rules.STAFF)
@require_safe
def conversations(request: HttpRequest) -> HttpResponse:
    """All opinion maps, newest first, with what waits on each."""
    context = {
        "lines": [(row, views.state_of(row)) for row in queries.desk_list()],
        "may_set_up": rules.may(request.user, "set_up"),
    }
    return render_desk(request, "opinions/desk/conversations.html", context)


@staff_page(*rules.STAFF)
@require_safe
def conversation(request: HttpRequest, pk: int) -> HttpResponse:
    """One on a page: what is missing, what is next, what waits, every statement with how it stands."""
    row = _find(pk)
    page = Paginator(queries.all_statements(row).order_by("number"), PAGE).get_page(request.GET.get("seite"))
    sums = queries.totals(row)
    context = views.described(row) | {
        "gaps": rules.gaps(row) if row.released_at is None else [],
        "may": {deed: rules.may(request.user, deed) for deed in R},
        "page": page,
        "lines": [(each, sums.get(each.pk, queries.Totals())) for each in page],
        "waiting": row.statements.filter(state=State.WAITING).count(),
        "people": queries.people(row),
        "channels": sorted(queries.by_channel(row).items()),
        "drawing": queries.latest(row),
    }
    return render_desk(request, "opinions/desk/conversation.html", context)


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    form = forms.ConversationForm(request.POST or None, initial={"once": new_token()})

    def save() -> str:
        phase = form.phases[form.cleaned_data["phase"]]
        return _at(actions.create_conversation(phase=phase, draft=form.draft(), by=request.user))

    return _form(request, form, save, None, _("Meinungskarte vorbereiten"))


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    form = forms.ConversationForm(request.POST or None, conversation=row)

    def save() -> str:
        actions.change_conversation(
            conversation=row, draft=form.draft(), by=request.user, seen=form.cleaned_data["seen"]
        )
        return _at(row)

    return _form(request, form, save, row, _("Angaben ändern"))


def _form(
    request: HttpRequest,
    form: Any,
    save: Callable[[], str],
    row: Conversation | None,
    title: str,
    told: bool = False,
    **more: Any,
) -> HttpResponse:
    """A form of the desk: saved once, refused with what was typed still there. `told`: `save` says itself what was done."""
    done = sent(
        request, form, lambda clean: save(), "" if told else _("Gespeichert."), row=row or Conversation()
    )
    if done.onward is not None:
        return done.onward
    context = {"form": form, "conversation": row, "title": title, "pairs": done.pairs, **more}
    return render_desk(request, "opinions/desk/form.html", context, status=done.status)


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_unreleased(row)
    return confirm(
        request,
        lambda: actions.delete_conversation(conversation=row, by=request.user),
        title=_("Meinungskarte „%(title)s“ löschen?") % {"title": row.question},
        text=_("Sie ist noch nicht freigegeben. Ihre Aussagen gehen mit."),
        yes=_("Löschen"),
        back=_at(row),
        onward=reverse("opinions:desk"),
        danger=True,
    )


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    return confirm(
        request,
        lambda: actions.release_conversation(conversation=row, by=request.user),
        title=_("Meinungskarte „%(title)s“ freigeben?") % {"title": row.question},
        text=_(
            "Alle können sie dann lesen, und wer dem Prozess folgt, bekommt eine Nachricht. Die Frage lässt sich danach nicht mehr "
            "ändern. Öffnen und enden tut die Meinungskarte mit ihrer Phase."
        ),
        yes=_("Freigeben"),
        back=_at(row),
        done=_("Freigegeben."),
    )


# --- statements -------------------------------------------------------------------------------------------------------


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def seed(request: HttpRequest, pk: int) -> HttpResponse:
    """The statements it begins with, one a line; also later, as long as it runs."""
    row = _find(pk)
    form = forms.SeedsForm(request.POST or None, initial={"once": new_token()})

    def save() -> str:
        done = actions.seed_statements(
            conversation=row, texts=form.lines(), by=request.user, personal=form.cleaned_data["personal"]
        )
        messages.success(
            request,
            ngettext("%(n)d Aussage hinzugefügt.", "%(n)d Aussagen hinzugefügt.", done.added)
            % {"n": done.added},
        )
        if done.doubled:
            messages.info(
                request,
                _("Schon da und übergangen: %(texts)s")
                % {"texts": ", ".join(f"„{text}“" for text in done.doubled[:5])},
            )
        return _at(row)

    return _form(request, form, save, row, _("Aussagen hinzufügen"), told=True)


@staff_page(*R["enter"])
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """A statement that came on paper, by phone or in the room."""
    row = _find(pk)
    form = forms.EnterForm(request.POST or None, initial={"once": new_token()})

    def save() -> str:
        actions.enter_statement(
            conversation=row,
            text=form.cleaned_data["text"],
            channel=form.cleaned_data["channel"],
            by=request.user,
        )
        return _at(row)

    lead = _("Was jemand am Telefon, auf Papier oder vor Ort gesagt hat. Darüber wird gleich abgestimmt.")
    return _form(request, form, save, row, _("Aussage eintragen"), lead=lead)


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def statement(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A statement of the staff, worded anew before anybody has answered to it."""
    found = _statement(pk, number)
    rules.require_seed(found)
    form = forms.SeedForm(request.POST or None, initial={"text": found.text, "personal": found.personal})

    def save() -> str:
        actions.change_statement(
            statement=found,
            text=form.cleaned_data["text"],
            personal=form.cleaned_data["personal"],
            by=request.user,
        )
        return _at(found.conversation)

    return _form(request, form, save, found.conversation, _("Aussage ändern"))


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = _statement(pk, number)
    rules.require_seed(found)
    return confirm(
        request,
        lambda: actions.remove_statement(statement=found, by=request.user),
        title=_("Aussage %(number)d entfernen?") % {"number": found.number},
        text=found.text,
        yes=_("Entfernen"),
        back=_at(found.conversation),
        danger=True,
    )


@staff_page(*R["decide"])
@require_safe
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits, oldest first, each with what is there already and sounds alike."""
    row = _find(pk)
    context = views.described(row) | {
        "lines": [(each, queries.similar_to(row, each.text, limit=3)) for each in queries.queue(row)],
        "once": new_token(),
    }
    return render_desk(request, "opinions/desk/queue.html", context)


@staff_page(*R["decide"])
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = _statement(pk, number)
    return confirm(
        request,
        lambda: actions.accept_statement(statement=found, by=request.user),
        title=_("Aussage %(number)d zur Abstimmung annehmen?") % {"number": found.number},
        text=found.text,
        yes=_("Annehmen"),
        back=_at(found.conversation, "desk_queue"),
        done=_("Angenommen. Wer sie beigetragen hat, bekommt eine Nachricht."),
    )


@staff_page(*R["decide"])
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = _statement(pk, number)
    form = forms.RefuseForm(request.POST or None)

    def save() -> str:
        actions.refuse_statement(statement=found, reason=form.cleaned_data["reason"], by=request.user)
        return _at(found.conversation, "desk_queue")

    lead = _(
        "Gründe können sein: Sie beleidigt, nennt Personen, sagt zwei Dinge auf einmal oder gehört nicht zur Frage. Dass sie unbequem "
        "ist, ist keiner."
    )
    return _form(
        request, form, save, found.conversation, _("Aussage nicht annehmen"), quote=found.text, lead=lead
    )


@staff_page(*R["decide"])
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A statement that says the same as another. `mit` fills the number in."""
    found = _statement(pk, number)
    given = request.GET.get("mit", "")
    form = forms.MergeForm(
        request.POST or None, statement=found, initial={"into": given if given.isdigit() else None}
    )

    def save() -> str:
        actions.merge_statement(statement=found, into=form.cleaned_data["into"], by=request.user)
        return _at(found.conversation, "desk_queue")

    lead = _("Nur über die andere wird abgestimmt. Wer diese beigetragen hat, erfährt, welche das ist.")
    similar = queries.similar_to(found.conversation, found.text, but=found.pk)
    return _form(
        request,
        form,
        save,
        found.conversation,
        _("Aussage zusammenlegen"),
        quote=found.text,
        lead=lead,
        similar=similar,
    )
