# SPDX-License-Identifier: EUPL-1.2
"""allauth's pages at our addresses. Their names have no namespace: allauth reverses them itself.

Only what the house uses: signing up and forgotten passwords are the code by mail.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path
from django.views.decorators.cache import never_cache

from . import views

urlpatterns = [
    path("konto/anmelden/", views.sign_in, name="account_login"),
    path("konto/anmelden/code/", views.confirm_code, name="account_confirm_login_code"),
    path("konto/anmelden/neu/", views.other_way_in, name="account_signup"),
    path("konto/anmelden/mit-code/", views.other_way_in, name="account_request_login_code"),
    path("konto/anmelden/passwort-vergessen/", views.other_way_in, name="account_reset_password"),
    path("konto/anmelden/passkey/", never_cache(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("konto/anmelden/zweiter-faktor/", never_cache(mfa.authenticate), name="mfa_authenticate"),
    path("konto/abmelden/", never_cache(account.logout), name="account_logout"),
    path("konto/gesperrt/", never_cache(account.account_inactive), name="account_inactive"),
    path("konto/e-mail/", never_cache(account.email), name="account_email"),
    path(
        "konto/e-mail/code/",
        never_cache(account.email_verification_sent),
        name="account_email_verification_sent",
    ),
    path("konto/passwort/", never_cache(account.password_change), name="account_change_password"),
    path("konto/passwort/neu/", never_cache(account.password_set), name="account_set_password"),
    path("konto/nochmal/passwort/", never_cache(account.reauthenticate), name="account_reauthenticate"),
    path("konto/nochmal/code/", never_cache(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(
        "konto/nochmal/passkey/",
        never_cache(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("konto/sicherheit/", never_cache(mfa.index), name="mfa_index"),
    path("konto/sicherheit/app/", never_cache(totp.activate_totp), name="mfa_activate_totp"),
    path("konto/sicherheit/app/entfernen/", never_cache(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "konto/sicherheit/codes/", never_cache(recovery.view_recovery_codes), name="mfa_view_recovery_codes"
    ),
    path(
        "konto/sicherheit/codes/neu/",
        never_cache(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "konto/sicherheit/codes/ersatz-codes.txt",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("konto/sicherheit/passkeys/", never_cache(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("konto/sicherheit/passkeys/neu/", never_cache(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "konto/sicherheit/passkeys/<int:pk>/entfernen/", webauthn.remove_webauthn, name="mfa_remove_webauthn"
    ),
    path(
        "konto/sicherheit/passkeys/<int:pk>/umbenennen/",
        never_cache(webauthn.edit_webauthn),
        name="mfa_edit_webauthn",
    ),
]
