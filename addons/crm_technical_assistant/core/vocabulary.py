"""The words of the intents, in French and in English: data for :mod:`intents`."""

import re

KNOWN = frozenset(
    [
        "devis",
        "quote",
        "quotes",
        "quotation",
        "quotations",
        "facture",
        "factures",
        "invoice",
        "invoices",
        "impayes",
        "impayees",
        "stock",
        "disponible",
        "disponibles",
        "available",
        "availability",
        "contrat",
        "contrats",
        "contract",
        "contracts",
        "dossier",
        "dossiers",
        "reclamation",
        "reclamations",
        "ticket",
        "tickets",
        "claims",
        "cases",
        "pipeline",
        "opportunites",
        "opportunities",
        "relancer",
        "retard",
        "expires",
        "expired",
        "overdue",
        "unpaid",
        "aujourd",
        "activite",
        "activites",
        "activity",
        "activities",
        "meeting",
        "reunion",
        "appel",
        "appele",
        "appeler",
        "planifie",
        "schedule",
        "rappelle",
        "remind",
        "combien",
        "echeance",
        "renouveler",
        "renewal",
    ]
)
"""Words that a misspelt one is taken for."""

_ASK = (
    r"(?:peux tu|pourrais tu|pouvez vous|tu peux|vous pouvez|can you|could you|would you|will you)"
)
ASKING = re.compile(rf"(?:\S+ [, ]*)??{_ASK}\b")
POLITE = re.compile(
    rf"(?:(?:bonjour|bonsoir|salut|hello|hi|hey|odoobot|please|stp|svp|{_ASK}|me|moi|s il te plait"
    r"|s il vous plait|now|maintenant|alors|et|and|,|@|!)\s+)*"
)
THANKS = re.compile(r"(?: (?:please|stp|svp|merci|thanks|s il te plait|s il vous plait|\?|!|\.))*$")

_YES = (
    r"oui|ok|okay|d accord|vas y|je confirme|confirme[rz]?|c est bon|parfait|yes|yep|sure|go ahead"
    r"|confirm|do it|please|merci|thanks"
)
CONFIRM = re.compile(rf"(?!(?:please|merci|thanks)\b)(?:(?:{_YES})(?: |$))+")
_NO = r"non|no|nope|annuler?|annule tout|cancel|stop|laisse tomber|never ?mind|forget it|merci|thanks|pas maintenant|not now"
CANCEL = re.compile(rf"(?!(?:merci|thanks)\b)(?:(?:{_NO})(?: |$))+")
HELP = re.compile(
    r"(?:aide(?: moi)?|help(?: me)?|que (?:sais|peux) tu faire|qu est ce que tu (?:sais|peux) faire"
    r"|what can you do(?: for me)?|comment ca marche|how does (?:it|this) work)"
)
FORBIDDEN = re.compile(
    r"\b(?:supprim\w+|effac\w+|annul\w+|detrui\w+|delet\w+|remov\w+|cancel\w*|eras\w+|drop|destroy\w*|envo[iy]\w*"
    r"|send\w*|confirm\w*|valid(?:e|er|ez|ate)|pa(?:ie|ye|yer)|pay|rembours\w+|refund\w*|modifi\w+|chang\w+"
    r"|archiv\w+|factur(?:e|er|ez) (?:le|la|les|a|au|aux|tout|tous|toutes)|invoice (?:the|all|every))\b"
)

