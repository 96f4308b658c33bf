# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk, views

app_name = "people"
urlpatterns = [
    path("konto/", views.account, name="account"),
    path("konto/anmelden/passwort/", views.PasswordView.as_view(), name="sign_in_password"),
    path("konto/pseudonym/", views.pseudonym, name="pseudonym"),
    path("konto/sprache/", views.language, name="language"),
    path("konto/passwort/entfernen/", views.remove_password, name="remove_password"),
    path("konto/sicherheit/einrichten/", views.second_factor, name="second_factor"),
    path("konto/anmeldungen/<str:handle>/abmelden/", views.sign_out_one, name="sign_out_one"),
    path("konto/ueberall-abmelden/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("konto/beitraege/", views.contributions, name="contributions"),
    path("konto/daten/", views.data, name="data"),
    path("konto/daten/mitwirken-meine-daten.json", views.data_download, name="data_download"),
    path("konto/daten/einwilligung/<slug:key>/", views.consent_withdraw, name="consent_withdraw"),
    path("konto/daten/mitnehmen/", views.data_take, name="data_take"),
    path("konto/daten/berichtigen/", views.data_correct, name="data_correct"),
    path("konto/daten/widersprechen/", views.data_object, name="data_object"),
    path("konto/daten/einschraenken/", views.data_restrict, name="data_restrict"),
    path("konto/loeschen/", views.leave, name="leave"),
    path("konto/geloescht/", views.left, name="left"),
    path("bestaetigen/<str:token>/", views.confirm, name="confirm"),
    path("schreibtisch/personen/", desk.staff, name="staff"),
    path("schreibtisch/personen/einladen/", desk.invite, name="staff_invite"),
    path("schreibtisch/personen/<int:pk>/", desk.person, name="staff_person"),
    path("schreibtisch/personen/<int:pk>/rolle/", desk.give_role, name="give_role"),
    path("schreibtisch/personen/<int:pk>/rolle/<int:grant_pk>/nehmen/", desk.take_role, name="take_role"),
    path("schreibtisch/personen/<int:pk>/adresse/", desk.show_address, name="show_address"),
    path(
        "schreibtisch/personen/<int:pk>/zweiter-faktor/", desk.reset_second_factor, name="reset_second_factor"
    ),
]
