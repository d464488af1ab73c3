from odoo import fields
from odoo.tests import TransactionCase, new_test_user

from ..core.time_zone import DEFAULT_TZ

GOOD_PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class TransportBuilder:
    """Builders shared by the tests of the add-on; works on TransactionCase and HttpCase alike."""

    @classmethod
    def _build_transport(cls):
        cls.env = cls.env["base"].with_context(tracking_disable=True).env
        cls.carrier = cls.env.company
        cls.tariff = cls._create_tariff()
        cls.group = cls._create_company("Groupe Martin")
        cls.site = cls._create_company("Martin Dijon", parent=cls.group)
        cls.other_site = cls._create_company("Martin Lille", parent=cls.group)
        cls.stranger = cls._create_company("Garage Durand")
        cls.group_user = cls._create_client_user("boss@martin.test", cls.group, is_group=True)
        cls.site_user = cls._create_client_user("dijon@martin.test", cls.site)
        cls.colleague = cls._create_client_user("colleague@martin.test", cls.site)
        cls.other_site_user = cls._create_client_user("lille@martin.test", cls.other_site)
        cls.stranger_user = cls._create_client_user("durand@durand.test", cls.stranger)
        cls.manager = new_test_user(
            cls.env, "transport_manager", "transport_order.group_transport_manager"
        )
        cls.dispatcher = new_test_user(
            cls.env, "transport_user", "transport_order.group_transport_user"
        )
        cls.dijon = cls._create_address("Parc Dijon", "21000", "Dijon")
        cls.lille = cls._create_address("Parc Lille", "59000", "Lille")

    @classmethod
    def _today(cls):
        """The day where the clients are: not the server's, from midnight to two in the morning."""
        return fields.Date.context_today(cls.env.user.with_context(tz=DEFAULT_TZ))

    @classmethod
    def _create_company(cls, name, parent=None):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "parent_id": parent.id if parent else False,
                "country_id": cls.env.ref("base.fr").id,
            }
        )

    @classmethod
    def _create_client_user(cls, login, company, is_group=False, **values):
        groups = "base.group_portal"
        if is_group:
            groups += ",transport_order.group_transport_group_user"
        user = new_test_user(cls.env, login, groups, email=login, **values)
        user.partner_id.parent_id = company
        return user

    @classmethod
    def _create_tariff(cls, **values):
        create = cls.env["transport.tariff"].create
        return create(
            {
                "name": "France",
                "fuel_percent": 0,
                "cancel_fee": 90,
                "empty_run_fee": 75,
                "band_ids": [
                    (0, 0, {"up_to_km": 200, "flat": 60, "per_km": 0.9}),
                    (0, 0, {"up_to_km": 0, "flat": 100, "per_km": 0.7}),
                ],
                "category_ids": [
                    (0, 0, {"category": "city", "factor": 0.9}),
                    (0, 0, {"category": "car", "factor": 1}),
                    (0, 0, {"category": "suv", "factor": 1.2}),
                    (0, 0, {"category": "van", "factor": 1.5}),
                    (0, 0, {"category": "large_van", "factor": 1, "on_request": True}),
                ],
                "surcharge_ids": [
                    (0, 0, {"code": "not_running", "fixed": 60}),
                    (0, 0, {"code": "express", "percent": 25}),
                ],
                "step_ids": [(0, 0, {"count": 3, "percent": 5})],
            }
            | values
        )

    @classmethod
    def _create_car(cls, partner=None, **values):
        number = cls.env["transport.vehicle"].search_count([]) + 1
        return cls.env["transport.vehicle"].create(
            {
                "partner_id": (partner or cls.site).id,
                "make": "Peugeot",
                "model": "208",
                "plate": f"AB-{number:03}-CD",
                "category": "car",
            }
            | values
        )

    @classmethod
    def _create_address(cls, name, zip_code, city, partner=None, **values):
        return cls.env["transport.address"].create(
            {
                "partner_id": (partner or cls.site).id,
                "name": name,
                "street": "1 rue du Parc",
                "zip": zip_code,
                "city": city,
                "country_id": cls.env.ref("base.fr").id,
            }
            | values
        )

    @classmethod
    def _create_lot(cls, cars=1, user=None, **values):
        """A lot of the site user, not priced yet, read under the user's own rights."""
        user = user or cls.site_user
        vehicles = cls.env["transport.vehicle"]
        for _number in range(cars):
            vehicles |= cls._create_car()
        return (
            cls.env["transport.order"]
            .with_user(user)
            ._portal_create_lot(
                {"vehicles": vehicles, "origin": cls.dijon, "destination": cls.lille} | values
            )
        )

    @classmethod
    def _create_quoted(cls, cars=1, user=None, **values):
        return cls._create_lot(cars, user, **values)._portal_estimate()

    @classmethod
    def _create_accepted(cls, cars=1, user=None, **values):
        order = cls._create_quoted(cars, user, **values)
        return order._portal_accept(order.estimate_hash, "Anne Martin", GOOD_PNG)


class TransportCommon(TransportBuilder, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._build_transport()
