# SPDX-License-Identifier: EUPL-1.2
"""Small groups at tables, in rooms, at stalls. Who is where follows one of four policies:

assigned   everybody is placed when the round begins, so that people meet new faces; hosts stay at their table
fixed      balanced groups, the same in every step with this policy; whoever has the role of a host moderates
free       people go where they want, whenever they want
booked     places at stalls are booked for time windows; keepers take turns

Notes stay with the table, whoever sits there; the three key points of a round are what the next group sees first.
"""

from .kind import Tables

__all__ = ["Tables"]
