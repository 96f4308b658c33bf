# SPDX-License-Identifier: EUPL-1.2
"""What the kernel says with keys and values, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitwirken.kernels.recommendation.chains import Gap
from mitwirken.kernels.recommendation.finder import Reason

from . import words

Values = Mapping[str, Any]


def number(value: Any) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)


def listed(known: Mapping[str, Any], keys: Iterable[str]) -> str:
    """Words one after another: "Kinder, Familien und Jugendliche"."""
    found = [str(known[key]) for key in keys]
    if len(found) < 2:
        return "".join(found)
    return _("%(some)s und %(last)s") % {"some": ", ".join(found[:-1]), "last": found[-1]}


def weeks(n: Any) -> str:
    return ngettext("%(n)s Woche", "%(n)s Wochen", n) % {"n": number(n)}


def hours(n: Any) -> str:
    return ngettext("%(n)s Stunde", "%(n)s Stunden", n) % {"n": number(n)}


def euros(n: Any) -> str:
    return _("%(n)s Euro") % {"n": number(n)}


def _reach(key: Any) -> str:
    return str(words.INFLUENCE[key])


# Why a method fits, or what to look out for. "passt, weil …", "Achtung, weil …" stand before the lists; each is a sentence of its own.
_REASONS: Final[Mapping[str, Callable[[Values], str]]] = {
    "goal": lambda v: (
        _("Damit erreichen Sie, was Sie wollen: %(goals)s.") % {"goals": listed(words.GOALS, v["goals"])}
    ),
    "phase": lambda v: (
        _("Gemacht für die Phase, in der Sie stehen: %(phase)s.") % {"phase": words.PHASES[v["phase"]]}
    ),
    "phase_near": lambda v: (
        _("Passt in die Phase gleich daneben: %(phases)s.") % {"phases": listed(words.PHASES, v["phases"])}
    ),
    "phase_goal": lambda v: (
        _("Tut, was in dieser Phase dran ist: %(goals)s.") % {"goals": listed(words.GOALS, v["goals"])}
    ),
    "as_information": lambda v: _("Eignet sich, um offen zu sagen, was entschieden ist."),
    "all_at_once": lambda v: (
        _("Alle %(people)s Menschen haben auf einmal Platz.") % {"people": number(v["people"])}
    ),
    "selection": lambda v: (
        _("Nicht alle %(people)s kommen, aber eine gezielt eingeladene Auswahl von bis zu %(most)s.")
        % {"people": number(v["people"]), "most": number(v["most"])}
    ),
    "some": lambda v: (
        _("Von %(people)s Menschen kommt erfahrungsgemäß ein Teil; dafür reicht der Platz.")
        % {"people": number(v["people"])}
    ),
    "time": lambda v: (
        _("In der Zeit gut zu schaffen: höchstens %(most)s, Sie haben %(has)s.")
        % {"most": weeks(v["most"]), "has": weeks(v["has"])}
    ),
    "hours_easy": lambda v: (
        _("Braucht wenig von Ihrer Arbeitszeit: höchstens %(most)s von %(has)s.")
        % {"most": hours(v["most"]), "has": hours(v["has"])}
    ),
    "hours_fit": lambda v: (
        _("Ihre Arbeitszeit reicht: höchstens %(most)s von %(has)s.")
        % {"most": hours(v["most"]), "has": hours(v["has"])}
    ),
    "euros_fit": lambda v: _("Ihr Geld reicht: höchstens %(most)s.") % {"most": euros(v["most"])},
    "mode_both": lambda v: _("Geht vor Ort und online zugleich."),
    "groups_reached": lambda v: (
        _("Erreicht, wer nicht fehlen darf: %(groups)s.") % {"groups": listed(words.GROUPS, v["groups"])}
    ),
    "barriers_lowered": lambda v: (
        _("Hilft gegen das, was Menschen abhält: %(barriers)s.")
        % {"barriers": listed(words.BARRIERS, v["barriers"])}
    ),
    "conflict": lambda v: _("Hält Streit aus."),
    "depth": lambda v: (
        _("Menschen können hier viel bewirken: %(influence)s.") % {"influence": _reach(v["influence"])}
    ),
    "tried": lambda v: _("Das wurde hier schon erprobt. Die Erfahrungen stehen bei der Methode."),
    "goal_missed": lambda v: _("Für Ihre Ziele ist sie nicht in erster Linie gemacht."),
    "phase_missed": lambda v: (
        _("Sie gehört eigentlich in andere Phasen: %(phases)s.")
        % {"phases": listed(words.PHASES, v["phases"])}
    ),
    "influence_capped": lambda v: (
        _("Sie kann mehr, als offen ist. Sagen Sie vorher deutlich: Hier geht es um %(limit)s.")
        % {"limit": _reach(v["limit"])}
    ),
    "turns": lambda v: (
        ngettext(
            "Für %(people)s Menschen braucht es %(turns)d Termin.",
            "Für %(people)s Menschen braucht es %(turns)d Termine.",
            v["turns"],
        )
        % {"people": number(v["people"]), "turns": v["turns"]}
    ),
    "time_tight": lambda v: (
        _("Die Zeit ist knapp: %(least)s bis %(most)s, Sie haben %(has)s.")
        % {"least": number(v["least"]), "most": weeks(v["most"]), "has": weeks(v["has"])}
    ),
    "hours_tight": lambda v: (
        _("Die Arbeitszeit ist knapp: bis zu %(most)s, Sie haben %(has)s.")
        % {"most": hours(v["most"]), "has": hours(v["has"])}
    ),
    "hours_over": lambda v: (
        _("Die Arbeitszeit reicht nicht: mindestens %(least)s, Sie haben %(has)s.")
        % {"least": hours(v["least"]), "has": hours(v["has"])}
    ),
    "euros_tight": lambda v: (
        _("Das Geld ist knapp: bis zu %(most)s, Sie haben %(has)s.")
        % {"most": euros(v["most"]), "has": euros(v["has"])}
    ),
    "euros_over": lambda v: (
        _("Das Geld reicht nicht: mindestens %(least)s, Sie haben %(has)s.")
        % {"least": euros(v["least"]), "has": euros(v["has"])}
    ),
    "groups_missed": lambda v: (
        _("Erreicht kaum: %(groups)s.") % {"groups": listed(words.GROUPS, v["groups"])}
    ),
    "barriers_raised": lambda v: (
        _("Hat selbst Hürden: %(barriers)s.") % {"barriers": listed(words.BARRIERS, v["barriers"])}
    ),
    "conflict_short": lambda v: _("Bei so viel Streit braucht sie eine gute Moderation."),
    "conflict_far": lambda v: _("Bei offenem Streit kann sie kippen."),
    "moderation": lambda v: _("Braucht geübte Moderation, und dafür ist die Arbeitszeit knapp."),
}
_EXCLUSIONS: Final[Mapping[str, Callable[[Values], str]]] = {
    "part": lambda v: _("Sie ist ein Baustein für eine andere Methode, kein eigener Schritt."),
    "formal": lambda v: _("Sie ist ein Recht der Einwohnerschaft, keine Methode, die die Stadt wählt."),
    "influence": lambda v: (
        _("Sie verspricht %(least)s. Offen ist nur %(limit)s.")
        % {"least": _reach(v["least"]), "limit": _reach(v["limit"])}
    ),
    "mode": lambda v: _("Sie geht nur vor Ort.") if v["mode"] == "analog" else _("Sie geht nur online."),
    "too_few": lambda v: (
        _("Sie braucht mindestens %(bound)s Menschen, Sie rechnen mit %(people)s.")
        % {"bound": number(v["bound"]), "people": number(v["people"])}
    ),
    "too_many": lambda v: (
        _("Sie fasst höchstens %(bound)s Menschen, es geht um %(people)s.")
        % {"bound": number(v["bound"]), "people": number(v["people"])}
    ),
    "time": lambda v: (
        _("Sie braucht mindestens %(needs)s, Sie haben %(has)s.")
        % {"needs": weeks(v["needs"]), "has": weeks(v["has"])}
    ),
    "hours": lambda v: (
        _("Sie braucht mindestens %(needs)s Arbeit, Sie haben %(has)s.")
        % {"needs": hours(v["needs"]), "has": hours(v["has"])}
    ),
    "euros": lambda v: (
        _("Sie kostet mindestens %(needs)s, Sie haben %(has)s.")
        % {"needs": euros(v["needs"]), "has": euros(v["has"])}
    ),
}
# A title and what to do.
_ALERTS: Final[Mapping[str, Callable[[Values], tuple[str, str]]]] = {
    "sham": lambda v: (
        _("Vorsicht, Scheinbeteiligung"),
        _(
            "Nach Ihren Angaben ist nichts mehr offen. Dann fragen Sie bitte nicht nach Meinungen oder Ideen: Menschen merken, dass sie nichts bewirken, und kommen nicht wieder. Wir zeigen Ihnen nur Wege, gut zu informieren. Oder prüfen Sie, ob nicht doch etwas offen ist."
        ),
    ),
    "no_binding": lambda v: (
        _("Entscheiden können die Menschen hier nicht"),
        _(
            "Die Entscheidung bleibt beim Rat oder beim Amt. Sagen Sie das von Anfang an, und sagen Sie, was mit dem Ergebnis geschieht."
        ),
    ),
    "conflict_online": lambda v: (
        _("Offenen Streit löst man selten nur online"),
        _("Planen Sie mindestens ein Gespräch, bei dem sich Menschen gegenübersitzen."),
    ),
    "conflict_undecided": lambda v: (
        _("Offener Streit, und nichts ist offen?"),
        _(
            "Dann hilft Information allein kaum. Klären Sie zuerst in der Verwaltung und Politik, worüber noch gesprochen werden kann."
        ),
    ),
    "no_influence_goal": lambda v: (
        _("Es ist viel offen, und Sie wollen nur informieren?"),
        _("Dann verschenken Sie etwas. Vielleicht wollen Sie auch Ideen sammeln oder gemeinsam planen."),
    ),
    "few_answers": lambda v: (
        _("Mit mehr Antworten wird der Rat genauer"),
        _(
            "Bisher wissen wir wenig von Ihrem Vorhaben. Am meisten hilft, was Sie erreichen wollen und was offen ist."
        ),
    ),
    "nothing_fits": lambda v: (
        _("So passt keine Methode"),
        {
            "time": _("Am häufigsten fehlt die Zeit. Mit einigen Wochen mehr geht schon etwas."),
            "hours": _(
                "Am häufigsten fehlt die Arbeitszeit. Vielleicht kann ein anderes Amt oder ein Verein mitmachen."
            ),
            "euros": _("Am häufigsten fehlt das Geld."),
            "influence": _("Am häufigsten versprechen Methoden mehr, als offen ist."),
            "too_many": _("Am häufigsten ist die Zahl der Menschen zu groß."),
            "too_few": _("Am häufigsten ist die Zahl der Menschen zu klein."),
            "mode": _("Am häufigsten passt der Weg nicht: nur vor Ort oder nur online."),
        }.get(v["because"], _("Lockern Sie eine Ihrer Angaben.")),
    ),
}
_GAPS: Final[Mapping[str, Callable[[Values, Callable[[str], str]], str]]] = {
    "no_step": lambda v, name: _("Es gibt keinen Schritt, bei dem Menschen mitmachen."),
    "kind": lambda v, name: (
        _("„%(method)s“ ist kein Schritt, den die Stadt plant.") % {"method": name(v["method"])}
    ),
    "influence": lambda v, name: (
        _("„%(method)s“ verspricht %(least)s. Offen ist nur %(limit)s.")
        % {"method": name(v["method"]), "least": _reach(v["least"]), "limit": _reach(v["limit"])}
    ),
    "mode": lambda v, name: (
        _("„%(method)s“ passt nicht zum Weg, den Sie wollen.") % {"method": name(v["method"])}
    ),
    "too_few": lambda v, name: (
        _("„%(method)s“ braucht mindestens %(bound)s Menschen.")
        % {"method": name(v["method"]), "bound": number(v["bound"])}
    ),
    "too_many": lambda v, name: (
        _("„%(method)s“ fasst höchstens %(bound)s Menschen.")
        % {"method": name(v["method"]), "bound": number(v["bound"])}
    ),
    "wrong_phase": lambda v, name: (
        _("„%(method)s“ passt nicht in die Phase %(phase)s.")
        % {"method": name(v["method"]), "phase": words.PHASES[v["phase"]]}
    ),
    "past_phase": lambda v, name: (
        _("Die Phase %(phase)s von „%(method)s“ liegt schon hinter Ihnen.")
        % {"method": name(v["method"]), "phase": words.PHASES[v["phase"]]}
    ),
    "twice": lambda v, name: _("„%(method)s“ steht zweimal im Plan.") % {"method": name(v["method"])},
    "several_heavy": lambda v, name: (
        _("Mehr als ein sehr aufwendiger Schritt: %(methods)s.")
        % {"methods": ", ".join(name(key) for key in v["methods"])}
    ),
    "crowded": lambda v, name: (
        ngettext(
            "In der Phase %(phase)s passt nur %(most)d Schritt.",
            "In der Phase %(phase)s passen höchstens %(most)d Schritte nebeneinander.",
            v["most"],
        )
        % {"phase": words.PHASES[v["phase"]], "most": v["most"]}
    ),
    "too_many_steps": lambda v, name: (
        _("%(steps)d Schritte sind viel für ein Amt. Mehr als %(most)d gehen selten gut.")
        % {"steps": v["steps"], "most": v["most"]}
    ),
    "no_decision": lambda v, name: _("Es fehlt die Verbindung zur Entscheidung: Wer beschließt, und wann?"),
    "no_feedback": lambda v, name: _(
        "Es fehlt die Rückmeldung: Die Menschen erfahren nicht, was aus ihren Beiträgen wurde."
    ),
    "weeks_short": lambda v, name: (
        _("Es fehlen %(short)s: Der Plan braucht mindestens %(needs)s, Sie haben %(has)s.")
        % {"short": weeks(v["short"]), "needs": weeks(v["needs"]), "has": weeks(v["has"])}
    ),
    "hours_short": lambda v, name: (
        _("Es fehlen %(short)s Arbeit: gebraucht werden etwa %(needs)s, Sie haben %(has)s.")
        % {"short": hours(v["short"]), "needs": hours(v["needs"]), "has": hours(v["has"])}
    ),
    "euros_short": lambda v, name: (
        _("Es fehlen %(short)s: gebraucht werden etwa %(needs)s, Sie haben %(has)s.")
        % {"short": euros(v["short"]), "needs": euros(v["needs"]), "has": euros(v["has"])}
    ),
    "group": lambda v, name: _("Kein Schritt erreicht gut: %(group)s.") % {"group": words.GROUPS[v["group"]]},
    "no_analog": lambda v, name: _("Ohne Internet kann man nicht mitmachen."),
    "no_digital": lambda v, name: _("Online kann man nicht mitmachen."),
    "goal": lambda v, name: _("Kein Schritt dient diesem Ziel: %(goal)s.") % {"goal": words.GOALS[v["goal"]]},
    "phase": lambda v, name: (
        _("In der Phase, in der Sie stehen, geschieht nichts: %(phase)s.")
        % {"phase": words.PHASES[v["phase"]]}
    ),
    "weeks_tight": lambda v, name: (
        _("Die Zeit reicht, wenn nichts dazwischenkommt. Geht es langsam, werden es %(most)s.")
        % {"most": weeks(v["most"])}
    ),
    "hours_tight": lambda v, name: (
        _("Die Arbeitszeit reicht knapp. Es können %(most)s werden.") % {"most": hours(v["most"])}
    ),
    "euros_tight": lambda v, name: (
        _("Das Geld reicht knapp. Es können %(most)s werden.") % {"most": euros(v["most"])}
    ),
    "needs_turns": lambda v, name: (
        ngettext(
            "„%(method)s“ braucht %(turns)d Termin.",
            "„%(method)s“ braucht %(turns)d Termine, damit alle Platz haben.",
            v["turns"],
        )
        % {"method": name(v["method"]), "turns": v["turns"]}
    ),
    "unfitting": lambda v, name: (
        _("„%(method)s“ passt nur mäßig zu Ihren Antworten.") % {"method": name(v["method"])}
    ),
}


def sentence(reason: Reason) -> str:
    """Why a method fits, or what to look out for."""
    return _REASONS[reason.key](reason.values)


def exclusion(reason: Reason) -> str:
    """Why a method is not there."""
    return _EXCLUSIONS[reason.key](reason.values)


def alert(reason: Reason) -> tuple[str, str]:
    """What somebody must know before anything else: a title, and what to do."""
    return _ALERTS[reason.key](reason.values)


def gap(found: Gap, name: Callable[[str], str]) -> str:
    """What a plan lacks, or what is to be known of it. `name` gives a method's name by its key."""
    return _GAPS[found.key](found.values, name)
