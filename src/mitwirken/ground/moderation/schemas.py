# SPDX-License-Identifier: EUPL-1.2
"""What machines are told when something they sent waits."""

from __future__ import annotations

from ninja import Field, Schema


class Waiting(Schema):
    """It looked like advertising, so somebody of the moderation reads it first. Nothing has to be done."""

    waiting: str = Field(description="The page that says how it goes on")
