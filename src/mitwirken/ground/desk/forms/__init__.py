# SPDX-License-Identifier: EUPL-1.2
"""Forms of the desk: input to clean values, never saved here."""

from .cases import (
    AnswerForm,
    AssignForm,
    DayField,
    DayInput,
    DeskForm,
    DoneForm,
    MilestoneForm,
    NoteForm,
    OfficeForm,
    SignForm,
    StatusForm,
    TriageForm,
)
from .contacts import ContactsForm
from .keeping import FreezeForm, LogbookFilterForm
from .parts import (
    AskForm,
    BlockForm,
    CommentForm,
    EyesForm,
    ResultForm,
    RiskForm,
    WishAnswerForm,
    WishForm,
)

__all__ = [
    "AnswerForm",
    "AskForm",
    "AssignForm",
    "BlockForm",
    "CommentForm",
    "ContactsForm",
    "DayField",
    "DayInput",
    "DeskForm",
    "DoneForm",
    "EyesForm",
    "FreezeForm",
    "LogbookFilterForm",
    "MilestoneForm",
    "NoteForm",
    "OfficeForm",
    "ResultForm",
    "RiskForm",
    "SignForm",
    "StatusForm",
    "TriageForm",
    "WishAnswerForm",
    "WishForm",
]
