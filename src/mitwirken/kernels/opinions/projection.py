# SPDX-License-Identifier: EUPL-1.2
"""From a table of votes to a plane: the two directions in which people differ most, and where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, eigsh

from .votes import Votes

Floats = NDArray[np.float64]

DENSE: Final = 64  # statements up to which the covariance is simply written out


@dataclass(frozen=True)
class Plane:
    """``centre``: mean vote on each statement. ``components``: shape (2, statements), of length 1, or 0 without spread.

    ``spread``: how much of the people's differences lies in each direction (sum of squares). ``total``: of all.
    """

    centre: Floats
    components: Floats
    spread: tuple[float, float]
    total: float


def plane(votes: Votes, start: Floats | None = None) -> Plane:
    """Return the principal components of the votes, two of them, exactly.

    Rule: missing votes count as the statement's mean, all people count. Signs are fixed: the largest entry of a component
    is positive. ``start``: components of the time before, from which the search is quicker.

    Cost: some tens of passes over the votes, no dense table. Source: Small et al., *Polis: Scaling deliberation by mapping
    high dimensional opinion spaces*, 2021.
    """
    table, centre = votes.centred
    size = len(votes.statements)
    total = float((table.data**2).sum())
    vectors = np.zeros((2, size))
    spread = [0.0, 0.0]
    found = _leading(table, size, start) if total else []
    for at, (value, vector) in enumerate(found):
        if value > 1e-12 * max(total, 1e-300):
            spread[at] = value
            largest = vector[int(np.argmax(np.abs(vector)))]
            vectors[at] = vector if largest > 0 else -vector
    return Plane(centre, vectors, (spread[0], spread[1]), total)


def _leading(table: sparse.csr_array, size: int, start: Floats | None) -> list[tuple[float, Floats]]:
    """The two largest eigenvalues of the table's square, and their vectors."""
    if size <= DENSE:
        square = (table.T @ table).toarray()
        values, vectors = np.linalg.eigh(square)
        order = np.argsort(values)[::-1][:2]
        return [(float(values[at]), vectors[:, at]) for at in order]
    turned = table.T.tocsr() if table.nnz < 20_000_000 else table.T
    square_of = LinearOperator((size, size), matvec=lambda x: turned @ (table @ x), dtype=np.float64)
    # A fixed beginning, so that the same votes give the same map to the last bit; drawn, since one with a pattern (or the
    # components of before, alone) may lie across the very direction that is sought.
    first = np.random.default_rng(0).standard_normal(size) / np.sqrt(size)
    if start is not None and len(start[0]) == size:
        first = start[0] + start[1] + first / 100
    values, vectors = eigsh(square_of, k=2, v0=first, tol=1e-12, ncv=min(size, 12))
    return [(float(values[at]), vectors[:, at]) for at in (1, 0)]


def places(votes: Votes, flat: Plane) -> Floats:
    """Return where each person stands, shape (people, 2).

    Rule: √(statements / votes of the person) · Σ (vote − centre) · component. Few votes are stretched, so that newcomers
    do not all stand in the middle. Silent statements count as voted on.
    """
    table, _ = votes.centred
    seen = np.bincount(votes.loud[0], minlength=len(votes.people)) + int(votes.silent.sum())
    stretch = np.sqrt(len(votes.statements) / np.maximum(seen, 1))
    where: Floats = (table @ flat.components.T) * stretch[:, None]
    return where


def statement_places(flat: Plane, vote: int = 1) -> Floats:
    """Return where somebody would stand who voted on one statement alone, shape (statements, 2).

    Its distance from the middle says how much the statement divides.
    """
    where: Floats = np.sqrt(len(flat.centre)) * ((vote - flat.centre) * flat.components).T
    return where
