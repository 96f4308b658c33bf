# SPDX-License-Identifier: EUPL-1.2
"""Pages of people: the way in, the account, the link in a mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginByCodeStage
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.privacy import consents
from mitwirken.ground.privacy.queries import export_of
from mitwirken.ground.protection.actions import ask, note_right
from mitwirken.ground.protection.models import RequestKind
from mitwirken.ground.protection.queries import requests_of, with_token

from . import actions, queries
from .confirmations import purpose_named
from .door import Door
from .forms import (
    AddressForm,
    CodeForm,
    CorrectionForm,
    LanguageForm,
    LeaveForm,
    ObjectionForm,
    PasswordForm,
    PseudonymForm,
)


def _with_next(request: HttpRequest, url: str) -> str:
    onward = get_next_redirect_url(request)
    return f"{url}?{urlencode({REDIRECT_FIELD_NAME: onward})}" if onward else url


def _onward(request: HttpRequest) -> dict[str, Any]:
    """What the pages of the way in need to lead on to where somebody wanted to go."""
    onward = get_next_redirect_url(request) or ""
    return {"next": onward, "next_query": f"?{urlencode({REDIRECT_FIELD_NAME: onward})}" if onward else ""}


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """One page for old and new people: an address and a code, a passkey, or a password."""
    if request.user.is_authenticated:
        return redirect(get_next_redirect_url(request) or "people:account")
    form = AddressForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            email = form.cleaned_data["email"].lower()
            require_pace(address_of(request), "people.code", at_most=30, seconds=3600)
            require_pace(email, "people.code", at_most=5, seconds=900)
            Door.knock(request, person=queries.person_with_address(email), email=email)
            return redirect(_with_next(request, reverse("account_confirm_login_code")))
        status = 422
    return render(request, "people/sign_in.html", {"form": form, **_onward(request)}, status=status)


@login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_login")
@never_cache
def confirm_code(request: HttpRequest) -> HttpResponse:
    """The code from the mail, typed in: three guesses, fifteen minutes, two more mails."""
    door = Door.resume(request._login_stage)  # type: ignore[attr-defined]
    if door is None:
        messages.warning(
            request, _("Die 15 Minuten sind um. Lassen Sie sich bitte einen neuen Code schicken.")
        )
        return redirect(_with_next(request, reverse("account_login")))
    email = door.state["email"]
    if request.method == "POST" and "resend" in request.POST:
        if door.can_resend:
            require_pace(email, "people.code", at_most=5, seconds=900)
            door.resend()
            messages.success(
                request, _("Wir haben Ihnen einen neuen Code geschickt. Der alte gilt nicht mehr.")
            )
        return redirect(_with_next(request, reverse("account_confirm_login_code")))
    form = CodeForm(request.POST or None, expected=door.code)
    status = 200
    if request.method == "POST":
        # Counted for the address over all sessions: whoever starts again and again gets no more guesses.
        require_pace(email, "people.guess", at_most=12, seconds=3600)
        if form.is_valid():
            return door.open(language=get_language() or "de", redirect_url=get_next_redirect_url(request))
        if not door.record_invalid_attempt():
            messages.error(
                request,
                _("Das war dreimal nicht der richtige Code. Lassen Sie sich bitte einen neuen schicken."),
            )
            return redirect(_with_next(request, reverse("account_login")))
        status = 422
    return render(
        request,
        "people/confirm_code.html",
        {"form": form, "email": email, "can_resend": door.can_resend, **_onward(request)},
        status=status,
    )


class PasswordView(LoginView):
    """Signing in with a password, for those who set one."""

    template_name = "people/sign_in_password.html"

    def get_form_class(self) -> type[PasswordForm]:
        return PasswordForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # allauth counts in the memory of one process; here all processes count together.
        require_pace(address_of(request), "people.password", at_most=30, seconds=600)
        require_pace(str(request.POST.get("login", "")).lower(), "people.password", at_most=10, seconds=600)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | _onward(self.request)


def other_way_in(request: HttpRequest) -> HttpResponse:
    """Addresses that allauth would use for signing up or a forgotten password: a code by mail does all of
    that.
    """
    return redirect(_with_next(request, reverse("account_login")))


# --- the account --------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    return render(
        request,
        "people/account.html",
        {
            "person": person,
            "sign_ins": queries.sign_ins_of(person, request.session.session_key),
            "authenticators": queries.authenticators_of(person),
            "contributions": queries.contributions_of(person, at_most=5),
        },
    )


@never_cache
@login_required
@require_GET
def contributions(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    return render(request, "people/contributions.html", {"contributions": queries.contributions_of(person)})


@never_cache
@login_required
def pseudonym(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = PseudonymForm(request.POST or None, initial={"pseudonym": person.pseudonym})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.rename(person=person, pseudonym=form.cleaned_data["pseudonym"])
            except Refusal as refusal:
                form.add_error("pseudonym", str(refusal))
            else:
                messages.success(request, _("Sie heißen jetzt %(name)s.") % {"name": person.pseudonym})
                return redirect("people:account")
        status = 422
    return render(request, "people/pseudonym.html", {"form": form}, status=status)


@never_cache
@login_required
def language(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = LanguageForm(request.POST or None, initial={"language": person.language})
    if request.method == "POST" and form.is_valid():
        actions.choose_language(person=person, language=form.cleaned_data["language"])
        messages.success(request, _("Gespeichert."))
        return redirect("people:account")
    return render(
        request, "people/language.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


@never_cache
@login_required
@reauthentication_required(app="allauth.account")
def remove_password(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        actions.remove_password(person=request.user)  # type: ignore[arg-type]
        messages.success(
            request, _("Ihr Passwort ist entfernt. Sie melden sich jetzt mit Code oder Passkey an.")
        )
        return redirect("people:account")
    return render(request, "people/remove_password.html")


@never_cache
@login_required
@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where the desk sends staff without a second factor: why, and the two ways to set one up."""
    person: Any = request.user
    if person.has_second_factor:
        return redirect("mfa_index")
    return render(request, "people/second_factor.html")


