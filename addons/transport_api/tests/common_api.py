from datetime import timedelta

from jsonschema import Draft202012Validator

from odoo.fields import Datetime
from odoo.tests import HttpCase

from odoo.addons.transport_order.tests.common import TransportBuilder

from ..core.api_openapi import BASE
from ..core.api_schemas import SCHEMAS

# Events that lie more than a year before their order are refused.
YESTERDAY = f"{Datetime.now() - timedelta(days=1):%Y-%m-%d}T00:00:00Z"


class ApiCommon(TransportBuilder, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._build_transport()
        cls.site.ref = "M21"
        cls.keys = {
            "site": cls._create_key(cls.site_user),
            "reader": cls._create_key(cls.site_user, "transport.read"),
            "colleague": cls._create_key(cls.colleague),
            "group": cls._create_key(cls.group_user),
            "other_site": cls._create_key(cls.other_site_user),
            "stranger": cls._create_key(cls.stranger_user),
            "carrier": cls._create_key(cls.dispatcher, "transport.carrier"),
            "erp": cls._create_key(cls.dispatcher, "transport.write"),
        }

    @classmethod
    def _create_key(cls, user, scope="transport.write", per_minute=6000):
        keys = cls.env["transport.api.key"]
        return keys._generate(user, f"Key of {user.login}", scope, 30, per_minute)[1]

    def api(self, method, path, key="site", body=None, expect=None, headers=None):
        """Call the API; checks the answer against the published schema.

        :return: the response; `.data` holds the JSON
        """
        sent = {"Authorization": f"Bearer {self.keys.get(key, key)}"} if key else {}
        response = self.opener.request(
            method,
            self.base_url() + BASE + path,
            json=body,
            headers=sent | (headers or {}),
            allow_redirects=False,
            timeout=30,
        )
        is_json = "json" in response.headers.get("Content-Type", "")
        response.data = response.json() if is_json and response.content else None
        if expect:
            self.assertEqual(response.status_code, expect, response.text[:600])
        if response.status_code >= 400:
            self.assertEqual(response.headers["Content-Type"], "application/problem+json")
            self._check_schema(response.data, "Problem")
            self.assertEqual(response.data["status"], response.status_code)
            self.assertNotIn("Traceback", response.text)
        return response

    def _check_schema(self, data, name):
        components = {"components": {"schemas": SCHEMAS}}
        schema = {"$ref": f"#/components/schemas/{name}"} | components
        errors = [error.message for error in Draft202012Validator(schema).iter_errors(data)]
        self.assertFalse(errors, data)

    def _lot(self, *cars, **values):
        return {
            "vehicles": [{"reference": car.reference} for car in cars],
            "origin": {"reference": self.dijon.reference},
            "destination": {"reference": self.lille.reference},
        } | values

    def _stored(self, key="site", **values):
        answer = self.api(
            "POST", "/estimates", key, self._lot(self._create_car(), store=True, **values), 201
        )
        return answer.data

    def _accept(self, estimate, key="site", expect=200, **values):
        body = {"estimate_hash": estimate["estimate_hash"], "signed_by": "Anne Martin"} | values
        return self.api("POST", f"/orders/{estimate['reference']}/accept", key, body, expect)
