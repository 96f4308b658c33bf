# SPDX-License-Identifier: EUPL-1.2
"""What a city writes of its identity provider: a wrong value is named at the start."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from mitwirken.config import environment as env


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        (" https://id.example.org/realms/stadt/ ", "https://id.example.org/realms/stadt"),
        ("http://127.0.0.1:8080/realms/stadt", "http://127.0.0.1:8080/realms/stadt"),
    ],
)
def test_an_address_of_a_provider(monkeypatch: pytest.MonkeyPatch, given: str, kept: str):
    monkeypatch.setenv("MITWIRKEN_IDENTITY_ISSUER", given)
    assert env.provider("MITWIRKEN_IDENTITY_ISSUER") == kept


@pytest.mark.parametrize(
    "given",
    [
        "id.example.org",
        "http://id.example.org",
        "https://",
        "ftp://id.example.org",
        "https://id.example.org/?realm=1",
    ],
)
def test_a_provider_in_the_clear_or_without_an_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: str
):
    monkeypatch.setenv("MITWIRKEN_IDENTITY_ISSUER", given)
    with pytest.raises(ImproperlyConfigured, match="provider's own address, such as https://"):
        env.provider("MITWIRKEN_IDENTITY_ISSUER")


def test_a_rule_that_cannot_be_read_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MITWIRKEN_IDENTITY_RULES", "acr = high; birthdate > 16")
    with pytest.raises(ImproperlyConfigured, match="MITWIRKEN_IDENTITY_RULES: 'birthdate > 16' is neither"):
        env.needs("MITWIRKEN_IDENTITY_RULES")
    monkeypatch.delenv("MITWIRKEN_IDENTITY_RULES")
    assert env.needs("MITWIRKEN_IDENTITY_RULES") == ()
