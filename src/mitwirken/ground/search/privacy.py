# SPDX-License-Identifier: EUPL-1.2
"""The index holds copies of what is public, nothing of its own."""

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

declare(
    model="search.SearchEntry",
    name=_("Suche"),
    fields={
        "title": _("Titel öffentlicher Beiträge"),
        "summary": _("Anfang öffentlicher Beiträge"),
        "title_words": _("Wörter aus dem Titel"),
        "body_words": _("Wörter aus dem Text, dabei auch das Pseudonym, wo es öffentlich steht"),
    },
    purpose=_("damit sich Öffentliches finden lässt"),
    basis=TASK,
    retention=_("so lange, wie der Beitrag öffentlich ist"),
    # Copies of public rows: made anew with every change of them, an erasure included.
    whose=None,
    on_erase=Erase.KEEP,
    reason=_("der Eintrag wird sofort aus dem neu gebildet, was noch öffentlich ist"),
    public=True,
)
impersonal("search.SearchEntry", ["kind", "url", "process", "place"], because="Where a public row stands.")
declare(
    model="search.WordPiece",
    name=_("Wörter der Suche"),
    fields={"word": _("ein Wort, das in öffentlichen Beiträgen steht"), "piece": _("drei Buchstaben daraus")},
    purpose=_("damit die Suche Tippfehler und andere Schreibweisen verzeiht"),
    basis=TASK,
    retention=_("bis das Wort nirgends mehr öffentlich steht, höchstens einen Tag länger"),
    whose=None,
    on_erase=Erase.KEEP,
    reason=_(
        "ein einzelnes Wort ohne Bezug zu einem Beitrag; was niemand mehr schreibt, geht in der Nacht darauf"
    ),
    public=True,
)
