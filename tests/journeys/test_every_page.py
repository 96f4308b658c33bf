# SPDX-License-Identifier: EUPL-1.2
"""Each type of page against axe, light and dark, and on the smallest screen. A page that is added and not visited here fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from tests.live import Site

P = "/prozesse/hoeschpark-2030"
# Braces are filled from `known`.
PUBLIC = {
    "home": "/",
    "processes": "/prozesse/",
    "processes filtered to none": "/prozesse/?q=gibtesnicht",
    "map": "/prozesse/karte/",
    "calendar": "/prozesse/kalender/",
    "process running": f"{P}/",
    "process planned": "/prozesse/digitaltag-2027/",
    "process finished": "/prozesse/jugendbudget-innenstadt-nord/",
    "process print": f"{P}/druck/",
    "process changes": f"{P}/aenderungen/",
    "who takes part": "/wer-macht-mit/",
    "who takes part in a process": f"{P}/wer-macht-mit/",
    "voluntary questions": f"{P}/wer-macht-mit/{{who}}/",
    "proposals": f"{P}/vorschlaege/",
    "proposals filtered to none": f"{P}/vorschlaege/?q=gibtesnicht",
    "proposals on the map": f"{P}/vorschlaege/karte/",
    "proposal with answer": "/prozesse/{answered_process}/vorschlaege/{answered}/",
    "proposal versions": "/prozesse/{answered_process}/vorschlaege/{answered}/fassungen/",
    "proposal print": "/prozesse/{answered_process}/vorschlaege/{answered}/druck/",
    "short address": "/v/{answered}/",
    "step 0": f"{P}/vorschlaege/neu/",
    "step 1": f"{P}/vorschlaege/entwurf/{{draft}}/1/",
    "step 2": f"{P}/vorschlaege/entwurf/{{draft}}/2/",
    "step 3": f"{P}/vorschlaege/entwurf/{{draft}}/3/",
    "argument versions": "/beitraege/{argument}/fassungen/",
    "side of a discussion": "/beitraege/proposal/{answered}/pro/",
    "rating overview": "/bewerten/{phases[hoeschpark-2030 support]}/",
    "rating results": "/bewerten/{phases[jugendbudget-innenstadt-nord agreement]}/ergebnis/",
    "rating results of points": "/bewerten/{phases[sicher-mit-dem-rad-durch-hoerde points]}/ergebnis/",
    "votes": "/abstimmungen/",
    "vote": "/abstimmungen/{vote}/",
    "vote of another town": "/abstimmungen/{voted}/",
    "try the rule": "/abstimmungen/{vote}/probieren/?o=3",
    "try the rule of a ranking": "/abstimmungen/{code_vote}/probieren/?r-1=1&r-3=2",
    "code of a letter": "/abstimmungen/{code_vote}/stimme/",
    "result of a vote": "/abstimmungen/{voted}/ergebnis/",
    "all ballots": "/abstimmungen/{voted}/stimmzettel/",
    "protocol of a vote": "/abstimmungen/{voted}/protokoll/",
    "draws": "/auslosungen/",
    "draw that is over": "/auslosungen/{drawn}/",
    "draw one can sign up for": "/auslosungen/{drawing}/",
    "into the pool": "/auslosungen/{drawing}/eintragen/",
    "own ticket": "/auslosungen/{drawing}/los/{ticket}/",
    "own ticket that was drawn": "/auslosungen/{drawn}/los/{drawn_ticket}/",
    "out of the pool": "/auslosungen/{drawing}/los/{ticket}/austragen/",
    "code of a letter to somebody drawn": "/auslosungen/{drawn}/antwort/",
    "protocol of a draw": "/auslosungen/{drawn}/protokoll/",
    "opinion map": "/meinungskarten/{conversation}/",
    "statements of an opinion map": "/meinungskarten/{conversation}/aussagen/",
    "statement": "/meinungskarten/{conversation}/aussagen/2/",
    "map of opinions": "/meinungskarten/{conversation}/karte/",
    "map of opinions elsewhere": "/meinungskarten/{conversation_elsewhere}/karte/?sortierung=trennt&seite=2",
    "sheet of an opinion map": "/boegen/meinungen/{conversation}/",
    "surveys": "/umfragen/",
    "survey": "/umfragen/{survey}/",
    "before a survey": "/umfragen/{survey}/antworten/",
    "page of a survey": "/umfragen/{survey}/antworten/{survey_token}/1/",
    "all kinds of questions": "/umfragen/{survey}/antworten/{survey_token}/2/",
    "look before sending": "/umfragen/{survey}/antworten/{survey_token}/pruefen/",
    "survey later": "/umfragen/{survey}/antworten/{survey_token}/spaeter/",
    "survey drop": "/umfragen/{survey}/antworten/{survey_token}/verwerfen/",
    "answers back by code": "/umfragen/{survey}/zuruecknehmen/",
    "results of a survey": "/umfragen/{asked_survey}/ergebnis/",
    "results of a survey that runs": "/umfragen/{running_survey}/ergebnis/",
    "events": "/veranstaltungen/",
    "events that took place": "/veranstaltungen/?ansicht=vergangen",
    "event to come": "/veranstaltungen/{next_event}/",
    "event with its harvest": "/veranstaltungen/{event}/",
    "event sign-up": "/veranstaltungen/{next_event}/anmelden/",
    "event print": "/veranstaltungen/{next_event}/druck/",
    "campaign": "/aktionen/digitaltag-dortmund/",
    "campaign print": "/aktionen/digitaltag-dortmund/programm/",
    "enter a code": "/live/",
    "join a gathering": "/live/{ready}/beitreten/",
    "screen before it begins": "/live/{ready}/beamer/",
    "read along": "/live/{ready}/mitlesen/",
    "minutes": "/live/{done}/protokoll/",
    "minutes of a bar camp": "/live/{camp}/protokoll/",
    "wall plan": "/live/{camp}/plan/",
    "stalls of a market": "/live/{market}/staende/",
    "toolbox": "/instrumentenkoffer/",
    "methods": "/instrumentenkoffer/methoden/",
    "methods filtered to none": "/instrumentenkoffer/methoden/?q=gibtesnicht",
    "method with a live script": "/instrumentenkoffer/methoden/world_cafe/",
    "method that is a right": "/instrumentenkoffer/methoden/petition/",
    "method handout": "/instrumentenkoffer/methoden/fishbowl/handzettel/",
    "methods compared": "/instrumentenkoffer/methoden/vergleich/?m=fishbowl&m=townhall&m=workshop",
    "try-outs": "/instrumentenkoffer/erprobungen/",
    "try-outs filtered to none": "/instrumentenkoffer/erprobungen/?jahr=1999",
    "try-out": "/instrumentenkoffer/erprobungen/{tryout}/",
    "try-outs compared": "/instrumentenkoffer/erprobungen/vergleich/?t={tryout}&t={tryout_running}",
    "try-outs report": "/instrumentenkoffer/erprobungen/bericht/",
    "finder": "/instrumentenkoffer/finden/",
    "advice": "/instrumentenkoffer/empfehlung/?ziel=ideen&phase=analyse&offen=varianten&menschen=40&wochen=6&stunden=80&euro=2000&gruppe=kinder",
    "advice where nothing is open": "/instrumentenkoffer/empfehlung/?ziel=meinungsbild&offen=nichts&wochen=1",
    "plans": "/instrumentenkoffer/plaene/?ziel=ideen&menschen=200&gruppe=zugewanderte&huerde=sprache",
    "plan with gaps and exchanges": "/instrumentenkoffer/plan/?ziel=ideen&s=ideen.world_cafe&tauschen=0&vor=auswertung.antwort",
    "plan as a concept": "/instrumentenkoffer/plan/konzept/?ziel=ideen&s=ideen.world_cafe&s=auswertung.antwort",
    "examples": "/instrumentenkoffer/beispiele/",
    "examples filtered to none": "/instrumentenkoffer/beispiele/?q=gibtesnicht",
    "examples on the map": "/instrumentenkoffer/beispiele/karte/",
    "example": "/instrumentenkoffer/beispiele/paris-pb/",
    "suggest an example": "/instrumentenkoffer/beispiele/vorschlagen/",
    "give a tip": "/instrumentenkoffer/methoden/fishbowl/tipp/",
    "shared device code": "/geraet/",
    "paper form": "/boegen/vorschlag/{hoesch}/",
    "rating sheet": "/boegen/bewertung/{phases[hoeschpark-2030 support]}/",
    "ask by receipt": "/quittung/",
    "learning": "/lernen/",
    "learning path": "/lernen/wege/zivilgesellschaft/",
    "unit": "/lernen/einheiten/was-ist-offen/",
    "check of a unit": "/lernen/einheiten/was-ist-offen/auswertung/?f0=1&f1=1",
    "certificate of a unit": "/lernen/einheiten/was-ist-offen/bescheinigung/",
    "self-check": "/lernen/bedarf/?weg=verwaltung&recht=bald&streit=unsicher",
    "roles": "/lernen/rollen/",
    "way to the place to practise": "/lernen/uebungsplatz/",
    "people who facilitate": "/lernen/begleitung/",
    "knowledge": "/wissen/",
    "places": "/orte/",
    "place": "/orte/hoerde/",
    "search empty": "/suche/",
    "search with hits": "/suche/?q=bank",
    "search without hits": "/suche/?q=xyzzyqwert",
    "text": "/seiten/hilfe/",
    "text print": "/seiten/hilfe/druck/",
    "easy language": "/seiten/hilfe/leicht/",
    "easy language print": "/seiten/hilfe/leicht/druck/",
    "privacy register": "/datenschutz/verzeichnis/",
    "requirements": "/anforderungen/",
    "open data": "/offene-daten/",
    "projects of the city": "/vorhaben/",
    "projects filtered to none": "/vorhaben/?thema=gibtesnicht",
    "project of the city": "/vorhaben/{project}/",
    "report": "/melden/proposal/{answered}/",
    "barrier form": "/barriere-melden/",
    "where to turn": "/wo-bin-ich-richtig/",
    "where to turn, second question": "/wo-bin-ich-richtig/?was=rat",
    "where to turn, a formal route": "/wo-bin-ich-richtig/?was=rat&wie=entscheid",
    "moderation in figures": "/melden/zahlen/",
    "sign in": "/konto/anmelden/",
    "sign in by password": "/konto/anmelden/passwort/",
    "unknown address": "/gibt/es/nicht/",
    "demo": "/vorfuehrung/",
    "demo mail": "/vorfuehrung/post/",
    "parts": "/bausteine/",
}
OWN = {
    "account": "/konto/",
    "pseudonym": "/konto/pseudonym/",
    "language": "/konto/sprache/",
    "contributions": "/konto/beitraege/",
    "data": "/konto/daten/",
    "leave": "/konto/loeschen/",
    "own entry as a facilitator": "/lernen/begleitung/mein-eintrag/",
    "address": "/konto/e-mail/",
    "password": "/konto/passwort/",
    "remove password": "/konto/passwort/entfernen/",
    "security": "/konto/sicherheit/",
    "notifications": "/konto/benachrichtigungen/",
    "news": "/konto/neuigkeiten/",
    "follow": "/verfolgen/proposal:{answered}/",
    "keys": "/konto/schluessel/",
    "correct own data": "/konto/daten/berichtigen/",
    "object to processing": "/konto/daten/widersprechen/",
    "restrict processing": "/konto/daten/einschraenken/",
    "sign out": "/konto/abmelden/",
    "own proposal": f"{P}/vorschlaege/{{mine}}/",
    "edit proposal": f"{P}/vorschlaege/{{mine}}/bearbeiten/",
    "withdraw proposal": f"{P}/vorschlaege/{{mine}}/zurueckziehen/",
    "own ratings": "/bewerten/{phases[sicher-mit-dem-rad-durch-hoerde points]}/",
    "ballot paper": "/abstimmungen/{vote}/stimme/",
    "statement to answer to": "/meinungskarten/{conversation}/?aussage=2",
    "own answers": "/meinungskarten/{conversation}/meine-antworten/",
    "own statement": "/meinungskarten/{conversation}/aussagen/neu/",
    "own answers to a survey": "/umfragen/{named_survey}/meine/",
    "own answers delete": "/umfragen/{named_survey}/meine/loeschen/",
    "write an argument": "/beitrag/proposal/{mine}/neu/",
    "reply": "/beitraege/{argument}/antworten/",
    "edit argument": "/beitraege/{argument}/aendern/",
    "withdraw argument": "/beitraege/{argument}/zurueckziehen/",
}
DESK = {
    "desk": "/schreibtisch/",
    "triage": "/schreibtisch/eingang/",
    "cases": "/schreibtisch/faelle/",
    "overdue": "/schreibtisch/ueberfaellig/",
    "case": "/schreibtisch/faelle/{case}/",
    "case answered": "/schreibtisch/faelle/{answered_case}/",
    "case of several offices": "/schreibtisch/faelle/{shared_case}/",
    "draft with versions": "/schreibtisch/faelle/{shared_case}/entwurf/",
    "ask an office": "/schreibtisch/faelle/{shared_case}/aemter/neu/",
    "how many sign": "/schreibtisch/faelle/{shared_case}/vier-augen/",
    "answer a part": "/schreibtisch/faelle/{part_case}/aemter/{part}/rueckmeldung/",
    "decline a part": "/schreibtisch/faelle/{part_case}/aemter/{part}/nicht-zustaendig/",
    "give a case back": "/schreibtisch/faelle/{own_case}/zurueckgeben/",
    "requests to the office": "/schreibtisch/anfragen/",
    "board": "/schreibtisch/kernteam/",
    "wishes": "/schreibtisch/kernteam/wuensche/",
    "wish": "/schreibtisch/kernteam/wuensche/{wish}/",
    "risk new": "/schreibtisch/kernteam/risiken/neu/",
    "risk": "/schreibtisch/kernteam/risiken/{risk}/",
    "text blocks": "/schreibtisch/textbausteine/",
    "text block new": "/schreibtisch/textbausteine/neu/",
    "text block": "/schreibtisch/textbausteine/{block}/",
    "figures of the year": "/schreibtisch/zahlen/",
    "projects at the desk": "/schreibtisch/vorhaben/",
    "project new": "/schreibtisch/vorhaben/neu/",
    "project": "/schreibtisch/vorhaben/{project}/",
    "milestone new": "/schreibtisch/faelle/{case}/etappen/neu/",
    "milestone": "/schreibtisch/faelle/{stage_case}/etappen/{stage}/",
    "milestone done": "/schreibtisch/faelle/{stage_case}/etappen/{stage}/geschafft/",
    "offices": "/schreibtisch/aemter/",
    "office new": "/schreibtisch/aemter/neu/",
    "office": "/schreibtisch/aemter/gruenflaechenamt/",
    "desk processes": "/schreibtisch/prozesse/",
    "choose a template": "/schreibtisch/prozesse/neu/",
    "create": "/schreibtisch/prozesse/neu/ideen/",
    "who takes part at the desk": "/schreibtisch/wer-macht-mit/",
    "who takes part from paper": "/schreibtisch/wer-macht-mit/{hoesch}/eintragen/",
    "archive": "/schreibtisch/archiv/",
    "archive package": "/schreibtisch/archiv/{over}/",
    "process at the desk": "/schreibtisch/prozesse/{hoesch}/",
    "process basics": "/schreibtisch/prozesse/{hoesch}/grundlagen/",
    "process influence": "/schreibtisch/prozesse/{hoesch}/einfluss/",
    "process phases": "/schreibtisch/prozesse/{hoesch}/phasen/",
    "phase new": "/schreibtisch/prozesse/{hoesch}/phasen/neu/?format=proposals",
    "phase": "/schreibtisch/prozesse/{hoesch}/phasen/{phase}/",
    "phase remove": "/schreibtisch/prozesse/{hoesch}/phasen/{last_phase}/loeschen/",
    "process dates": "/schreibtisch/prozesse/{hoesch}/termine/",
    "date new": "/schreibtisch/prozesse/{hoesch}/termine/neu/",
    "date": "/schreibtisch/prozesse/{hoesch}/termine/{date}/",
    "date remove": "/schreibtisch/prozesse/{hoesch}/termine/{date}/loeschen/",
    "process withdraw": "/schreibtisch/prozesse/{hoesch}/zurueckziehen/",
    "process delete": "/schreibtisch/prozesse/{plan}/loeschen/",
    "texts": "/schreibtisch/texte/",
    "text new": "/schreibtisch/texte/neu/",
    "text at the desk": "/schreibtisch/texte/hilfe/",
    "text edit": "/schreibtisch/texte/hilfe/de/",
    "text preview": "/schreibtisch/texte/hilfe/de/vorschau/",
    "text revisions": "/schreibtisch/texte/hilfe/de/fassungen/",
    "text revision": "/schreibtisch/texte/hilfe/de/fassungen/{revision}/",
    "people": "/schreibtisch/personen/",
    "invite": "/schreibtisch/personen/einladen/",
    "person": "/schreibtisch/personen/{person}/",
    "moderation": "/schreibtisch/moderation/",
    "data protection": "/schreibtisch/datenschutz/",
    "what is erased when": "/schreibtisch/datenschutz/loeschen/",
    "impact assessment": "/schreibtisch/datenschutz/folgenabschaetzung/",
    "incidents": "/schreibtisch/datenschutz/pannen/",
    "incident new": "/schreibtisch/datenschutz/pannen/neu/",
    "moderation of one": "/schreibtisch/moderation/proposal/{answered}/",
    "warn or pause": "/schreibtisch/moderation/massnahme/proposal/{mine}/",
    "before elections": "/schreibtisch/wahlen/",
    "gatherings": "/schreibtisch/treffen/",
    "gathering new": "/schreibtisch/treffen/neu/",
    "logbook": "/schreibtisch/logbuch/",
    "stall": "/live/{market}/staende/{stall}/",
    "signs of all stalls": "/live/{market}/staende/schilder/",
    "sign of a stall": "/live/{market}/staende/{stall}/schild/",
    "photo at an entry": "/live/{done}/foto/eintrag/{entry}/",
    "process from a plan": "/schreibtisch/plan-beginnen/?ziel=ideen&s=ideen.world_cafe&s=auswertung.antwort",
    "process check": "/schreibtisch/prozesse/{plan}/pruefung/",
    "console": "/live/{ready}/leitung/",
    "people of a gathering": "/live/{ready}/leitung/menschen/",
    "run sheet": "/live/{ready}/leitung/ablauf/",
    "step of the run sheet": "/live/{ready}/leitung/ablauf/{step}/",
    "video of a gathering": "/live/{ready}/leitung/video/",
    "topic table": "/live/{ready}/themen/",
    "minutes editor": "/live/{done}/protokoll/bearbeiten/",
    "minutes entry": "/live/{done}/protokoll/bearbeiten/{entry}/",
    "events at the desk": "/schreibtisch/veranstaltungen/",
    "event at the desk": "/schreibtisch/veranstaltungen/{event_number}/",
    "event edit": "/schreibtisch/veranstaltungen/{event_number}/bearbeiten/",
    "event sign-ups": "/schreibtisch/veranstaltungen/{event_number}/anmeldungen/",
    "campaigns": "/schreibtisch/veranstaltungen/aktionen/",
    "try-outs at the desk": "/schreibtisch/erprobungen/",
    "try-out new": "/schreibtisch/erprobungen/neu/?prozess=hoeschpark-2030",
    "try-out at the desk": "/schreibtisch/erprobungen/{tryout_number}/",
    "try-out edit": "/schreibtisch/erprobungen/{tryout_number}/bearbeiten/",
    "try-out publish": "/schreibtisch/erprobungen/{tryout_number}/veroeffentlichen/",
    "try-out withdraw": "/schreibtisch/erprobungen/{tryout_number}/zuruecknehmen/",
    "try-out delete": "/schreibtisch/erprobungen/{tryout_number}/loeschen/",
    "cases to practise with": "/schreibtisch/uebungsplatz/",
    "facilitators at the desk": "/schreibtisch/begleitung/",
    "paper and phone": "/schreibtisch/papier/",
    "enter proposal": "/schreibtisch/papier/vorschlag/{hoesch}/",
    "enter rating": "/schreibtisch/papier/bewertung/{phases[hoeschpark-2030 support]}/",
    "print sheets": "/schreibtisch/papier/vorschlag/{hoesch}/drucken/",
    "begin a stack": "/schreibtisch/papier/vorschlag/{hoesch}/stapel/",
    "letters to write": "/schreibtisch/briefe/",
    "shared devices": "/schreibtisch/geraete/",
    "shared device end": "/schreibtisch/geraete/{device}/abmelden/",
    "take in sheets": "/schreibtisch/einlesen/",
    "scan": "/schreibtisch/einlesen/{scan}/",
    "scan confirm": "/schreibtisch/einlesen/{scan}/uebernehmen/",
    "scan delete": "/schreibtisch/einlesen/{scan}/loeschen/",
    "scanned sheet": "/schreibtisch/einlesen/bogen/{scanned}/",
    "scanned sheet with writing": "/schreibtisch/einlesen/bogen/{scanned_writing}/",
    "scanned page without number": "/schreibtisch/einlesen/seite/{nameless}/",
    "enter argument": "/schreibtisch/beitrag/proposal/{mine}/",
    "merge": "/schreibtisch/vorschlaege/{mine}/zusammenfuehren/",
    "opinion maps at the desk": "/schreibtisch/meinungskarten/",
    "opinion map new": "/schreibtisch/meinungskarten/neu/",
    "opinion map at the desk": "/schreibtisch/meinungskarten/{conversation}/",
    "opinion map being prepared": "/schreibtisch/meinungskarten/{draft_conversation}/",
    "opinion map change": "/schreibtisch/meinungskarten/{draft_conversation}/angaben/",
    "opinion map delete": "/schreibtisch/meinungskarten/{draft_conversation}/loeschen/",
    "opinion map release": "/schreibtisch/meinungskarten/{draft_conversation}/freigeben/",
    "statements to begin with": "/schreibtisch/meinungskarten/{draft_conversation}/aussagen/neu/",
    "statement change": "/schreibtisch/meinungskarten/{draft_conversation}/aussagen/1/",
    "statement remove": "/schreibtisch/meinungskarten/{draft_conversation}/aussagen/1/entfernen/",
    "statement typed in": "/schreibtisch/meinungskarten/{conversation}/aussagen/eintragen/",
    "statements waiting": "/schreibtisch/meinungskarten/{conversation}/wartet/",
    "statement accept": "/schreibtisch/meinungskarten/{conversation}/aussagen/{suggested}/annehmen/",
    "statement refuse": "/schreibtisch/meinungskarten/{conversation}/aussagen/{suggested}/ablehnen/",
    "opinion map draw": "/schreibtisch/meinungskarten/{conversation}/zeichnen/",
    "opinion map take in": "/schreibtisch/meinungskarten/einlesen/",
    "statement merge": "/schreibtisch/meinungskarten/{conversation}/aussagen/{suggested}/zusammenlegen/?mit=1",
    "votes at the desk": "/schreibtisch/abstimmungen/",
    "vote new": "/schreibtisch/abstimmungen/neu/",
    "vote being prepared": "/schreibtisch/abstimmungen/{draft_vote}/",
    "vote running at the desk": "/schreibtisch/abstimmungen/{vote}/",
    "vote change": "/schreibtisch/abstimmungen/{draft_vote}/angaben/",
    "vote delete": "/schreibtisch/abstimmungen/{draft_vote}/loeschen/",
    "vote takes proposals": "/schreibtisch/abstimmungen/{draft_vote}/vorschlaege/",
    "option new": "/schreibtisch/abstimmungen/{draft_vote}/projekte/neu/",
    "option change": "/schreibtisch/abstimmungen/{draft_vote}/projekte/{option}/",
    "option check": "/schreibtisch/abstimmungen/{draft_vote}/projekte/{option}/pruefen/",
    "option remove": "/schreibtisch/abstimmungen/{draft_vote}/projekte/{option}/entfernen/",
    "vote settle": "/schreibtisch/abstimmungen/{draft_vote}/festlegen/",
    "vote unsettle": "/schreibtisch/abstimmungen/{draft_vote}/zurueck/",
    "letters with codes": "/schreibtisch/abstimmungen/{code_vote}/codes/",
    "open an account": "/schreibtisch/abstimmungen/{desk_vote}/freischalten/",
    "ballot papers to print": "/schreibtisch/abstimmungen/{vote}/papier/?number=2&first=7",
    "ballot typed in": "/schreibtisch/abstimmungen/{vote}/eingabe/",
    "typed in, drop": "/schreibtisch/abstimmungen/{vote}/eingabe/{waiting_entry}/verwerfen/",
    "result at the desk": "/schreibtisch/abstimmungen/{voted}/ergebnis/",
    "draws at the desk": "/schreibtisch/auslosungen/",
    "draw new": "/schreibtisch/auslosungen/neu/",
    "draw that is over at the desk": "/schreibtisch/auslosungen/{drawn}/",
    "draw with an open pool": "/schreibtisch/auslosungen/{drawing}/",
    "draw being prepared": "/schreibtisch/auslosungen/{list_draw}/",
    "draw change": "/schreibtisch/auslosungen/{draft_draw}/angaben/",
    "draw delete": "/schreibtisch/auslosungen/{draft_draw}/loeschen/",
    "draw announce": "/schreibtisch/auslosungen/{draft_draw}/ankuendigen/",
    "draw list": "/schreibtisch/auslosungen/{list_draw}/liste/",
    "draw type in": "/schreibtisch/papier/lostopf/{drawing}/",
    "draw other event": "/schreibtisch/auslosungen/{drawing}/ereignis/",
    "draw call off": "/schreibtisch/auslosungen/{drawing}/absagen/",
    "draw letters": "/schreibtisch/auslosungen/{drawn}/briefe/",
    "surveys at the desk": "/schreibtisch/umfragen/",
    "survey new": "/schreibtisch/umfragen/neu/",
    "survey being prepared": "/schreibtisch/umfragen/{draft_survey}/",
    "survey running at the desk": "/schreibtisch/umfragen/{survey}/",
    "survey change": "/schreibtisch/umfragen/{draft_survey}/angaben/",
    "survey delete": "/schreibtisch/umfragen/{draft_survey}/loeschen/",
    "survey copy": "/schreibtisch/umfragen/{draft_survey}/kopieren/",
    "survey settle": "/schreibtisch/umfragen/{draft_survey}/festlegen/",
    "survey unsettle": "/schreibtisch/umfragen/{survey}/zurueck/",
    "survey page new": "/schreibtisch/umfragen/{draft_survey}/seiten/neu/",
    "survey page change": "/schreibtisch/umfragen/{draft_survey}/seiten/{survey_page}/",
    "survey page remove": "/schreibtisch/umfragen/{draft_survey}/seiten/{survey_page}/entfernen/",
    "kinds of questions": "/schreibtisch/umfragen/{draft_survey}/seiten/{survey_page}/fragen/neu/",
    "question new": "/schreibtisch/umfragen/{draft_survey}/seiten/{survey_page}/fragen/neu/?art=matrix",
    "question change": "/schreibtisch/umfragen/{draft_survey}/fragen/{survey_question}/",
    "question remove": "/schreibtisch/umfragen/{draft_survey}/fragen/{survey_question}/entfernen/",
    "pictures of a survey": "/schreibtisch/umfragen/{survey}/bilder/",
    "results of a survey at the desk": "/schreibtisch/umfragen/{asked_survey}/ergebnisse/",
    "some answers of a survey": "/schreibtisch/umfragen/{asked_survey}/ergebnisse/?weg=paper",
    "two questions of a survey": "/schreibtisch/umfragen/{asked_survey}/ergebnisse/vergleich/?zeilen={asked_first}&spalten=channel",
    "words from a survey": "/schreibtisch/umfragen/{asked_survey}/ergebnisse/worte/",
    "files of a survey": "/schreibtisch/umfragen/{asked_survey}/ergebnisse/dateien/",
    "passkeys": "/konto/sicherheit/passkeys/",
    "methods at the desk": "/schreibtisch/instrumentenkoffer/",
    "method at the desk": "/schreibtisch/instrumentenkoffer/methoden/{method}/",
    "method edit": "/schreibtisch/instrumentenkoffer/methoden/{method}/bearbeiten/",
    "method new": "/schreibtisch/instrumentenkoffer/methoden/neu/",
    "method newer text": "/schreibtisch/instrumentenkoffer/methoden/{method}/neuer/",
    "methods take in": "/schreibtisch/instrumentenkoffer/methoden/einlesen/",
    "examples at the desk": "/schreibtisch/instrumentenkoffer/beispiele/",
    "example at the desk": "/schreibtisch/instrumentenkoffer/beispiele/{example}/",
    "example edit": "/schreibtisch/instrumentenkoffer/beispiele/{example}/bearbeiten/",
    "example new": "/schreibtisch/instrumentenkoffer/beispiele/neu/",
    "examples take in": "/schreibtisch/instrumentenkoffer/beispiele/einlesen/",
    "tips at the desk": "/schreibtisch/instrumentenkoffer/tipps/",
    "tip at the desk": "/schreibtisch/instrumentenkoffer/tipps/{tip}/",
}
SAMPLE = (
    "home", "processes", "map", "process running", "proposals", "proposal with answer", "step 1", "rating results",
    "place", "search with hits", "text", "sign in",
)  # fmt: skip

# Not pages: for machines, or only a deed (the page it stands on is visited).
NO_PAGES = {
    "pages:health", "pictures:file", "hub:robots", "hub:sitemap", "hub:manifest", "hub:favicon", "places:areas", "places:picture",
    "places:where", "places:export", "places:tiles", "places:tile", "rating:results_csv", "rating:rate", "proposals:keep",
    "proposals:discard", "proposals:unmerge", "deliberation:helpful", "participation:ical", "participation:atom",
    "participation:process_atom", "participation:process_ical", "participation:export_csv", "participation:export_json",
    "participation:date_ical", "participation:place_atom", "participation:topic_atom", "proposals:atom", "people:data_download",
    "people:sign_out_everywhere", "people:give_role", "people:take_role", "people:show_address", "people:reset_second_factor",
    "desk:case_status", "desk:case_assign", "desk:case_note", "desk:case_answer", "desk:case_sign", "api:revoke", "moderation:keep",
    "moderation:hide", "moderation:show", "texts:picture", "texts:tidy", "texts:reviewed", "texts:publish", "texts:withdraw",
    "texts:discard", "mfa_download_recovery_codes", "mfa_login_webauthn", "account_signup", "account_request_login_code",
    "account_reset_password", "proposals:similar", "deliberation:argument", "events:ical", "events:ical_one", "events:ical_own",
    "events:ical_bundle", "events:export_csv", "events:export_json", "events:short", "events:desk_publish", "events:desk_check_in",
    "events:desk_walk_in", "events:desk_bundle_publish", "events:desk_door_code", "live:short", "live:act", "live:mine", "live:state", "live:minutes_md",
    "live:minutes_json", "live:minutes_pdf", "live:plan-json", "live:video",
    "toolbox:methods_json", "toolbox:methods_csv", "toolbox:examples_json", "toolbox:examples_csv", "toolbox:examples_feed", "toolbox:desk_method_do", "toolbox:desk_example_do",
    "desk:logbook_check", "live:photo_remove", "live:paper", "toolbox:concept_pdf", "toolbox:concept_odt", "toolbox:tryouts_csv", "toolbox:tryouts_json", "toolbox:tryouts_pdf", "toolbox:tryouts_odt",
    "learning:renew_entry",
    "opinions:vote", "opinions:statements_csv", "opinions:votes_csv", "opinions:matrix_csv", "opinions:map_state",
    "surveys:answering", "surveys:own_change", "surveys:desk_try", "surveys:desk_move", "surveys:desk_picture", "surveys:result_file", "surveys:desk_crossing_file", "surveys:desk_rows",
    "ballots:proved", "ballots:result_json", "ballots:ballots_file", "ballots:protocol_pdf", "ballots:protocol_odt",
    "lots:list", "lots:protocol_pdf", "lots:protocol_odt", "lots:desk_answer",
    "privacy:register_pdf", "privacy:register_odt", "privacy:register_json", "people:data_take", "protection:assessment_file", "protection:incident_close",
    "moderation:figures_csv", "desk:freeze_end",
    "people:sign_out_one", "desk:open_contacts",
    "devices:finish", "devices:pause", "devices:pulse",
    "scanning:picture", "scanning:cut", "scanning:aside", "scanning:again", "scanning:page_aside",
    "paper:places", "paper:blank_pdf", "paper:printed_pdf", "paper:stack_undo", "paper:called",
    "desk:case_take", "desk:part_take", "desk:part_call_off", "desk:comment_settle", "desk:signatures_request", "desk:block_remove",
    "desk:figures_csv", "desk:figures_pdf", "desk:figures_odt", "projects:export_csv", "projects:export_json",
    "projects:desk_publish", "projects:desk_close",
    "people:consent_withdraw", "representation:begin", "representation:csv", "representation:json", "archive:make", "archive:download",
}  # fmt: skip
# Pages behind the secret of a letter, or in the middle of a way: their rooms and the journeys beside this one walk there.
WALKED_ELSEWHERE = {
    "hub:feedback_receipt", "hub:barrier", "moderation:receipt", "moderation:decision", "notifications:unsubscribe", "people:confirm",
    "people:left", "demo:letter", "account_confirm_login_code", "mfa_authenticate", "account_inactive",
    "account_email_verification_sent", "account_set_password", "account_reauthenticate", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn",
    "mfa_remove_webauthn", "mfa_edit_webauthn", "events:sign_up_own", "events:sign_off", "events:feedback", "events:feedback_thanks",
    "events:desk_create", "events:desk_cancel", "events:desk_delete", "events:desk_sign_off", "events:desk_enter", "events:desk_door",
    "events:desk_cards", "events:desk_card_sheet", "events:desk_paper_list", "events:desk_bundle", "events:desk_bundle_create",
    "live:phone", "live:table", "live:write", "live:theme_pick", "live:certificate", "participation:desk_publish", "people:second_factor", "mfa_view_recovery_codes",
    "toolbox:tip", "moderation:waiting", "moderation:measure", "moderation:protest",
    "protection:receipt", "protection:request", "protection:incident",
    "devices:ready", "devices:still_there",
    "paper:receipt", "paper:enter", "paper:printed", "paper:entry", "paper:slip", "paper:take_back", "paper:stack", "paper:stack_close", "paper:letter",
    "ballots:prove", "ballots:desk_close", "ballots:desk_count", "ballots:desk_publish",
    "lots:desk_close", "lots:desk_merge", "lots:desk_seed", "lots:desk_seed_drop",
    "surveys:desk_close",
    "learning:facilitator", "learning:write", "learning:inquiry", "learning:delete_entry",
}  # fmt: skip


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            if one.name:
                yield f"{space}{one.name}"
        else:
            yield from names(one, f"{space}{one.namespace}:" if one.namespace else space)


def test_each_page_is_visited() -> None:
    every = {name for name in names(get_resolver()) if not name.startswith(("rest:", "proposals:export_"))}
    filled = {"tryout": "x", "answered_process": "x", "draft": "x", "event": "x", "next_event": "x"}
    visited = set()
    for path in (*PUBLIC.values(), *OWN.values(), *DESK.values()):
        plain = urlsplit(path).path
        if plain != PUBLIC["unknown address"]:
            for part in range(plain.count("{")):
                start, end = plain.index("{"), plain.index("}")
                plain = plain[:start] + filled.get(plain[start + 1 : end], str(part + 1)) + plain[end + 1 :]
            visited.add(resolve(plain).view_name)
    assert every - visited - NO_PAGES - WALKED_ELSEWHERE == set()
    assert (NO_PAGES | WALKED_ELSEWHERE) - every == set()


@pytest.fixture(scope="module")
def eyes(
    browser: Any, demo_site: Site, known: dict[str, Any], sign_in: Callable[..., None]
) -> Iterator[Callable[[str], Any]]:
    """`eyes("citizen")`: a page of somebody signed in, one for all tests here; "" is somebody unknown."""
    pages: dict[str, Any] = {}

    def look(key: str) -> Any:
        if key not in pages:
            # Colours on their way from light to dark are neither.
            context = browser.new_context(
                base_url=demo_site.url,
                locale="de-DE",
                viewport={"width": 1280, "height": 900},
                reduced_motion="reduce",
            )
            context.set_default_timeout(15_000)
            # Every page here is looked at by axe; brought along, the browser keeps it read.
            context.add_init_script(AXE_SCRIPT)
            pages[key] = context.new_page()
            if key == "citizen":
                # Some pages of the account ask for a fresh sign-in.
                sign_in(pages[key], demo_site, "kastanienbaum@example.org")
            elif key:
                context.add_cookies(
                    [{"name": "mitwirken_session", "value": known[key], "url": demo_site.url}]
                )
        return pages[key]

    yield look
    for page in pages.values():
        page.context.close()


EVERY = [
    *((name, path, "") for name, path in PUBLIC.items()),
    *((name, path, "citizen") for name, path in OWN.items()),
    *((name, path, "session") for name, path in DESK.items()),
]


def visit(page: Any, path: str) -> Any:
    answer = page.goto(path)
    expected = 404 if path.endswith(PUBLIC["unknown address"]) else 200
    assert answer.status == expected, (path, answer.status, page.locator("h1").all_inner_texts())
    # Sent to another page, one would look at the wrong one.
    assert urlsplit(page.url).path == urlsplit(path).path or path.startswith(("/v/", "/en/v/")), (
        path,
        page.url,
    )
    return page


def require_fits(page: Any, *, width: int = 320) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    found = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert found[0] <= found[1] <= width, f"{page.url}: {found[0]} wide on {width}"


@pytest.mark.parametrize(("path", "key"), [pytest.param(path, key, id=name) for name, path, key in EVERY])
def test_page(
    eyes: Callable[[str], Any], axe: Callable[..., None], known: dict[str, Any], path: str, key: str
) -> None:
    page = eyes(key)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    visit(page, path.format(**known))
    axe(page)
    # The other scheme has other colours and nothing else.
    page.emulate_media(color_scheme="dark")
    axe(page, only=("color-contrast", "link-in-text-block"))
    require_fits(page)


@pytest.mark.parametrize("name", SAMPLE)
def test_in_english_and_from_right_to_left(
    eyes: Callable[[str], Any], axe: Callable[..., None], known: dict[str, Any], name: str
) -> None:
    page = eyes("")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    visit(page, "/en" + PUBLIC[name].format(**known))
    assert page.locator("html").get_attribute("lang") == "en"
    page.evaluate("document.documentElement.dir = 'rtl'")
    axe(page)
    require_fits(page)