@never_cache
@login_required
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    actions.end_all_sessions(person=request.user)  # type: ignore[arg-type]
    logout(request)
    messages.success(request, _("Sie sind auf allen Geräten abgemeldet."))
    return redirect("account_login")


@never_cache
@login_required
@require_POST
def sign_out_one(request: HttpRequest, handle: str) -> HttpResponse:
    person: Any = request.user
    if handle == queries.handle_of(request.session.session_key or ""):
        logout(request)
        return redirect("account_login")
    actions.end_session(person=person, handle=handle)
    messages.success(request, _("Auf diesem Gerät sind Sie jetzt abgemeldet."))
    return redirect(f"{reverse('people:account')}#anmeldungen")


def _readable(value: Any) -> Any:
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    return date_format(value, "DATE_FORMAT") if isinstance(value, date) else value


def _tables(export: dict[str, Any]) -> dict[str, Any]:
    """The export as people read it: labels instead of names, days in words, nothing that is empty."""
    for group in export["data"]:
        group["table"] = [
            [
                (group["labels"][name], _readable(value))
                for name, value in row.items()
                if value not in (None, "")
            ]
            for row in group["rows"]
        ]
    return export


@never_cache
@login_required
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """Everything the house knows of the person, to read, and the rights the person has over it."""
    context = {
        "export": _tables(export_of(request.user)),
        "receipts": requests_of(request.user),
        "consents": consents.of_person(request.user),
    }
    return render(request, "people/data.html", context)


@never_cache
@login_required
@require_POST
def consent_withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """One click, as easy as the tick with which it was given."""
    consents.withdraw(person=request.user, key=key)
    messages.success(request, _("Ihre Einwilligung ist zurückgenommen. Es gilt ab sofort."))
    return redirect("people:data")


@never_cache
@login_required
@require_GET
def data_download(request: HttpRequest) -> HttpResponse:
    """The same for machines, without a receipt."""
    return _as_file(export_of(request.user), "json")


