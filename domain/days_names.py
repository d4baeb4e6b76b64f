"""How days and months are called in the nine languages, folded: small letters without accents."""

WEEKDAYS = {
    name: number
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "lunes martes miercoles jueves viernes sabado domingo",
        "lunedi martedi mercoledi giovedi venerdi sabato domenica",
        "dilluns dimarts dimecres dijous divendres dissabte diumenge",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "segunda-feira terca-feira quarta-feira quinta-feira sexta-feira sabado domingo",
        "δευτερα τριτη τεταρτη πεμπτη παρασκευη σαββατο κυριακη",
        "ponedjeljak utorak srijeda cetvrtak petak subota nedjelja",
        "ponedjeljka utorka srijedu cetvrtka petka subotu nedjelju",
        "ponedjeljka utorka srijede cetvrtka petka subote nedjelje",
        "ponedeljek torek sreda cetrtek petek sobota nedelja",
        "ponedeljka torka sredo cetrtka petka soboto nedeljo",
        "ponedeljka torka srede cetrtka petka sobote nedelje",
    )
    for number, name in enumerate(names.split())
}
"""What stands in the accusative or the genitive after "on" or "until" stands here in those cases too."""
BARE_WEEKDAYS = {"segunda": 0, "terca": 1, "quarta": 2, "quinta": 3, "sexta": 4}
"""Portuguese days without "-feira" are "second" to "sixth" in Spanish too: they count where a text is a day alone."""

_MONTHS = (
    "january jan enero ene gennaio gen gener janvier janeiro ιανουαριος ιανουαριου ιανουαριο sijecanj sijecnja",
    "february feb febrero febbraio febrer fevrier fevereiro φεβρουαριος φεβρουαριου φεβρουαριο veljaca veljace",
    "march mar marzo marc mars marco μαρτιος μαρτιου μαρτιο ozujak ozujka marec marca",
    "april apr abril abr aprile avril απριλιος απριλιου απριλιο travanj travnja aprila",
    "may mayo maggio mag maig mai maio μαιος μαιου μαιο svibanj svibnja maj maja",
    "june jun junio giugno giu juny juin junho ιουνιος ιουνιου ιουνιο lipanj lipnja junij junija",
    "july jul julio luglio lug juliol juillet julho ιουλιος ιουλιου ιουλιο srpanj srpnja julij julija",
    "august aug agosto ago agost aout αυγουστος αυγουστου αυγουστο kolovoz kolovoza avgust avgusta",
    "september sept sep septiembre setiembre settembre set setembre septembre setembro rujan rujna septembra",
    "october oct octubre ottobre ott octobre outubro οκτωβριος οκτωβριου οκτωβριο listopad listopada oktober",
    "november nov noviembre novembre novembro νοεμβριος νοεμβριου νοεμβριο studeni studenog studenoga novembra",
    "december dec diciembre dic dicembre desembre decembre dezembro δεκεμβριος δεκεμβριου δεκεμβριο prosinac",
)
_MORE_MONTHS = (
    "januar januarja",
    "februar februarja",
    *(("",) * 6),
    "σεπτεμβριος σεπτεμβριου σεπτεμβριο",
    "oktobra",
    "",
    "prosinca decembra",
)
MONTHS = {
    name: number for table in (_MONTHS, _MORE_MONTHS) for number, names in enumerate(table, 1) for name in names.split()
}
NUMBERED = frozenset({"marca", "marco"})
"""Months that are other words elsewhere, a brand or a name: they are one after a number with "." or "de" alone."""
_SHORT = frozenset({"may", "june", "july", "mayo", "maig", "juny", "juin", "maio"})
LONE = tuple(name for name in MONTHS if (len(name) > 4 and name not in NUMBERED) or name in _SHORT)
"""Months that may stand without a day: short ones are too often a name or another word."""

_TODAY = "today hoy oggi avui aujourd'hui aujourd’hui hoje σημερα danas danes"
_TOMORROW = "tomorrow manana domani dema demain amanha αυριο sutra jutri"
_YESTERDAY = "yesterday ayer ieri ahir hier ontem χθες εχθες jucer vceraj"
NAMED = {name: day for day, names in enumerate((_YESTERDAY, _TODAY, _TOMORROW), -1) for name in names.split()}

_BEFORE = (
    r"next|coming|pro(?:x|ss)im[oa]|propera?|prochaine?|(?:επομεν|ερχομεν)[ηο]|(?:sljedec|iduc)[iaue]"
    r"|(?:naslednj|prihodnj)[iaoe]"
)
_AFTER = r"pro(?:x|ss)im[oa]|prochaine?|vinent|que viene|que entra|que ve|que vem"
NEXT = rf"(?P<next>{_BEFORE})"
NEXT_AFTER = rf"(?P<after> (?:{_AFTER}))"
THIS = r"(?P<this>this|est[ea]|quest[oa]|aquesta?|ce|cette|αυτ[ηο]ν?|ovaj|ov[uo]|t[ao])"
ON = r"(?:the|on|el|la|il|lo|le|els|les|na|no|o|a|al|τ[ηο]ν?|στ[ηο]ν?|u|v)"
