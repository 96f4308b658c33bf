# SPDX-License-Identifier: EUPL-1.2
"""Events: where and when people meet, with facts on accessibility, sign-up with a waiting list by every channel, the door,
one question afterwards, and campaigns that bundle events. What happens in the meeting itself is for rooms above: they hang
into the page of an event and point at its row.
"""
