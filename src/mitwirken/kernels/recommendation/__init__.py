# SPDX-License-Identifier: EUPL-1.2
"""Which ways of taking part fit a task, why, and which combination of them carries a whole process.

The rules in prose: ``docs/rules/recommendation.md`` and ``docs/rules/combination.md``. Deterministic: the same answers
and the same methods give the same advice. Reasons are keys with values; whoever shows them has the words.
"""