@never_cache
@login_required
@require_POST
def data_take(request: HttpRequest) -> HttpResponse:
    """The same as a file, for machines or to read, with the receipt in it."""
    person: Any = request.user
    ending = "html" if request.POST.get("format") == "html" else "json"
    require_pace(f"person:{person.pk}", "people.take", at_most=20, seconds=3600)
    noted = note_right(kind=RequestKind.EXPORT, person=person)
    url = request.build_absolute_uri(noted.get_absolute_url())
    return _as_file(export_of(person) | {"receipt": {"number": noted.number, "url": url}}, ending)


def _as_file(export: dict[str, Any], ending: str) -> HttpResponse:
    if ending == "html":
        words = render_to_string("people/data_file.html", {"export": _tables(export)})
        response = HttpResponse(words, content_type="text/html; charset=utf-8")
    else:
        response = JsonResponse(export, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="mitwirken-meine-daten.{ending}"'
    return response


def _ask(request: HttpRequest, form: Any, template: str, deed: Callable[[], Any]) -> HttpResponse:
    """A form whose answer is a receipt."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                receipt = deed()
            except Refusal as refusal:
                form.add_error(refusal.field or None, str(refusal))
                status = refusal.status
            else:
                messages.success(request, _("Ihr Anliegen ist angekommen. Hier ist Ihr Beleg."))
                return redirect(receipt)
    return render(request, template, {"form": form}, status=status)


@never_cache
@login_required
def data_correct(request: HttpRequest) -> HttpResponse:
    """What the person can change alone, with the ways there; for the rest the city owes an answer."""
    form = CorrectionForm(request.POST or None)
    return _ask(
        request,
        form,
        "people/data_correct.html",
        lambda: ask(kind=RequestKind.CORRECT, text=form.cleaned_data["text"], person=request.user),
    )


@never_cache
@login_required
def data_object(request: HttpRequest) -> HttpResponse:
    form = ObjectionForm(request.POST or None)
    person: Any = request.user
    return _ask(
        request,
        form,
        "people/data_object.html",
        lambda: actions.object_to_processing(person=person, **form.cleaned_data),
    )


@never_cache
@login_required
def data_restrict(request: HttpRequest) -> HttpResponse:
    """Asks before it restricts, or before it takes the restriction back."""
    person: Any = request.user
    if request.method == "POST":
        deed = actions.release if request.POST.get("what") == "release" else actions.restrict
        receipt = deed(person=person)
        if receipt is None:
            return redirect("people:data")
        return redirect(receipt)
    return render(request, "people/data_restrict.html", {"person": person})


@never_cache
@login_required
@reauthentication_required(app="allauth.account")
def leave(request: HttpRequest) -> HttpResponse:
    form = LeaveForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            person: Any = request.user
            try:
                receipt = actions.delete_account(
                    person=person, keep_texts=form.cleaned_data["texts"] == "keep"
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                logout(request)
                return redirect(f"{reverse('people:left')}?{urlencode({'beleg': receipt.token})}")
        status = 422
    return render(request, "people/leave.html", {"form": form}, status=status)


@require_GET
def left(request: HttpRequest) -> HttpResponse:
    return render(request, "people/left.html", {"receipt": with_token(request.GET.get("beleg", ""))})


# --- the link in a mail -------------------------------------------------------------------------------------


@never_cache
@sensitive_post_parameters()
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opened from a mail. Only the button does something: programs that open links confirm nothing."""
    require_pace(address_of(request), "people.confirm", at_most=60, seconds=600)
    if request.method == "POST":
        return redirect(actions.redeem(token=token))
    row = queries.confirmation_for(token)
    if row is not None and row.used_at:
        return render(request, "people/confirm_used.html", {"confirmation": row})
    purpose = purpose_named(row.purpose) if row is not None else None
    if row is None or row.is_expired:
        return render(
            request, "people/confirm_gone.html", {"confirmation": row}, status=404 if row is None else 410
        )
    return render(request, "people/confirm.html", {"confirmation": row, "purpose": purpose})
