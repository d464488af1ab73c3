from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.identity import plate_key, read_plate, read_vin
from ..core.labels import CATEGORY_SELECTION
from ..core.lot import Car
from ..core.progress import ENDED, RUNNING_STATES
from ..core.reference import new_reference

CORRECTABLE = ("make", "model", "version", "plate", "vin", "category", "running", "mass_kg")


class TransportVehicle(models.Model):
    """One car of a client's stock. Light on purpose: stocks have thousands of cars."""

    _name = "transport.vehicle"
    _inherit = "suite.guard.mixin"
    _description = "Client Car"
    _order = "id desc"
    _rec_names_search = ["plate_key", "vin", "search_text"]

    active = fields.Boolean(default=True)
    reference = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: new_reference("V")
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        required=True,
        index=True,
        ondelete="restrict",
        help="The company or site that owns the stock.",
    )
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index="btree_not_null"
    )
    status = fields.Selection(
        [
            ("in_stock", "In stock"),
            ("incoming", "Arriving"),
            ("reserved", "Reserved"),
            ("gone", "Gone"),
        ],
        default="in_stock",
        required=True,
    )
    status_before = fields.Char(
        readonly=True, copy=False, help="What the stock said of a car before it was delivered."
    )
    plate = fields.Char(string="Number Plate")
    plate_key = fields.Char(
        compute="_compute_plate_key", store=True, precompute=True, index="trigram"
    )
    vin = fields.Char(string="VIN")
    make = fields.Char()
    model = fields.Char()
    version = fields.Char()
    category = fields.Selection(
        CATEGORY_SELECTION, string="Size Class", default="car", required=True
    )
    category_guessed = fields.Boolean(
        string="Size Class Guessed", help="Nobody has confirmed the size class yet."
    )
    running = fields.Boolean(string="Runs", default=True)
    length_mm = fields.Integer(string="Length (mm)")
    height_mm = fields.Integer(string="Height (mm)")
    mass_kg = fields.Integer(string="Mass (kg)", help="Empty: the average of the size class.")
    mileage = fields.Integer(string="Mileage (km)")
    color = fields.Char(string="Colour")
    search_text = fields.Char(
        compute="_compute_search_text", store=True, precompute=True, index="trigram"
    )
    locked_fields = fields.Json(
        string="Corrected by the Client", help="Feeds leave these fields alone."
    )
    plate_doubt = fields.Char(string="Plate Check", compute="_compute_doubts")
    vin_doubt = fields.Char(string="VIN Check", compute="_compute_doubts")
    sure_plate = fields.Char(
        compute="_compute_sure_marks",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="Only a plate that is beyond doubt recognises a car.",
    )
    sure_vin = fields.Char(
        compute="_compute_sure_marks",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="Only a VIN that is beyond doubt recognises a car.",
    )

    _reference_unique = models.UniqueIndex("(reference)")
    _partner_list_idx = models.Index("(partner_id, id DESC) WHERE active")

    @api.depends("plate")
    def _compute_plate_key(self):
        for vehicle in self:
            vehicle.plate_key = plate_key(vehicle.plate)

    @api.depends("plate", "vin", "make", "model", "version")
    def _compute_search_text(self):
        for vehicle in self:
            words = (vehicle.make, vehicle.model, vehicle.version, vehicle.vin)
            words += (vehicle.plate, plate_key(vehicle.plate))
            vehicle.search_text = " ".join(filter(None, words)).lower()

    @api.depends("plate", "vin")
    def _compute_sure_marks(self):
        for vehicle in self:
            vehicle.sure_plate = read_plate(vehicle.plate).key or False
            vehicle.sure_vin = read_vin(vehicle.vin).key or False

    @api.depends("plate", "vin")
    def _compute_doubts(self):
        words = self._get_doubt_words()
        for vehicle in self:
            vehicle.plate_doubt = words.get(read_plate(vehicle.plate).reason, "")
            vehicle.vin_doubt = words.get(read_vin(vehicle.vin).reason, "")

    @api.model
    def _get_doubt_words(self):
        return {
            "never_issued": self.env._("Such a plate was never issued in France."),
            "garage": self.env._("This plate belongs to a garage, not to a car."),
            "temporary": self.env._("This is an old temporary plate."),
            "foreign": self.env._("This is no French plate: is it a foreign one?"),
            "no_plate": self.env._("This does not look like a plate."),
            "length": self.env._("A VIN has 17 signs."),
            "letters": self.env._("A VIN has no I, O, Q nor special sign."),
            "repeated": self.env._("This does not look like a VIN."),
            "check_digit": self.env._("The check digit does not match."),
        }

    @api.depends("make", "model", "plate", "vin")
    def _compute_display_name(self):
        for vehicle in self:
            name = " ".join(filter(None, (vehicle.make, vehicle.model)))
            mark = vehicle.plate or vehicle.vin
            vehicle.display_name = " · ".join(filter(None, (name, mark))) or self.env._("Car")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalise(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalise(vals))

    @api.model
    def _normalise(self, vals):
        if vals.get("plate"):
            vals = vals | {"plate": read_plate(vals["plate"]).text}
        if vals.get("vin"):
            vals = vals | {"vin": read_vin(vals["vin"]).text}
        return vals

    @api.model
    def _search_words(self, text):
        """Domain of the cars that hold every word of a text, in any field people look by.

        :param str text: what a person typed: a plate with or without dashes, a VIN, a make
        """
        words = (text or "").lower().split()[:6]
        domain = fields.Domain.TRUE
        for word in words:
            matches = fields.Domain("search_text", "ilike", word)
            if key := plate_key(word):
                matches |= fields.Domain("plate_key", "ilike", key)
            domain &= matches
        return domain

    def _to_car(self):
        """:return: list of core.lot.Car, in the order of self"""
        return [
            Car(
                vehicle.display_name,
                vehicle.category,
                vehicle.running,
                vehicle.reference,
                vehicle.mass_kg,
            )
            for vehicle in self
        ]

    def _get_running_lines(self):
        """:return: transport.order.vehicle of running orders that still have these cars to carry"""
        return self.env["transport.order.vehicle"].search(
            [
                ("vehicle_id", "in", self.ids),
                ("order_id.state", "in", RUNNING_STATES),
                ("state", "not in", ENDED),
            ]
        )

    def _portal_create(self, partner, vals_list):
        """Add cars typed by a client to his stock.

        :param partner: res.partner the caller may read and that is his company or one of its sites
        :param list vals_list: dicts; only the correctable fields, mileage and color are read
        :return: the new cars, under the caller's own rights
        """
        partner = self.env.user._transport_check_client(partner)
        allowed = (*CORRECTABLE, "mileage", "color", "length_mm", "height_mm")
        values = [
            {name: vals[name] for name in allowed if name in vals}
            | {"partner_id": partner.id, "category_guessed": False}
            for vals in vals_list
        ]
        for vals in values:
            self._check_described(vals)
        # sudo: clients have no write access; the client and the fields were checked above
        return self.sudo().create(values).with_user(self.env.user)

    def _portal_correct(self, values):
        """Correct one car as its owner; feeds leave corrected fields alone from then on.

        :param dict values: only make, model, version, plate, vin, category and running are read
        """
        self.ensure_one()
        self.check_access("read")
        self.env.user._transport_check_role("estimate")
        values = self._normalise({name: values[name] for name in CORRECTABLE if name in values})
        changed = {
            name: value for name, value in values.items() if (self[name] or "") != (value or "")
        }
        self._check_described({"plate": self.plate, "vin": self.vin, "model": self.model} | changed)
        if "category" in values:
            changed["category_guessed"] = False
        elif not changed:
            return
        locked = sorted({*(self.locked_fields or []), *changed} & set(CORRECTABLE))
        # sudo: clients have no write access; the record and the fields were checked above
        self.sudo().write(changed | {"locked_fields": locked})

    @api.model
    def _check_described(self, vals):
        categories = dict(CATEGORY_SELECTION)
        if "category" in vals and vals["category"] not in categories:
            raise UserError(self.env._("Choose the size class of the car in the list."))
        if not any(vals.get(name) for name in ("plate", "vin", "model")):
            raise UserError(
                self.env._("The car cannot be told apart. Enter its plate, its VIN or its model.")
            )
        too_long = [name for name in CORRECTABLE if len(str(vals.get(name) or "")) > 120]
        if too_long:
            raise UserError(self.env._("A field of the car is too long: 120 signs at most."))

    @api.constrains("partner_id")
    def _check_partner(self):
        for vehicle in self:
            if not vehicle.partner_id.is_company:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is a person. Cars belong to a company or to one of its sites.",
                        partner=vehicle.partner_id.name,
                    )
                )
