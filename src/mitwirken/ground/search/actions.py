# SPDX-License-Identifier: EUPL-1.2
from django.db import models


def refresh(subject: models.Model) -> None:
    """Brings the subject's entry up to date, or takes it out when it is no longer public."""
