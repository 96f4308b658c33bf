# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk, exports, views
from .photos import views as photos
from .video import views as video

app_name = "live"
urlpatterns = [
    path("schreibtisch/treffen/", desk.gatherings, name="desk"),
    path("schreibtisch/treffen/neu/", desk.new, name="desk_new"),
    path("live/", views.enter, name="enter"),
    path("l/<str:code>/", views.short, name="short"),
    path("l/<str:code>", views.short),
    path("live/<str:code>/", views.phone, name="phone"),
    path("live/<str:code>/beitreten/", views.join, name="join"),
    path("live/<str:code>/mein/", views.mine, name="mine"),
    path("live/<str:code>/stand/", views.state, name="state"),
    path("live/<str:code>/tun/<str:verb>/", views.act, name="act"),
    path("live/<str:code>/schreiben/<str:verb>/", views.write_page, name="write"),
    path("live/<str:code>/foto/", photos.paper, name="paper"),
    path("live/<str:code>/foto/eintrag/<int:number>/", photos.at_item, name="photo"),
    path("live/<str:code>/foto/<int:number>/wegnehmen/", photos.remove, name="photo_remove"),
    path("live/<str:code>/mitlesen/", views.watch, name="watch"),
    path("live/<str:code>/plan/", views.plan, name="plan"),
    path("live/<str:code>/plan.json", views.plan_json, name="plan-json"),
    path("live/<str:code>/beamer/", views.beamer, name="beamer"),
    path("live/<str:code>/tisch/<int:number>/", views.table, name="table"),
    path("live/<str:code>/themen/", views.theme, name="theme"),
    path("live/<str:code>/video/", video.go, name="video"),
    path("live/<str:code>/themen/zusammenfassen/", exports.pick, name="theme_pick"),
    path("live/<str:code>/protokoll/", exports.minutes_page, name="minutes"),
    path("live/<str:code>/protokoll.md", exports.minutes_markdown, name="minutes_md"),
    path("live/<str:code>/protokoll.json", exports.minutes_json, name="minutes_json"),
    path("live/<str:code>/protokoll.pdf", exports.minutes_pdf, name="minutes_pdf"),
    path("live/<str:code>/protokoll/bearbeiten/", exports.edit, name="minutes_edit"),
    path("live/<str:code>/protokoll/bearbeiten/<int:number>/", exports.item, name="minutes_item"),
    path("live/<str:code>/bescheinigung/", exports.certificate, name="certificate"),
    path("live/<str:code>/leitung/", views.console, name="console"),
    path("live/<str:code>/leitung/video/", video.choose, name="video-choice"),
    path("live/<str:code>/leitung/menschen/", views.people, name="people"),
    path("live/<str:code>/leitung/ablauf/", views.sheet, name="sheet"),
    path("live/<str:code>/leitung/ablauf/<int:number>/", views.stage, name="stage"),
]
