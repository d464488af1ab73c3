from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.distance import refusal
from ..core.labels import TRUCK_ACCESS_SELECTION
from ..core.lot import Place
from ..core.reference import new_reference

EDITABLE = (
    "name", "role", "street", "street2", "zip", "city", "country_id", "contact_name", "phone",
    "email", "opening_hours", "truck_access", "instructions", "external_ref",
)  # fmt: skip
SNAPSHOT = tuple(name for name in EDITABLE if name not in ("role", "country_id", "external_ref"))
LONGEST = {"opening_hours": 500, "instructions": 1000}


class TransportAddress(models.Model):
    """A place of a client's address book, where cars are collected or delivered."""

    _name = "transport.address"
    _inherit = "suite.guard.mixin"
    _description = "Transport Address"
    _order = "name, id"
    _rec_names_search = ["name", "city", "zip"]

    active = fields.Boolean(default=True)
    reference = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: new_reference("A")
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        required=True,
        index=True,
        ondelete="restrict",
        help="The company or site whose address book holds the place.",
    )
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index="btree_not_null"
    )
    name = fields.Char(required=True)
    role = fields.Selection(
        [
            ("both", "Pick-up and delivery"),
            ("pickup", "Pick-up"),
            ("delivery", "Delivery"),
        ],
        string="Used For",
        default="both",
        required=True,
    )
    street = fields.Char()
    street2 = fields.Char(string="Street (continued)")
    zip = fields.Char(string="Postcode")
    city = fields.Char()
    country_id = fields.Many2one(
        "res.country",
        default=lambda self: self.env.ref("base.fr", raise_if_not_found=False),
    )
    contact_name = fields.Char(string="Contact")
    phone = fields.Char()
    email = fields.Char(string="E-mail")
    opening_hours = fields.Text()
    truck_access = fields.Selection(TRUCK_ACCESS_SELECTION, default="truck", required=True)
    instructions = fields.Text(string="Instructions for the Driver")
    latitude = fields.Float(digits=(10, 6))
    longitude = fields.Float(digits=(10, 6))
    external_ref = fields.Char(string="Client's Code")
    place_doubt = fields.Char(string="Price", compute="_compute_place_doubt")
    search_text = fields.Char(
        compute="_compute_search_text", store=True, precompute=True, index="trigram"
    )

    _reference_unique = models.UniqueIndex("(reference)")
    _partner_list_idx = models.Index("(partner_id, name, id) WHERE active")

    @api.depends("name", "zip", "city", "contact_name", "external_ref")
    def _compute_search_text(self):
        for address in self:
            words = (address.name, address.zip, address.city)
            words += (address.contact_name, address.external_ref)
            address.search_text = " ".join(filter(None, words)).lower()

    @api.depends("zip", "country_id.code", "latitude", "longitude")
    def _compute_place_doubt(self):
        words = {
            "foreign": self.env._("Abroad: price on request."),
            "island": self.env._("Island: price on request."),
            "unknown_place": self.env._(
                "Unknown postcode: price on request. A CEDEX code is not a place; enter the "
                "postcode of the town."
            ),
        }
        for address in self:
            address.place_doubt = words.get(refusal(address._to_place()), "")

    @api.depends("name", "zip", "city")
    def _compute_display_name(self):
        for address in self:
            town = " ".join(filter(None, (address.zip, address.city)))
            address.display_name = ", ".join(filter(None, (address.name, town)))

    @api.constrains("partner_id")
    def _check_partner(self):
        for address in self:
            if not address.partner_id.is_company:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is a person. An address book belongs to a company or a site.",
                        partner=address.partner_id.name,
                    )
                )

    @api.model
    def _search_words(self, text):
        """:return: Domain of the addresses that hold every word of a text"""
        domain = fields.Domain.TRUE
        for word in (text or "").lower().split()[:6]:
            domain &= fields.Domain("search_text", "ilike", word)
        return domain

    @api.model
    def _get_role_domain(self, role):
        """:return: Domain of the addresses that serve for "pickup" or "delivery" """
        return fields.Domain("role", "in", ("both", role))

    def _to_place(self):
        """:return: core.lot.Place; an empty address is a place nobody knows"""
        return Place(
            self.country_id.code or "",
            (self.zip or "").replace(" ", ""),
            self.city or "",
            self.latitude or None,
            self.longitude or None,
        )

    def _get_line(self):
        """:return: street, postcode and town in one line"""
        town = " ".join(filter(None, (self.zip, self.city)))
        return ", ".join(filter(None, (self.street, town)))

    def _get_snapshot(self):
        """:return: dict of the address as it is now; orders keep it, later edits do not change it"""
        self.ensure_one()
        return {name: self[name] or "" for name in SNAPSHOT} | {
            "reference": self.reference,
            "country": self.country_id.name or "",
            "country_code": self.country_id.code or "",
        }

    def _portal_create(self, partner, values):
        """Add an address to the book of a client the caller may act for.

        :return: the new address, under the caller's own rights
        """
        self.env.user._transport_check_role("estimate")
        partner = self.env.user._transport_check_client(partner)
        values = self._check_portal_values(values) | {"partner_id": partner.id}
        # sudo: clients have no write access; the client and the fields were checked above
        return self.sudo().create(values).with_user(self.env.user)

    def _portal_update(self, values):
        """Correct an address; accepted orders keep the address they were accepted with."""
        self.ensure_one()
        self.check_access("read")
        self.env.user._transport_check_role("estimate")
        values = self._check_portal_values(values, self)
        if {"zip", "city", "street", "country_id"} & values.keys():
            values |= {"latitude": 0, "longitude": 0}
        # sudo: clients have no write access; the record and the fields were checked above
        self.sudo().write(values)

    def _portal_archive(self):
        """Take an address out of the book; orders keep it."""
        self.check_access("read")
        self.env.user._transport_check_role("estimate")
        # sudo: clients have no write access; the records were checked above
        self.sudo().active = False

    @api.model
    def _check_portal_values(self, values, address=None):
        values = {name: values[name] for name in EDITABLE if name in values}
        for name, value in values.items():
            if isinstance(value, str):
                values[name] = value.strip()[: LONGEST.get(name, 200)]
        needed = {"name", "zip", "city"} & (values.keys() if address else set(EDITABLE))
        if any(not values.get(name) for name in needed):
            raise UserError(
                self.env._("The address is not complete. Enter its name, postcode and town.")
            )
        for name in ("role", "truck_access"):
            if name in values and values[name] not in dict(self._fields[name].selection):
                raise UserError(self.env._("Choose a value of the list."))
        if values.get("country_id"):
            country = self.env["res.country"].browse(int(values["country_id"])).exists()
            if not country:
                raise UserError(self.env._("Choose the country of the address in the list."))
            values["country_id"] = country.id
        return values
