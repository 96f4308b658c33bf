# SPDX-License-Identifier: EUPL-1.2
"""What every ballot still has, exactly: where floats are too close to tell, equal shares asks here.

Budgets are whole numbers over one common denominator; ballots with equal budgets share an entry, so that a payment
touches as many numbers as there are different budgets and not as many as there are voters.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd

import numpy as np
from numpy.typing import NDArray

from .instance import Instance, Utility


class Ledger:
    """Exact budgets of all ballots, each person beginning with ``endowment``."""

    def __init__(self, instance: Instance, utility: Utility, endowment: Fraction) -> None:
        self.instance = instance
        self.utility = utility
        self.denominator = endowment.denominator
        self.values = [endowment.numerator]
        self.entry: NDArray[np.int64] = np.zeros(len(instance.weights), dtype=np.int64)
        self.paid = 0  # how many projects of the order have been paid for
        self._alike = utility != "points" or instance.points is None

    def _groups(self, p: int) -> list[tuple[int, int, int]]:
        """Supporters of p as (entry, points, people); points are 1 where all supporters pay alike."""
        ballots = self.instance.supporters[p]
        weights = self.instance.weights[ballots]
        entries = self.entry[ballots]
        if self._alike or self.instance.points is None:
            people = np.bincount(entries, weights=weights, minlength=len(self.values))
            return [(int(at), 1, int(people[at])) for at in np.flatnonzero(people)]
        points = self.instance.points[p]
        most = int(points.max(initial=0)) + 1
        keys, where = np.unique(entries * most + points, return_inverse=True)
        people = np.bincount(where, weights=weights)
        return [
            (int(key) // most, int(key) % most, int(number)) for key, number in zip(keys, people, strict=True)
        ]

    def money(self, p: int) -> Fraction:
        """What the supporters of p have left together."""
        total = sum(self.values[entry] * people for entry, _, people in self._groups(p))
        return Fraction(total, self.denominator)

    def price(self, p: int) -> Fraction | None:
        """Return what a supporter pays for p for each point (for p as a whole where all pay alike), or None.

        Rule: the smallest price at which the supporters raise the cost, each paying price · points or all they have.
        None: they can't.
        """
        groups = self._groups(p)
        need = self.instance.costs[p] * self.denominator
        if self._alike:
            groups.sort(key=lambda group: self.values[group[0]])
        else:
            groups.sort(key=lambda group: Fraction(self.values[group[0]], group[1]))
        share = sum(points * people for _, points, people in groups)
        for entry, points, people in groups:
            value = self.values[entry]
            if value * share >= need * points:  # all from here on can pay the same price for a point
                return Fraction(need, share * self.denominator)
            need -= value * people
            share -= points * people
        return Fraction(0) if need <= 0 else None

    def pay(self, p: int) -> None:
        """Charge the supporters of p; it must be affordable."""
        price = self.price(p)
        if price is None:
            raise ValueError(f"the supporters of {self.instance.ids[p]} can't pay for it")
        grow = price.denominator // gcd(price.denominator, self.denominator)
        if grow > 1:
            self.denominator *= grow
            self.values = [value * grow for value in self.values]
        unit = price.numerator * (self.denominator // price.denominator)
        known: dict[int, int] = {}
        becomes: dict[tuple[int, int], int] = {}
        for entry, points, _ in self._groups(p):
            left = max(0, self.values[entry] - unit * points)
            if left not in known:
                known[left] = len(self.values)
                self.values.append(left)
            becomes[entry, points] = known[left]
        ballots = self.instance.supporters[p]
        entries = self.entry[ballots].tolist()
        if self._alike or self.instance.points is None:
            self.entry[ballots] = [becomes[entry, 1] for entry in entries]
        else:
            points_given = self.instance.points[p].tolist()
            self.entry[ballots] = [becomes[pair] for pair in zip(entries, points_given, strict=True)]
        self.paid += 1
        if len(self.values) > 2 * len(self.entry):
            used, self.entry = np.unique(self.entry, return_inverse=True)
            self.values = [self.values[at] for at in used.tolist()]
