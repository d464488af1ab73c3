"""Proposes rules for the columns of a file nobody has described yet."""

import re

from .feed_category import plain
from .feed_mapping import is_denied

_NAMES = {
    "ext_ref": "reference ref id id_vehicule vehicule_id num_stock numero_stock stock_id code identifiant"
    " no_police numero_police police",
    "plate": "immat immatriculation plaque plate registration license_plate numero_immatriculation",
    "vin": "vin numero_serie num_serie no_serie serie chassis numero_chassis",
    "make": "marque make brand constructeur",
    "model": "modele model libelle_modele",
    "version": "version finition trim libelle_version",
    "body": "carrosserie body body_type type_carrosserie",
    "kind": "genre genre_vcg type_vehicule vehicle_type",
    "mileage": "kilometrage km mileage kms compteur odometer",
    "length_mm": "longueur length",
    "height_mm": "hauteur height",
    "color": "couleur color colour teinte couleur_exterieure",
    "first_registration": "date_mec mec date_1ere_mec premiere_mise_en_circulation"
    " date_mise_en_circulation date_1mec first_registration",
    "location": "lieu_stockage lieu site parc emplacement location localisation",
    "status": "disponibilite statut status etat_stock",
    "running": "roulant running",
}
_TARGETS = {name: target for target, names in _NAMES.items() for name in names.split()}


def suggest(columns):
    """``[(column, target)]`` for the columns whose name says what they hold, each target once."""
    found = {}
    for column in columns:
        last = column.rpartition("/")[2]
        name = re.sub(r"[^a-z0-9]+", "_", plain(last)).strip("_")
        target = _TARGETS.get(name)
        if target and target not in found and not is_denied(column):
            found[target] = column
    return [(column, target) for target, column in found.items()]
