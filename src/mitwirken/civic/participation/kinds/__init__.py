# SPDX-License-Identifier: EUPL-1.2
"""The ready-made processes, one a file. A new one is a file here and a line in `ALL`."""

from . import comment_draft, information, points, propose_and_rate, resistance, survey, youth_budget

ALL = (
    propose_and_rate.TEMPLATE,
    comment_draft.TEMPLATE,
    points.TEMPLATE,
    resistance.TEMPLATE,
    survey.TEMPLATE,
    youth_budget.TEMPLATE,
    information.TEMPLATE,
)
