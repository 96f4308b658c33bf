# SPDX-License-Identifier: EUPL-1.2
"""The kinds of questions: how each is asked, what is taken from it, how it is kept, said and printed. One file for each family."""

from __future__ import annotations

from ..models import Kind as Name
from ..models import Question
from .base import Given, Kind, Wrong
from .choices import One, Ranking, Several
from .numbers import Number, Scale
from .places import PlaceOnMap
from .tables import Matrix
from .texts import Day, Info, Long, Short
from .uploads import Picture

KINDS: dict[str, Kind] = {
    Name.ONE: One(),
    Name.SEVERAL: Several(),
    Name.SCALE: Scale(),
    Name.MATRIX: Matrix(),
    Name.RANKING: Ranking(),
    Name.NUMBER: Number(),
    Name.SHORT: Short(),
    Name.LONG: Long(),
    Name.DATE: Day(),
    Name.POINT: PlaceOnMap(),
    Name.UPLOAD: Picture(),
    Name.INFO: Info(),
}


def kind_of(question: Question) -> Kind:
    return KINDS[question.kind]


__all__ = ["KINDS", "Given", "Kind", "Wrong", "kind_of"]
