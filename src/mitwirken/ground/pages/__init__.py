# SPDX-License-Identifier: EUPL-1.2
"""Finished bytes in front of Django for readers without an account.

A page names the topics it depends on (`depends_on`); a deed says which topics changed (`changed`, by way
of `activity.record`). A topic's generation lives in shared memory, so every process of the machine sees it at once. `kept` does the same for pieces of pages of readers who are
signed in.
"""

from .generations import changed, depends_on
from .pieces import kept

__all__ = ["changed", "depends_on", "kept"]
