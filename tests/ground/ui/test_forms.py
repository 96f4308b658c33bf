# SPDX-License-Identifier: EUPL-1.2
from django import forms
from django.utils.translation import override

from mitwirken.ground.ui.samples import SampleForm


def test_help_and_error_belong_to_the_field() -> None:
    html = str(SampleForm({"email": "kein at"})["title"].as_field_group())
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_helptext"' in html and 'id="id_title_error"' in html
    assert "Bitte füllen Sie das noch aus." in html


def test_the_summary_links_to_the_first_input_of_every_wrong_field() -> None:
    form = SampleForm({"email": "kein at"})
    html = str(form)
    assert 'role="alert"' in html
    for anchor in ("id_title", "id_text", "id_way_0", "id_email", "id_agree"):
        assert f'href="#{anchor}"' in html
        assert f'id="{anchor}"' in html


def test_a_fresh_form_has_no_summary() -> None:
    assert "error-summary" not in str(SampleForm())


def test_what_may_stay_empty_says_so_in_words() -> None:
    form = SampleForm()
    assert "freiwillig" in str(form["district"].as_field_group())
    assert "freiwillig" in str(form["topics"].as_field_group())
    assert "freiwillig" not in str(form["title"].as_field_group())
    assert "*" not in str(form)


def test_radio_buttons_stand_in_a_fieldset_with_a_legend_and_keep_their_explanation() -> None:
    html = str(SampleForm({"way": "mail"})["way"].as_field_group())
    assert "<fieldset" in html and "<legend" in html
    assert "<b>Ohne Konto</b>" in html
    assert 'value="mail"' in html and html.count("checked") == 1


def test_autocomplete_and_what_was_typed_are_kept() -> None:
    html = str(SampleForm({"email": "a@", "title": "<Brunnen>"}))
    assert 'autocomplete="email"' in html
    assert 'value="&lt;Brunnen&gt;"' in html


def test_a_hidden_field_with_an_error_is_named_in_the_summary_only() -> None:
    class Hidden(forms.Form):
        once = forms.CharField(widget=forms.HiddenInput)

    html = str(Hidden({}))
    assert html.count("Bitte füllen Sie das noch aus.") == 1
    assert 'type="hidden"' in html


def test_errors_that_belong_to_no_field_stand_in_the_summary() -> None:
    form = SampleForm({})
    form.add_error(None, "Die Phase ist zu Ende.")
    assert str(form).count("Die Phase ist zu Ende.") == 1


def test_a_textarea_with_a_limit_gets_a_counter_and_any_direction() -> None:
    html = str(SampleForm()["text"])
    assert "<char-count" in html and 'maxlength="3000"' in html and 'dir="auto"' in html


def test_formsets_are_drawn() -> None:
    formset = forms.formset_factory(SampleForm, extra=2)()
    html = str(formset)
    assert "TOTAL_FORMS" in html and html.count("formset-item") == 2


def test_words_of_a_form_win_over_the_plain_ones() -> None:
    class Own(forms.Form):
        name = forms.CharField(error_messages={"required": "Wie heißt der Ort?"})

    with override("de"):
        assert Own({}).errors["name"] == ["Wie heißt der Ort?"]
