# SPDX-License-Identifier: EUPL-1.2
"""allauth's pages at our addresses. Their names stay without a namespace, because allauth reverses them itself.

Only what the house uses: signing up and forgotten passwords are the code by mail.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from . import views

urlpatterns = [
    path("konto/anmelden/", views.sign_in, name="account_login"),
    path("konto/anmelden/code/", views.confirm_code, name="account_confirm_login_code"),
    path("konto/anmelden/neu/", views.other_way_in, name="account_signup"),
    path("konto/anmelden/mit-code/", views.other_way_in, name="account_request_login_code"),
    path("konto/anmelden/passwort-vergessen/", views.other_way_in, name="account_reset_password"),
    path("konto/anmelden/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("konto/anmelden/zweiter-faktor/", mfa.authenticate, name="mfa_authenticate"),
    path("konto/abmelden/", account.logout, name="account_logout"),
    path("konto/gesperrt/", account.account_inactive, name="account_inactive"),
    path("konto/e-mail/", account.email, name="account_email"),
    path("konto/e-mail/code/", account.email_verification_sent, name="account_email_verification_sent"),
    path("konto/passwort/", account.password_change, name="account_change_password"),
    path("konto/passwort/neu/", account.password_set, name="account_set_password"),
    path("konto/nochmal/passwort/", account.reauthenticate, name="account_reauthenticate"),
    path("konto/nochmal/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("konto/nochmal/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("konto/sicherheit/", mfa.index, name="mfa_index"),
    path("konto/sicherheit/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("konto/sicherheit/app/entfernen/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("konto/sicherheit/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("konto/sicherheit/codes/neu/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "konto/sicherheit/codes/ersatz-codes.txt",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("konto/sicherheit/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("konto/sicherheit/passkeys/neu/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "konto/sicherheit/passkeys/<int:pk>/entfernen/", webauthn.remove_webauthn, name="mfa_remove_webauthn"
    ),
    path("konto/sicherheit/passkeys/<int:pk>/umbenennen/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
