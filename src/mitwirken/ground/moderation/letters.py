# SPDX-License-Identifier: EUPL-1.2
"""Mails to people who reported something and left an address. They need no account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from . import notices, rules
from .models import Measure, Report


def receipt(report: Report) -> None:
    """That the report has arrived, its number, and where its state can be read (Art. 16(4) DSA)."""
    _write(
        report,
        "moderation/mail/receipt",
        _("Ihre Meldung %(number)s ist angekommen") % {"number": report.number},
    )


def outcome(report: Report) -> None:
    """What was decided and why, and how to object (Art. 16(5) DSA)."""
    _write(
        report,
        "moderation/mail/outcome",
        _("Entscheidung zu Ihrer Meldung %(number)s") % {"number": report.number},
    )


def _write(report: Report, template: str, subject: str) -> None:
    context = {
        "report": report,
        "decision": report.decision,
        "by": rules.decide_by(report.category, report.created_at),
        "link": settings.BASE_URL + report.get_absolute_url(),
        "objection_link": settings.BASE_URL + report.decision.get_absolute_url() if report.decision else "",
        "subject": subject,
        "city": settings.CITY,
        "base_url": settings.BASE_URL,
    }
    _send(template, subject, report.email, context)


def _send(template: str, subject: str, address: str, context: dict[str, Any]) -> None:
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"{template}.txt", context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    mail.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    mail.send()


def measure(measure: Measure) -> None:
    """A warning or a pause, with reasons and the way to object; after an objection once more, with the answer."""
    subject = _("Zu Ihren Meldungen")
    context = {
        "points": notices.statement_of(measure),
        "protest": measure.protests.order_by("-pk").first(),
        "link": settings.BASE_URL + measure.get_absolute_url(),
        "subject": subject,
        "city": settings.CITY,
        "base_url": settings.BASE_URL,
    }
    _send("moderation/mail/measure", subject, measure.email, context)
