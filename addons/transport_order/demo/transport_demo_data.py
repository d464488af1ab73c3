"""Invented dealers, places and cars, and how the demo orders end."""

CLIENTS = {
    "Groupe Garnier Automobiles": [
        ("Garnier Dijon", "21000", "Dijon", "12 rue de Cracovie"),
        ("Garnier Besançon", "25000", "Besançon", "4 rue de Vesoul"),
        ("Garnier Lyon Est", "69800", "Saint-Priest", "85 route de Grenoble"),
        ("Garnier Chalon", "71100", "Chalon-sur-Saône", "30 avenue de Paris"),
    ],
    "Ouest Occasions": [
        ("Ouest Occasions Nantes", "44800", "Saint-Herblain", "2 rue des Piliers"),
        ("Ouest Occasions Rennes", "35000", "Rennes", "17 route de Lorient"),
        ("Ouest Occasions Brest", "29200", "Brest", "9 route de Gouesnou"),
    ],
    "Distribution Nord Auto": [
        ("Nord Auto Lille", "59000", "Lille", "140 rue de Douai"),
        ("Nord Auto Reims", "51100", "Reims", "6 avenue de Champagne"),
        ("Nord Auto Metz", "57000", "Metz", "21 rue aux Arènes"),
    ],
}
PEOPLE = {
    "Groupe Garnier Automobiles": ("Claire Garnier", "groupe@garnier.example"),
    "Garnier Dijon": ("Hugo Perrin", "dijon@garnier.example"),
    "Garnier Besançon": ("Lucie Faivre", "besancon@garnier.example"),
    "Garnier Lyon Est": ("Samir Haddad", "lyon@garnier.example"),
    "Ouest Occasions": ("Yann Le Goff", "groupe@ouest-occasions.example"),
    "Ouest Occasions Nantes": ("Maëlle Rio", "nantes@ouest-occasions.example"),
    "Distribution Nord Auto": ("Pauline Lefebvre", "groupe@nord-auto.example"),
    "Nord Auto Lille": ("Karim Benali", "lille@nord-auto.example"),
}
PLACES = [
    ("Parc Paris Nord", "93420", "Villepinte"),
    ("Salle des ventes Rungis", "94150", "Rungis"),
    ("Plateforme Le Havre", "76600", "Le Havre"),
    ("Dépôt Bordeaux", "33300", "Bordeaux"),
    ("Centre Toulouse", "31200", "Toulouse"),
    ("Parc Marseille", "13015", "Marseille"),
    ("Plateforme Valenciennes", "59300", "Valenciennes"),
    ("Enchères Tours", "37000", "Tours"),
    ("Dépôt Clermont", "63000", "Clermont-Ferrand"),
    ("Concession Ajaccio", "20090", "Ajaccio"),
    ("Carrosserie Annecy", "74000", "Annecy"),
    ("Parc Montpellier", "34070", "Montpellier"),
]
CARS = [
    ("Renault", "Clio", "city"),
    ("Renault", "Mégane", "car"),
    ("Renault", "Captur", "suv"),
    ("Renault", "Trafic", "van"),
    ("Renault", "Master", "large_van"),
    ("Peugeot", "208", "city"),
    ("Peugeot", "308", "car"),
    ("Peugeot", "3008", "suv"),
    ("Peugeot", "Expert", "van"),
    ("Citroën", "C3", "city"),
    ("Citroën", "C4", "car"),
    ("Citroën", "C5 Aircross", "suv"),
    ("Citroën", "Berlingo", "van"),
    ("Dacia", "Sandero", "city"),
    ("Dacia", "Duster", "suv"),
    ("Volkswagen", "Golf", "car"),
    ("Volkswagen", "Tiguan", "suv"),
    ("Toyota", "Yaris", "city"),
    ("Toyota", "C-HR", "suv"),
    ("BMW", "Série 3", "car"),
    ("Mercedes-Benz", "Classe A", "car"),
    ("Audi", "A3", "car"),
    ("Ford", "Fiesta", "city"),
    ("Ford", "Transit Custom", "van"),
]
VERSIONS = ("1.0 TCe 90", "1.5 BlueHDi 100", "1.2 PureTech 130", "Hybride 140", "2.0 TDI 150", "")
COLORS = ("Gris", "Noir", "Blanc", "Bleu", "Rouge", "Vert")
LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
CAR_COUNT = 2000
# How many demo orders end in each state; 400 in all
STATES = {
    "draft": 10,
    "on_request": 6,
    "quoted": 18,
    "expired": 10,
    "confirmed": 18,
    "planned": 20,
    "in_progress": 24,
    "delivered": 30,
    "closed": 70,
    "cancelled": 14,
}
# Days since they were asked for, from and to
AGES = {
    "confirmed": (0, 2),
    "planned": (1, 4),
    "in_progress": (4, 8),
    "delivered": (8, 25),
    "closed": (30, 210),
    "expired": (16, 40),
    "cancelled": (5, 60),
}
