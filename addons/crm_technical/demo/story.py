"""The people and the needs of the demonstration. All names are invented."""

# their addresses: suite_base/demo/gate_seller.py
CUSTOMERS = [
    "Portails Dubreuil",
    "Syndic Bellevue",
    "Fermetures Lenoir",
    "Mairie de Saint-Aubin",
    "Logis de l'Ouest",
    "Élec Service Morvan",
    "Domaine de la Roseraie",
    "Transports Girault",
    "Hôtel du Port",
    "Camping des Pins",
    "Serrurerie Bertin",
    "Collège Jean-Moulin",
]

INSTALLERS = {"Portails Dubreuil", "Fermetures Lenoir", "Élec Service Morvan", "Serrurerie Bertin"}

# family → [(attribute code, operator, value, necessity, weight)]
TEMPLATES = {
    "ram": ("Portail battant résidentiel", [
        ("demo_leaf_weight", "ge", "400 kg", "must", 1), ("demo_leaf_width", "covers", "1 – 2,5 m", "must", 1),
        ("ip_rating", "in", "IP54", "must", 1), ("demo_opening_time", "le", "22 s", "wish", 2),
        ("demo_encoder", "is", "oui", "wish", 3), ("demo_warranty", "ge", "3 ans", "wish", 2),
        ("demo_battery_backup", "is", "oui", "wish", 1), ("demo_temperature", "covers", "-20 – 50 °C", "must", 1),
    ]),
    "sliding": ("Portail coulissant collectif", [
        ("demo_leaf_weight", "ge", "1000 kg", "must", 1), ("demo_duty", "ge", "60 cycles/h", "must", 1),
        ("ip_rating", "in", "IP44", "must", 1), ("demo_obstacle", "is", "oui", "must", 1),
        ("demo_noise", "le", "60 dB(A)", "wish", 2), ("demo_use", "is", "Collectif", "wish", 2),
        ("demo_lifetime", "ge", "150 k cycles", "wish", 3),
    ]),
    "barrier": ("Barrière de parking", [
        ("demo_arm", "ge", "4 m", "must", 1), ("demo_duty", "ge", "50 cycles/h", "must", 1),
        ("demo_opening_time", "le", "30 s", "wish", 2), ("ip_rating", "in", "IP54", "must", 1),
        ("demo_irreversible", "is", "oui", "wish", 1),
    ]),
    "photocell": ("Photocellules de sécurité", [
        ("demo_range", "ge", "15 m", "must", 1), ("demo_supply", "eq", "24 V", "must", 1),
        ("ip_rating", "in", "IP65", "must", 1), ("demo_response", "le", "40 ms", "wish", 2),
    ]),
    "garage": ("Porte sectionnelle", [
        ("demo_load", "ge", "120 kg", "must", 1), ("demo_supply", "eq", "230 V", "must", 1),
        ("demo_noise", "le", "60 dB(A)", "wish", 2), ("demo_battery_backup", "is", "oui", "wish", 1),
    ]),
}  # fmt: skip

# (opportunity, customer, family, changed criteria, how far it went)
NEEDS = [
    ("Portail battant 2 × 2,5 m, entrée principale", 1, "ram", {"ip_rating": "IP65"}, "awaiting"),
    ("Motorisation du portail du dépôt", 7, "sliding", {"demo_leaf_weight": "1 800 kg"}, "revised"),
    ("Barrière du parking visiteurs", 8, "barrier", {}, "accepted"),
    ("Portail coulissant du collège", 11, "sliding", {"demo_duty": "90 cycles/h"}, "approval"),
    ("Cellules à remplacer, 12 portails", 4, "photocell", {}, "accepted"),
    ("Portail du domaine, vantaux bois", 6, "ram", {"demo_leaf_weight": "700 kg"}, "rejected"),
    ("Portes de garage, 24 boxes", 4, "garage", {}, "awaiting"),
    ("Entrée du camping", 9, "barrier", {"demo_arm": "6 m"}, "expired"),
    ("Portail des services techniques", 3, "sliding", {}, "draft"),
    ("Vérins pour portails de série", 0, "ram", {"demo_leaf_weight": "300 kg"}, "awaiting"),
    ("Portail de 5 tonnes, accès poids lourds", 7, "sliding", {"demo_leaf_weight": "5 t"}, "unmatched"),
    ("Porte sectionnelle silencieuse", 6, "garage", {"demo_noise": "50 dB(A)"}, "matched"),
    ("Remplacement des vérins, bâtiment C", 1, "ram", {}, "new"),
    ("Cellules pour façade exposée aux jets", 10, "photocell", {"ip_rating": "IP66"}, "matched"),
]  # fmt: skip

CALLS = [
    ("Cotes du portail", "reached", "A donné les cotes : 2 vantaux de 2,45 m, 380 kg chacun."),
    ("Relance du devis", "message", "Message laissé au secrétariat."),
    ("Délai de livraison", "reached", "Veut être livré avant le 15, chantier bloqué sinon."),
    ("Question sur l'indice de protection", "reached", "Façade lavée au jet : IP65 indispensable."),
    ("Relance du devis", "no_answer", ""),
    ("Choix de la couleur", "callback", "Doit voir l'architecte, rappeler jeudi."),
    ("Prise de rendez-vous", "reached", "Visite du site convenue."),
]
REASONS = ["price", "specification", "delay", "competitor", "project"]
