# SPDX-License-Identifier: EUPL-1.2
"""A town to try things in: its people act through the same actions that everybody uses, on the days on which it happened.

Everything here is invented. Loaded once, into an empty database, when `MITWIRKEN_DEMO` says so.
"""

PASSWORD = "mitmachen-2027"  # noqa: S105  # printed at the start, for invented people only


def sign_ins() -> list[str]:
    """What `mitwirken run` prints: who can sign in, and where the second factor of the staff is shown."""
    return [
        f"sign-ins  password {PASSWORD}; codes and everybody else: /vorfuehrung/",
        "          citizen   kastanienbaum@example.org",
        "          clerk     fachamt-gruen@example.org",
        "          lead      ombudsstelle@example.org",
        "          system    administration@example.org",
    ]