_MAKE = (
    r"(?:cree[rz]?|ajoute[rz]?|planifie[rz]?|programme[rz]?|prevoi[srt]|prevoir|fixe[rz]?|pose[rz]?"
    r"|organise[rz]?|prend[sr]?e?|note[rz]?|create|add|make|schedule|plan|set up|book|organi[sz]e|arrange|new"
    r"|nouvel(?:le)?|fais(?: moi)?)"
)
_ONE = r"(?: (?:moi|me|un|une|an|a|the|le|la|l|my|mon|ma|new|nouvelle))*"
WRITES = (
    (
        "log_call",
        re.compile(
            r"(?:(?:note|noter|enregistre|enregistrer|consigne|consigner|log|record)"
            rf"{_ONE} (?:appel|coup de fil|call|phone call)"
            r"|j ai (?:appele|eu|rappele)|je viens d (?:appeler|avoir)|i (?:have |just |ve )*(?:called|phoned)"
            r"|i (?:just )?(?:spoke|talked) (?:to|with)|called|phoned)\b"
        ),
    ),
    (
        "activity",
        re.compile(
            rf"{_MAKE}{_ONE} (?:activites?|taches?|rappel|activity|task|todo|to do|reminder)\b"
        ),
    ),
    (
        "remind",
        re.compile(
            r"(?:rappelle moi|remind me|fais moi penser)"
            r"(?: (?:de|d|a|que|to|about|that))*\b"
        ),
    ),
    ("call", re.compile(rf"{_MAKE}{_ONE} (?:appel|coup de fil|call|phone call)\b")),
    (
        "dated_call",
        re.compile(
            r"(?:(?:r?appelle[rz]?|telephone[rz]?|call(?: back)?|phone|ring)\b(?! (?:moi|me|with)\b))"
        ),
    ),
    (
        "meeting",
        re.compile(
            rf"(?:{_MAKE}{_ONE} (?:rendez vous|rdv|reunion|visite|meeting|appointment|visit)"
            r"|(?:rendez vous|rdv|reunion|meeting|appointment) (?=avec|with|chez))\b"
        ),
    ),
)
"""``(intent, how the order begins)``, the first that fits."""

_QUOTE = r"\b(?:devis|quotes?|quotations?|offres?|offers?)\b"
_LATE = r"(?:retard|expire\w*|perime\w*|depasse\w*|late|overdue|expired|past|lapsed)"
_CHASE = (
    r"(?:relanc\w+|attente|reponse|repondu|suivre|suivi|follow ?up|chase|chasing|waiting|answer\w*"
    r"|reply|replied|pending)"
)
_INVOICE = r"\b(?:factures?|invoices?)\b"
_UNPAID = r"(?:en retard|retard|impayee?s?|echue?s?|overdue|unpaid|late|non payees?|not paid)"
_ABOUT = r"(?: (?:de|du|des|d|for|of|from|pour|chez|by|a|avec|with|on|sur|client))"


