# SPDX-License-Identifier: EUPL-1.2
"""Deeds of ballots: setting one up, voting, counting, taking in a vote that was held elsewhere."""

from .casting import (
    Cast,
    Differs,
    admit,
    admit_proven,
    cast,
    drop_entry,
    enter_paper,
    print_codes,
    withdraw_admission,
)
from .counting import close_ballot, close_overdue, count_ballot, publish_ballot
from .importing import import_ballot
from .setup import (
    BallotDraft,
    OptionDraft,
    add_option,
    change_ballot,
    change_option,
    check_option,
    create_ballot,
    delete_ballot,
    make_ready,
    remove_option,
    take_over,
    unmake_ready,
)

__all__ = [
    "BallotDraft",
    "Cast",
    "Differs",
    "OptionDraft",
    "add_option",
    "admit",
    "admit_proven",
    "cast",
    "change_ballot",
    "change_option",
    "check_option",
    "close_ballot",
    "close_overdue",
    "count_ballot",
    "create_ballot",
    "delete_ballot",
    "drop_entry",
    "enter_paper",
    "import_ballot",
    "make_ready",
    "print_codes",
    "publish_ballot",
    "remove_option",
    "take_over",
    "unmake_ready",
    "withdraw_admission",
]
