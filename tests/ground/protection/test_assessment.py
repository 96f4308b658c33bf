# SPDX-License-Identifier: EUPL-1.2
"""The impact assessment is prefilled from the declarations, and leaves open what the city judges."""

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils.html import escape
from tests.people import staff

from mitwirken.ground.desk.roles import Role
from mitwirken.ground.privacy import declarations
from mitwirken.ground.protection.assessment import assessment_paper

pytestmark = pytest.mark.django_db


def test_every_declared_field_and_retention_is_in_it(client):
    client.force_login(staff(Role.CORE))
    page = client.get(reverse("protection:assessment")).content.decode()
    for one in declarations():
        for words in (*one.labels, one.retention):
            assert escape(str(words)) in page
    assert "[von der Stadt auszufüllen]" in page


def test_it_goes_on_as_opendocument(client, settings):
    settings.CONTROLLER = "Stadt Dortmund, Friedensplatz 1"
    client.force_login(staff(Role.CORE))
    made = client.get(reverse("protection:assessment_file", args=["odt"]))
    text = zipfile.ZipFile(io.BytesIO(made.content)).read("content.xml").decode()
    assert "Friedensplatz 1" in text and "Schwellwertprüfung" in text
    assert client.get(reverse("protection:assessment_file", args=["exe"])).status_code == 404


def test_two_criteria_that_point_to_an_assessment_are_never_hidden():
    table = next(
        block for block in assessment_paper().blocks if getattr(block, "caption", "") == "Schwellwertprüfung"
    )
    assert len(table.rows) == 9
    assert sum(answer.startswith(("ja", "[ja")) for _criterion, answer in table.rows) >= 2


def test_it_is_for_those_who_answer_for_it(client):
    client.force_login(staff(Role.EDITOR))
    assert client.get(reverse("protection:assessment")).status_code == 403
