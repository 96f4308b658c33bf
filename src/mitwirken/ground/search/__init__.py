# SPDX-License-Identifier: EUPL-1.2
"""One index over everything public: umlauts, compounds and small typos, on SQLite and PostgreSQL.

A room says what of a row can be found (`register`) and what hangs on another row (`register_dependents`);
`activity.record` keeps the index in step (`actions.refresh`).
"""

from .registry import Entry, register, register_dependents

__all__ = ["Entry", "register", "register_dependents"]
