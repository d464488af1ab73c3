import logging
import math
import time

import requests

from odoo import api, fields, models

from ..core.distance import local_distance, locate, refusal
from ..core.tariff import Distance

_logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 3
BREAKER_FAILURES = 3
BREAKER_REST_SECONDS = 300
PROVIDER_URLS = {
    "ors": "https://api.openrouteservice.org",
    "ign": "https://data.geopf.fr/navigation/itineraire",
}
# Per process: database and provider to (failures in a row, time of the last one). A server that does
# not answer must not cost every client three seconds.
_breakers = {}


class TransportDistance(models.Model):
    """Road kilometres between two places, as a routing server told them once."""

    _name = "transport.distance"
    _description = "Known Road Distance"
    _order = "origin, destination, id"
    _rec_name = "origin"

    origin = fields.Char(required=True, readonly=True)
    destination = fields.Char(required=True, readonly=True)
    km = fields.Float(string="Kilometres", digits=(16, 1), required=True, readonly=True)
    method = fields.Char(required=True, readonly=True)
    version = fields.Char(readonly=True)

    _places_unique = models.UniqueIndex("(origin, destination, method)")

    @api.model
    def _get_distance(self, lot, company):
        """Kilometres for a lot by the company's provider, else offline.

        :param lot: core.lot.Lot
        :return: core.tariff.Distance; without km, and with the reason, when a place is unknown
        """
        offline = local_distance(lot.origin, lot.destination)
        # sudo: clients do not read company settings
        provider = company.sudo().transport_distance_provider or "local"
        if provider == "local" or offline.km is None:
            return offline
        return (
            self._get_cached(lot, provider)
            or self._ask_provider(lot, provider, company.sudo())  # sudo: holds the server's key
            or offline
        )

    @api.model
    def _get_cached(self, lot, provider):
        known = self.search(
            [
                ("origin", "=", self._get_point(lot.origin)),
                ("destination", "=", self._get_point(lot.destination)),
                ("method", "=", provider),
            ],
            limit=1,
        )
        return Distance(known.km, known.method, known.version or "") if known else None

    @api.model
    def _get_point(self, place):
        latitude, longitude = locate(place)
        return f"{latitude:.4f},{longitude:.4f}"

    @api.model
    def _ask_provider(self, lot, provider, company):
        """:return: Distance told by the server and kept for the next time, None when it cannot"""
        if refusal(lot.origin) or refusal(lot.destination) or self._is_resting(provider):
            return None
        try:
            km = getattr(self, f"_ask_{provider}")(
                locate(lot.origin), locate(lot.destination), company
            )
            if not math.isfinite(km):
                raise ValueError(km)
        except (requests.RequestException, KeyError, IndexError, TypeError, ValueError) as error:
            self._note_failure(provider)
            _logger.info("Distance server %s did not answer: %s", provider, type(error).__name__)
            return None
        _breakers.pop((self.env.cr.dbname, provider), None)
        if not km or km <= 0:
            return None
        return self._remember(lot, round(km, 1), provider)

    @api.model
    def _remember(self, lot, km, provider):
        version = fields.Date.context_today(self).isoformat()
        values = {
            "origin": self._get_point(lot.origin),
            "destination": self._get_point(lot.destination),
            "km": km,
            "method": provider,
            "version": version,
        }
        if not self.env.cr.readonly:
            self._insert_missing(values)
        return Distance(km, provider, version)

    @api.model
    def _insert_missing(self, values):
        """Keep a distance unless another request kept it in the meantime."""
        self.env["transport.sql"]._insert_distance(values)

    @api.model
    def _is_resting(self, provider):
        failures, last = _breakers.get((self.env.cr.dbname, provider), (0, 0))
        return failures >= BREAKER_FAILURES and time.monotonic() - last < BREAKER_REST_SECONDS

    @api.model
    def _note_failure(self, provider):
        failures, _last = _breakers.get((self.env.cr.dbname, provider), (0, 0))
        _breakers[self.env.cr.dbname, provider] = (failures + 1, time.monotonic())

    @api.model
    def _ask_osrm(self, origin, destination, company):
        """OSRM table service: metres between two longitude,latitude pairs."""
        points = ";".join(
            f"{longitude},{latitude}" for latitude, longitude in (origin, destination)
        )
        url = (company.transport_distance_url or "").rstrip("/")
        answer = self._get_json(
            f"{url}/table/v1/driving/{points}", {"annotations": "distance", "sources": "0"}
        )
        return answer["distances"][0][1] / 1000

    @api.model
    def _ask_ors(self, origin, destination, company):
        """openrouteservice directions: metres in the summary of the first route."""
        url = (company.transport_distance_url or PROVIDER_URLS["ors"]).rstrip("/")
        answer = self._get_json(
            f"{url}/v2/directions/driving-hgv",
            {
                "start": f"{origin[1]},{origin[0]}",
                "end": f"{destination[1]},{destination[0]}",
            },
            {"Authorization": company.transport_distance_key or ""},
        )
        return answer["features"][0]["properties"]["summary"]["distance"] / 1000

    @api.model
    def _ask_ign(self, origin, destination, company):
        """IGN Géoplateforme route service: kilometres when asked for them."""
        answer = self._get_json(
            company.transport_distance_url or PROVIDER_URLS["ign"],
            {
                "resource": "bdtopo-osrm",
                "start": f"{origin[1]},{origin[0]}",
                "end": f"{destination[1]},{destination[0]}",
                "profile": "car",
                "optimization": "shortest",
                "distanceUnit": "kilometer",
                "getSteps": "false",
            },
        )
        return float(answer["distance"])

    @api.model
    def _get_json(self, url, params, headers=None):
        response = requests.get(
            url, params=params, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False
        )
        response.raise_for_status()
        return response.json()
