# SPDX-License-Identifier: EUPL-1.2
"""The way to the video room: addresses, passes, and a server of BigBlueButton that is played here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from tests.formats.live.people import gathering, lead_of, phone
from tests.formats.live.test_talk import do, talking

from mitwirken.config import environment
from mitwirken.formats.live import actions
from mitwirken.formats.live.models import Gathering, Placement, Seat, Stage
from mitwirken.formats.live.rules import Actor
from mitwirken.formats.live.video import LIFE, Guest, Room, adapter, rooms
from mitwirken.formats.live.video import actions as deeds
from mitwirken.formats.live.video.bbb import BigBlueButton, checksum
from mitwirken.formats.live.video.jitsi import Jitsi
from mitwirken.ground.deeds.refusal import Refusal

pytestmark = pytest.mark.django_db
SECRET = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"


def choose(row: Gathering, kind: str, address: str = "", tables: dict[int, str] | None = None) -> None:
    deeds.choose_video(gathering=row, kind=kind, address=address, tables=tables or {}, by=lead_of(row))


def door(client: Client, row: Gathering) -> Any:
    return client.get(f"/live/{row.code}/video/")


# --- addresses ----------------------------------------------------------------------------------------------------


def test_the_published_checksum_comes_out() -> None:
    query = "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444"
    assert checksum("create", query, SECRET, "sha1") == "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"
    assert (
        checksum("create", query, SECRET)
        == "da9185f7f333cfdfcd6eeac32dca3777510c4c436020d8b887ba5515bd1d189e"
    )
    made = BigBlueButton("https://bbb.example.org/bigbluebutton/api/", SECRET, "sha1").url(
        "create", dict(parse_qsl(query))
    )
    assert made == (
        f"https://bbb.example.org/bigbluebutton/api/create?{query}"
        "&checksum=1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"
    )


def read(token: str, secret: str) -> tuple[dict[str, Any], dict[str, Any]]:
    head, body, seal = token.split(".")
    pad = lambda part: base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))  # noqa: E731
    assert pad(seal) == hmac.new(secret.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return json.loads(pad(head)), json.loads(pad(body))


def test_a_pass_of_jitsi_opens_one_room_for_ten_minutes() -> None:
    server = Jitsi("https://meet.example.org/", "mitwirken", "geheim")
    address = server.join(Room("tisch-5", "Tisch 5"), Guest("platz-7", "Öz & Söhne", moderates=True))
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "meet.example.org", "/tisch-5")
    head, claims = read(parse_qs(parts.query)["jwt"][0], "geheim")
    assert head == {"alg": "HS256", "typ": "JWT"}
    assert {key: claims[key] for key in ("iss", "aud", "sub", "room")} == {
        "iss": "mitwirken",
        "aud": "mitwirken",
        "sub": "meet.example.org",
        "room": "tisch-5",
    }
    assert 0 < claims["exp"] - time.time() <= LIFE <= 600
    user = claims["context"]["user"]
    assert {"id", "name", "email", "avatar"} <= set(user) and all(isinstance(v, str) for v in user.values())
    assert user["name"] == "Öz & Söhne" and user["affiliation"] == "owner" and user["email"] == ""
    assert not parts.fragment
    outside = server.join(Room("plenum", "Plenum"), Guest("platz-8", "Kim", speaks=False))
    assert "startWithAudioMuted" in urlsplit(outside).fragment
    _head, claims = read(parse_qs(urlsplit(outside).query)["jwt"][0], "geheim")
    assert claims["context"]["group"] == "publikum" and claims["context"]["user"]["affiliation"] == "member"


# --- the door -----------------------------------------------------------------------------------------------------


def test_without_video_everybody_learns_how_to_take_part() -> None:
    row = gathering(dial_in="0231 123456, Raum 77")
    client, _seat = phone(row)
    answer = door(client, row)
    assert answer.status_code == 200 and "0231 123456, Raum 77" in answer.content.decode()
    assert Client().get(f"/live/{row.code}/video/")["Location"].endswith("/beitreten/")
    assert Client().get("/live/ZZZZZZ/video/").status_code == 404
    page = client.get(f"/live/{row.code}/").content.decode()
    assert "Zum Videoraum" not in page


def test_a_link_is_that_of_the_table_where_somebody_is_now() -> None:
    row = gathering(online_link="https://konferenz.example.org/alle")
    client, seat = phone(row)
    assert door(client, row)["Location"] == "https://konferenz.example.org/alle"
    stage = Stage.objects.get(pk=row.stage_id)
    one, two = row.spaces.filter(kind="table")[:2]
    choose(row, "link", "https://konferenz.example.org/alle", {one.pk: "https://konferenz.example.org/eins"})
    place = Placement.objects.create(seat=seat, space=one, stage=stage)
    assert door(client, row)["Location"] == "https://konferenz.example.org/eins"
    Placement.objects.filter(pk=place.pk).update(space=two)
    assert door(client, row)["Location"] == "https://konferenz.example.org/alle"
    answer = door(client, row)
    assert answer.status_code == 303 and answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    choose(row, "none")
    assert door(client, row).status_code == 200


def test_an_address_that_is_none_sends_nobody_away() -> None:
    row = gathering()
    choose(row, "link", "javascript:alert(1)")
    client, _seat = phone(row)
    assert door(client, row).status_code == 200


def test_only_who_leads_chooses_and_only_what_is_there(client: Client) -> None:
    row = gathering()
    own, seat = phone(row)
    assert own.get(f"/live/{row.code}/leitung/video/").status_code == 403
    with pytest.raises(Refusal):
        deeds.choose_video(gathering=row, kind="link", address="", tables={}, by=Actor(seat=seat))
    with pytest.raises(Refusal) as refused:
        choose(row, "bbb")
    assert refused.value.status == 400
    client.force_login(row.lead)  # type: ignore[attr-defined]
    page = client.get(f"/live/{row.code}/leitung/video/").content.decode()
    assert "BigBlueButton" not in page and "Link für Tisch 1" in page
    one = row.spaces.filter(kind="table").first()
    bad = client.post(f"/live/{row.code}/leitung/video/", {"kind": "link", "address": "keine adresse"})
    assert bad.status_code == 422 and "keine adresse" in bad.content.decode()
    assert client.post(f"/live/{row.code}/leitung/video/", {"kind": "jitsi"}).status_code == 422
    good = client.post(
        f"/live/{row.code}/leitung/video/",
        {"kind": "link", "address": "https://a.example.org", f"table-{one.pk}": "https://b.example.org"},
    )
    assert good.status_code == 302
    row.refresh_from_db()
    assert row.policy("video")["tables"] == {str(one.pk): "https://b.example.org"}
    assert client.get(f"/live/{row.code}/video/?ort={one.pk}")["Location"] == "https://b.example.org"
    assert own.get(f"/live/{row.code}/video/?ort={one.pk}")["Location"] == "https://a.example.org"


def test_what_the_operator_did_not_set_up_is_no_video(settings: Any) -> None:
    row = gathering()
    row.policies = {**row.policies, "video": {"kind": "bbb"}}
    row.save()
    assert not rooms.has_video(row) and adapter("bbb").key == "none"
    client, _seat = phone(row)
    assert door(client, row).status_code == 200


def test_outside_of_a_circle_jitsi_starts_muted(settings: Any) -> None:
    settings.VIDEO, settings.VIDEO_URL = "jitsi", "https://meet.example.org"
    settings.VIDEO_APP, settings.VIDEO_SECRET = "mitwirken", "geheim"
    row, stage = talking(mode="fishbowl")
    client, seat = phone(row)

    def group() -> str:
        token = parse_qs(urlsplit(door(client, row)["Location"]).query)["jwt"][0]
        return str(read(token, "geheim")[1]["context"]["group"])

    assert group() == "publikum"
    do(row, stage, "grab", seat)
    assert group() == "stimme"
    do(row, stage, "leave", seat)
    assert group() == "publikum"
    actions.set_roles(seat=seat, roles=["cohost"], by=lead_of(row))
    assert group() == "moderation"


def test_a_room_is_the_same_for_all_and_not_to_be_guessed(settings: Any) -> None:
    row = gathering()
    one, two = row.spaces.filter(kind="table")[:2]
    keys = {rooms.key_of(row, None), rooms.key_of(row, one), rooms.key_of(row, two)}
    assert len(keys) == 3 and all(len(key.rsplit("-", 1)[1]) == 16 for key in keys)
    before = rooms.key_of(row, one)
    settings.SECRET_KEY = "another"
    assert rooms.key_of(row, one) != before


@pytest.mark.parametrize(("name", "value"), [("MITWIRKEN_VIDEO", "zoom"), ("MITWIRKEN_VIDEO", "Teams")])
def test_a_wrong_setting_is_named_at_the_start(name: str, value: str, monkeypatch: Any) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        environment.choice(name, ("none", "link"), "none")
    monkeypatch.setenv(name, "")
    assert environment.choice(name, ("none", "link"), "none") == "none"
    with pytest.raises(ImproperlyConfigured, match="is empty, but"):
        environment.needed("MITWIRKEN_VIDEO_URL", "it is needed")


# --- BigBlueButton ------------------------------------------------------------------------------------------------


class Server:
    """As much of BigBlueButton as is asked of it: checks the seal, knows its meetings."""

    def __init__(self) -> None:
        self.meetings: dict[str, dict[str, str]] = {}
        self.calls: list[str] = []
        self.fails = False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = outer.answer(self.path).encode()
                self.send_response(500 if outer.fails else 200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                return None

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/bigbluebutton/"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def answer(self, path: str) -> str:
        parts = urlsplit(path)
        call = parts.path.removeprefix("/bigbluebutton/api/")
        query, _and, seal = parts.query.rpartition("&checksum=")
        self.calls.append(call)
        if seal != hashlib.sha256(f"{call}{query}{SECRET}".encode()).hexdigest():
            return (
                "<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey></response>"
            )
        values = dict(parse_qsl(query))
        if call == "create":
            values["createTime"] = str(1_000 + len(self.meetings))
            kept = self.meetings.setdefault(values["meetingID"], values)
            return f"<response><returncode>SUCCESS</returncode><createTime>{kept['createTime']}</createTime></response>"
        if call == "join":
            return json.dumps(values)
        if call == "end":
            self.meetings.pop(values["meetingID"], None)
        return "<response><returncode>SUCCESS</returncode></response>"


@pytest.fixture
def bbb(settings: Any) -> Iterator[Server]:
    server = Server()
    settings.VIDEO, settings.VIDEO_URL, settings.VIDEO_SECRET = "bbb", server.url, SECRET
    settings.VIDEO_CHECKSUM = "sha256"
    yield server
    server.http.shutdown()
    server.http.server_close()


def joined(server: Server, client: Client, row: Gathering) -> dict[str, str]:
    """Follows the address, as a browser would."""
    answer = door(client, row)
    assert answer.status_code == 303, answer.content.decode()[-500:]
    address = urlsplit(answer["Location"])
    said: dict[str, str] = json.loads(server.answer(f"{address.path}?{address.query}"))
    return said


def test_the_first_to_come_opens_the_room_and_all_come_into_the_same(bbb: Server) -> None:
    row = gathering()
    one, other = phone(row, name="Kim & Söhne"), phone(row, name="Herr Öz")
    said = joined(bbb, one[0], row)
    assert said["fullName"] == "Kim & Söhne" and said["role"] == "VIEWER"
    assert "userdata-bbb_force_listen_only" not in said
    again = joined(bbb, other[0], row)
    assert (again["meetingID"], again["createTime"]) == (said["meetingID"], said["createTime"])
    [meeting] = bbb.meetings.values()
    assert meeting["record"] == meeting["allowStartStopRecording"] == meeting["autoStartRecording"] == "false"
    assert meeting["logoutURL"].endswith(f"/live/{row.code}/")


def test_each_table_is_a_meeting_and_whoever_leads_moderates(bbb: Server) -> None:
    row = gathering()
    stage = Stage.objects.get(pk=row.stage_id)
    client, seat = phone(row)
    plenary = joined(bbb, client, row)["meetingID"]
    table = row.spaces.filter(kind="table").first()
    Placement.objects.create(seat=seat, space=table, stage=stage)
    actions.set_roles(seat=seat, roles=["cohost"], by=lead_of(row))
    said = joined(bbb, client, row)
    assert said["meetingID"] != plenary and said["role"] == "MODERATOR"
    assert bbb.meetings[said["meetingID"]]["name"].startswith("Tisch 1")
    # What the browser says of itself counts for nothing.
    Seat.objects.filter(pk=seat.pk).update(roles=[])
    assert joined(bbb, client, row)["role"] == "VIEWER"


def test_in_a_fishbowl_only_who_sits_may_speak(bbb: Server) -> None:
    row, stage = talking(mode="fishbowl")
    client, seat = phone(row)
    said = joined(bbb, client, row)
    assert said["userdata-bbb_force_listen_only"] == "true" and said["userdata-bbb_enable_video"] == "false"
    do(row, stage, "grab", seat)
    inside = joined(bbb, client, row)
    assert "userdata-bbb_force_listen_only" not in inside and inside["meetingID"] == said["meetingID"]


def test_rooms_are_closed_by_the_lead(bbb: Server, client: Client) -> None:
    row = gathering()
    own, _seat = phone(row)
    joined(bbb, own, row)
    assert bbb.meetings
    client.force_login(row.lead)  # type: ignore[attr-defined]
    assert "schließen" in client.get(f"/live/{row.code}/leitung/video/").content.decode()
    assert client.post(f"/live/{row.code}/leitung/video/", {"close": "1"}).status_code == 302
    assert not bbb.meetings and bbb.calls.count("end") == 1 + row.spaces.count()


def test_when_a_gathering_ends_the_worker_closes_its_rooms(bbb: Server) -> None:
    row = gathering()
    own, _seat = phone(row)
    joined(bbb, own, row)
    actions.close(gathering=row, by=lead_of(row))
    # Nobody waited for the other server, and nothing is closed that is opened again in time.
    assert bbb.meetings and "end" not in bbb.calls
    actions.reopen(gathering=row, by=lead_of(row))
    assert deeds.close_left_rooms() == 0 and bbb.meetings
    actions.close(gathering=row, by=lead_of(row))
    rooms_of_it = 1 + row.spaces.count()
    assert deeds.close_left_rooms() == rooms_of_it and not bbb.meetings
    assert deeds.close_left_rooms() == 0 and bbb.calls.count("end") == rooms_of_it
    assert row.log.filter(deed="video.closed").count() == 1


def test_rooms_that_do_not_close_are_named_and_tried_again(bbb: Server, client: Client) -> None:
    row = gathering()
    own, _seat = phone(row)
    joined(bbb, own, row)
    client.force_login(row.lead)  # type: ignore[attr-defined]
    console = lambda: client.get(f"/live/{row.code}/leitung/").content.decode()  # noqa: E731
    actions.close(gathering=row, by=lead_of(row))
    bbb.fails = True
    calls = bbb.calls.count("end")
    assert deeds.close_left_rooms() == 0
    # The first that does not answer is enough to know.
    assert bbb.calls.count("end") == calls + 1
    assert "ließen sich nicht schließen" in console() and "Beendet" in console()
    bbb.fails = False
    assert deeds.close_left_rooms() == 1 + row.spaces.count()
    assert "ließen sich nicht schließen" not in console() and not bbb.meetings


def test_after_some_tries_the_server_is_left_to_itself(bbb: Server) -> None:
    row = gathering()
    actions.close(gathering=row, by=lead_of(row))
    bbb.fails = True
    for _try in range(deeds.MOST_TRIES + 3):
        deeds.close_left_rooms()
    assert bbb.calls.count("end") == deeds.MOST_TRIES
    assert row.log.filter(deed="video.not_closed").count() == deeds.MOST_TRIES


def test_without_a_server_that_closes_rooms_nothing_is_left_to_close() -> None:
    row = gathering()
    choose(row, "link", "https://meet.example.org/a")
    actions.close(gathering=row, by=lead_of(row))
    assert "rooms" not in row.policies and deeds.close_left_rooms() == 0


@pytest.mark.parametrize("trouble", ["fails", "secret", "gone"])
def test_a_server_in_trouble_gets_a_sentence_and_the_telephone(
    bbb: Server, settings: Any, trouble: str
) -> None:
    row = gathering(dial_in="0231 123456")
    client, _seat = phone(row)
    if trouble == "fails":
        bbb.fails = True
    elif trouble == "secret":
        settings.VIDEO_SECRET = "falsch"
    else:
        settings.VIDEO_URL = "http://127.0.0.1:9/"
    answer = door(client, row)
    page = answer.content.decode()
    assert answer.status_code == 502 and "nicht erreichbar" in page and "0231 123456" in page
    assert "falsch" not in page and SECRET not in page


def test_the_door_is_not_rattled_without_end(settings: Any) -> None:
    row = gathering(online_link="https://konferenz.example.org/alle")
    client, _seat = phone(row)
    assert [door(client, row).status_code for _number in range(21)][-1] == 429
