# SPDX-License-Identifier: EUPL-1.2
from .registry import Event


def announce(event: Event) -> None:
    """Queues the message of an event, in the deed's transaction."""
