# SPDX-License-Identifier: EUPL-1.2
"""Pure computation: plain typed values in, plain typed values out.

A kernel knows no Django, no database and no clock; the same values give the same answer everywhere.
Each rule is told first in prose with worked numbers in ``docs/rules/<kernel>.md``, then here in code.
A room above calls a kernel by the full name, so that a reader sees where the rule is written.
A kernel needs the standard library only, unless its own file says why it needs more."""
