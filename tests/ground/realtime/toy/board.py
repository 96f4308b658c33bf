# SPDX-License-Identifier: EUPL-1.2
"""What a room above would write: a deed, who may listen, how it looks."""

from collections.abc import Mapping, Set

from django.db import transaction
from django.db.models import F
from django.utils.html import escape

from mitwirken.ground.realtime import Admission, Drawing, changed

from .models import Board

FORM = (
    '<form method="post" action="/toy/{key}/sagen/" data-live>'
    '<label for="said">Satz</label> <input id="said" name="said" data-key="said">'
    "<button>Sagen</button></form>"
)


def change(key: str, **values: object) -> Board:
    with transaction.atomic():
        board, _ = Board.objects.get_or_create(key=key)
        Board.objects.filter(pk=board.pk).update(number=F("number") + 1, **values)
        board.refresh_from_db()
        changed("toy", key)
    return board


def admit(key: str, query: Mapping[str, str], cookies: Mapping[str, str]) -> Admission | None:
    if query.get("sicht") == "verboten":
        return None
    board = Board.objects.filter(key=key).first()
    who = cookies.get("seat", "")
    if query.get("sicht") == "allein":
        return Admission(("phone",), who, query.get("state", ""))
    audiences = ("phone", f"table:{board.table if board and who == '31' else '2'}")
    return Admission(audiences, who, query.get("state", ""))


def draw(key: str, audiences: Set[str]) -> Drawing | None:
    board, _ = Board.objects.get_or_create(key=key)
    if board.broken:
        raise RuntimeError("The board is broken, as the test wants it")
    return Drawing(
        state=f"e-{board.number}",
        parts={
            audience: phone(board)
            if audience == "phone"
            else {"notes": f"<p>Tisch {audience[6:]}: {escape(board.said)}</p>"}
            for audience in audiences
        },
        moves={"31": ("table", f"table:{board.table}")},
        marks={"31": board.table},
    )


def phone(board: Board) -> dict[str, str]:
    return {
        "count": f'<p>Stand <b id="number">#{board.number:06d}#</b> <button id="more" data-key="more">mehr</button></p>',
        "said": f'<p data-seat="31">{escape(board.said)}</p>',
        "form": FORM.format(key=escape(board.key)) + f"<p>Bisher: {escape(board.said)}</p>",
    }