def _any(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def _both(first: str, second: str) -> re.Pattern[str]:
    return re.compile(rf"(?=.*{first})(?=.*\b{second}\b)")


READS = (
    (
        "overdue",
        re.compile(
            rf"(?=.*{_INVOICE})(?=.*\b{_UNPAID}\b)|\bimpayes?\b|\bdoi(?:t|vent)\b(?! je)(?=.*\bnous\b|.*\bme\b)"
            r"|\bnous doi(?:t|vent)\b|\bowes?\b(?=.*\b(?:us|me)\b)|\blate (?:with|on) pay\w*"
        ),
        _any(
            r"\bdoes (?P<name>.+?) owe\b",
            r"^(?P<name>(?!who|what|how)\S.*?) owes? (?:us|me)\b",
            r"\bnous doi(?:t|vent)(?: ils?)? (?P<name>(?!combien)[^?]+)",
            r"^(?P<name>(?!combien|que|qui\b)\S.*?) nous doi",
            r"\b(?:does|do) (?P<name>.+?) have\b",
            r"\best ce que (?P<name>.+?) a (?:des|une)\b",
            r"\bcombien (?P<name>.+?) nous doi",
            r"\b(?:is|are) (?P<name>.+?) late\b",
            rf"{_INVOICE}{_ABOUT} (?P<name>.+?) (?:(?:est|sont|is|are|qui|that|which|pas|not) )*{_UNPAID}\b",
            rf"{_INVOICE} (?:\w+ )?{_UNPAID}{_ABOUT} (?P<name>[^?]+)",
            rf"{_UNPAID} {_INVOICE}{_ABOUT} (?P<name>[^?]+)",
            r"\bimpayes? (?P<name>[^?]+)",
        ),
    ),
    ("late_quotes", _both(_QUOTE, _LATE), ()),
    ("late_quotes", _both(_QUOTE, r"(?:validite|validity)"), ()),
    ("follow_up", _both(_QUOTE, _CHASE), ()),
    (
        "contracts",
        _both(
            r"\b(?:contrats?|contracts?)\b",
            r"(?:termin\w+|fin|finiss\w+|echeance|echeances|renouvel\w+|expir\w+|ends?|ending|renew\w*"
            r"|due|resili\w+|preavis|notice|arriv\w+)",
        ),
        (),
    ),
    (
        "cases",
        _both(
            r"\b(?:dossiers?|reclamations?|tickets?|cases?|claims?|s a v|sav)\b",
            r"(?:ouvert\w*|en cours|open|progress|mes|my|pending|attente|traiter|avance|status|etat)",
        ),
        _any(
            r"\b(?:dossiers?|reclamations?|tickets?|cases?|claims?)(?: (?:s a v|sav|ouverts?|ouvertes?|en cours"
            r"|in progress|open))*(?: (?:de|du|des|d|for|of|from|pour|chez)) (?P<name>[^?]+)",
        ),
    ),
    (
        "today",
        re.compile(
            r"(?=.*\b(?:aujourd hui|ce matin|cet apres midi|today|today s|this (?:morning|afternoon)|du jour|demain|tomorrow|cette semaine|this week"
            r"|ma journee|my day)\b)(?=.*\b(?:faire|fais|travail|prevue?s?|taches?|activites?|agenda|do|work"
            r"|due|tasks?|activities|activity|planning|programme|plan|urgent\w*|journee|day|rendez|meetings?|s)\b)"
            r"|\b(?:agenda|planning) d(?:e|u)\b|\b(?:mes|my) (?:\w+ )?(?:activites?|activities|taches?|tasks|to dos?)\b"
        ),
        (),
    ),
    (
        "pipeline",
        re.compile(
            r"\bpipe(?:line)?\b|\b(?:mes|my) (?:\w+ )?(?:opportunites|opportunities|affaires|deals|pistes|leads)\b"
            r"|\b(?:opportunites|opportunities|affaires|deals) (?:en cours|ouvertes|open)\b|\bopen (?:opportunities|deals)\b"
        ),
        (),
    ),
    (
        "stock",
        re.compile(
            r"\bstock\b|\bdisponibles?\b|\bdispo(?:nibilite)?\b|\bavailable\b|\bavailability\b|\breste t il\b"
            r"|\bdo we have\b|\bhave we got\b|\ben reste\b|\bil (?:nous )?reste\b"
        ),
        _any(
            r"\b(?:combien|how many|how much) (?:de |d )?(?P<name>.+?) (?:avons|a t on|on a|reste|do we|are"
            r"|have we|en stock|in stock|est|is|y a)\b",
            r"\breste(?: t il)?(?: de| du| des) (?P<name>[^?]+)",
            r"\by a t il (?P<name>.+?)(?: en stock| \?|$)",
            r"\b(?:do we have|have we got) (?P<name>.+?)(?: left| in stock| \?|$)",
            r"\bavons nous (?P<name>.+?)(?: en stock| \?|$)",
            r"\b(?:is|are) (?P<name>.+?) (?:available|in stock)\b",
            r"(?:\best ce que |^)(?P<name>(?!stock\b|dispo|y a|quel|combien).+?) (?:est|sont)"
            r"(?: (?:il|elle|ils|elles))? (?:bien |encore )?(?:disponible|dispo|en stock)",
            r"\b(?:stock|dispo(?:nibilite)?|availability|available)\b(?P<name>[^?]+)",
        ),
    ),
)  # fmt: skip
"""``(intent, what it is known by, how it names what it is about)``, the first that fits."""
