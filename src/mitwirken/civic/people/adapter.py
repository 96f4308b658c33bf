# SPDX-License-Identifier: EUPL-1.2
from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    """How allauth meets this house."""
