# SPDX-License-Identifier: EUPL-1.2
"""Input to clean values: the pages of a survey, and what staff build it with. A form never saves."""

from .answering import Asked, PageForm, ReceiptForm, SheetForm, read
from .building import FIELDS_OF, KINDS, MODES, CopyForm, PageEditForm, QuestionForm, SurveyForm, mode_of

__all__ = [
    "FIELDS_OF",
    "KINDS",
    "MODES",
    "Asked",
    "CopyForm",
    "PageEditForm",
    "PageForm",
    "QuestionForm",
    "ReceiptForm",
    "SheetForm",
    "SurveyForm",
    "mode_of",
    "read",
]
