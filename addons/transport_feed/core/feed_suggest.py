"""Proposes rules for the columns of a file nobody has described yet."""

import re
from collections.abc import Iterable, Iterator

from .feed_category import plain
from .feed_mapping import is_denied

_NAMES = {
    "ext_ref": "reference ref id id_vehicule vehicule_id num_stock numero_stock stock_id code identifiant"
    " no_police numero_police police ref_interne reference_interne no_stock n_stock num_de_stock"
    " numero_de_stock ref_stock ref_vehicule n_police no_dossier num_dossier",
    "plate": "immat immatriculation plaque plate registration license_plate numero_immatriculation"
    " n_immat n_immatriculation no_immat no_immatriculation plaque_immatriculation",
    "vin": "vin numero_serie num_serie no_serie serie chassis numero_chassis n_de_serie n_serie"
    " numero_de_serie no_de_serie n_chassis no_chassis numero_de_chassis n_de_chassis code_vin",
    "make": "marque make brand constructeur",
    "model": "modele model libelle_modele",
    "version": "version finition trim libelle_version",
    "body": "carrosserie body body_type type_carrosserie",
    "kind": "genre genre_vcg type_vehicule vehicle_type genre_national type_vp_vu",
    "mileage": "kilometrage km mileage kms compteur odometer km_reel kilometrage_reel km_compteur nb_km kilometres",
    "length_mm": "longueur length",
    "height_mm": "hauteur height",
    "mass_kg": "poids_a_vide ptav masse_a_vide poids_vide masse_kg poids masse",
    "color": "couleur color colour teinte couleur_exterieure",
    "first_registration": "date_mec mec 1ere_mec 1_ere_mec date_premiere_mec premiere_mec dmec date_1ere_immat date_1ere_mec premiere_mise_en_circulation"
    " date_mise_en_circulation date_1mec first_registration",
    "location": "lieu_stockage lieu_de_stockage lieu site parc point_de_vente agence emplacement location localisation",
    "status": "disponibilite statut status etat_stock",
    "running": "roulant running",
}
_TARGETS = {name: target for target, names in _NAMES.items() for name in names.split()}


def _spellings(column: str) -> Iterator[str]:
    """Names a column may be known by: ``LibMarque`` also as ``marque``, ``N°`` as ``n``."""
    spelled = re.sub(r"([a-z])([A-Z])", r"\1_\2", column.replace("°", " ").replace("º", " "))
    name = re.sub(r"[^a-z0-9]+", "_", plain(spelled)).strip("_")
    yield name
    yield name.replace("_", "")
    for prefix in ("lib_", "libelle_", "vehicule_", "veh_", "vo_"):
        if name.startswith(prefix):
            yield name.removeprefix(prefix)


def suggest(columns: Iterable[str]) -> list[tuple[str, str]]:
    """``[(column, target)]`` for the columns whose name says what they hold, each target once."""
    found: dict[str, str] = {}
    for column in columns:
        last = column.rpartition("/")[2]
        target = next(filter(None, map(_TARGETS.get, _spellings(last))), None)
        if target and target not in found and not is_denied(column):
            found[target] = column
    return [(column, target) for target, column in found.items()]
