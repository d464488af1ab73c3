"""Two courses of a seller of gate automation. All texts are ours."""

# family → (course, description, months, [(lesson, text)], [(question, [(answer, is right)])])
COURSES = {
    "motors": (
        "Choisir une motorisation de portail",
        "Du relevé sur place au bon moteur : poids, prise au vent, usage, sécurité.",
        12,
        [
            ("Relever un portail en dix minutes",
             "Largeur et poids de chaque vantail, matière, pente, distance entre le gond et l'angle du pilier, alimentation disponible. Un vantail plein prend le vent : comptez un tiers de marge."),
            ("Vérin, bras, enterré ou coulissant ?",
             "Le vérin pousse fort et demande un pilier étroit ; le bras articulé s'accommode des piliers larges ; l'enterré ne se voit pas et veut un drainage ; le coulissant demande de la place le long du mur."),
            ("Ce qui protège les personnes",
             "Détection d'obstacle, photocellules, feu clignotant : la force se mesure à la mise en service et se note dans le dossier remis au client."),
        ],
        [
            ("Quelle donnée change le plus le choix d'un moteur pour un vantail plein ?",
             [("La prise au vent", True), ("La couleur", False), ("La marque de la serrure", False)]),
            ("Le pilier est large et le vantail s'ouvre vers l'intérieur. Que proposez-vous d'abord ?",
             [("Un bras articulé", True), ("Un vérin court", False), ("Une barrière levante", False)]),
            ("Quand mesure-t-on la force de fermeture ?",
             [("À la mise en service", True), ("Jamais", False), ("À la commande", False)]),
        ],
    ),
    "photocell": (
        "Photocellules et sécurité des accès",
        "Où les poser, comment les câbler, quoi vérifier chaque année.",
        6,
        [
            ("Hauteur et alignement",
             "Entre 40 et 60 cm du sol, face à face, à l'abri du soleil couchant. La portée utile par pluie est la moitié de la portée annoncée."),
            ("Câblage et autotest",
             "Contact de sécurité en série, autotest raccordé à l'armoire : une photocellule débranchée doit arrêter le portail."),
        ],
        [
            ("À quelle hauteur pose-t-on une photocellule de sécurité ?",
             [("Entre 40 et 60 cm", True), ("À 1,80 m", False), ("Au sol", False)]),
            ("Une photocellule est débranchée. Que fait le portail ?",
             [("Il ne se ferme plus", True), ("Il se ferme plus lentement", False), ("Rien ne change", False)]),
        ],
    ),
}  # fmt: skip

# (login, family, days since the test, right answers of the course's questions)
RESULTS = [
    ("camille", "motors", 345, 3),
    ("camille", "photocell", 40, 2),
    ("thomas", "motors", 420, 3),
    ("thomas", "photocell", 12, 1),
]
