from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.reference import new_reference
from ..core.server_fields import may_touch


class TransportInspection(models.Model):
    """The condition of one car when it changes hands, with photos, damages and a signature."""

    _name = "transport.inspection"
    _inherit = "suite.guard.mixin"
    _description = "Vehicle Condition Report"
    _order = "date desc, id desc"

    reference = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: new_reference("E")
    )
    line_id = fields.Many2one(
        "transport.order.vehicle", string="Car", required=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="line_id.order_id", store=True, index=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    stage = fields.Selection(
        [("pickup", "Pick-up"), ("delivery", "Delivery")], required=True, default="pickup"
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    driver_name = fields.Char(string="Driver")
    mileage = fields.Integer(string="Mileage (km)")
    fuel_level = fields.Selection(
        [("0", "Empty"), ("1", "1/4"), ("2", "1/2"), ("3", "3/4"), ("4", "Full")], string="Fuel"
    )
    key_count = fields.Integer(string="Keys", default=1)
    note = fields.Text(string="Remarks")
    damage_ids = fields.One2many("transport.damage", "inspection_id", string="Damages")
    damage_count = fields.Integer(compute="_compute_damage_count")
    attachment_ids = fields.Many2many("ir.attachment", string="Photos")
    form_id = fields.Char(readonly=True, copy=False, groups="transport_order.group_transport_user")
    signed_by = fields.Char()
    signature = fields.Image(max_width=1024, max_height=1024)

    _reference_unique = models.UniqueIndex("(reference)")

    @api.depends("damage_ids")
    def _compute_damage_count(self):
        for inspection in self:
            inspection.damage_count = len(inspection.damage_ids)

    @api.depends("line_id.display_name", "stage")
    def _compute_display_name(self):
        stages = dict(self._fields["stage"]._description_selection(self.env))
        for inspection in self:
            inspection.display_name = (
                f"{inspection.line_id.display_name} ({stages[inspection.stage]})"
            )

    def _has_field_access(self, field, operation):
        mine = may_touch(field, operation, self.env.su)
        return mine and super()._has_field_access(field, operation)

    @api.model_create_multi
    def create(self, vals_list):
        # Signed last: its damages belong to what is signed.
        inspections = super().create([{**vals, "signature": False} for vals in vals_list])
        inspections._check_photos(self.env["ir.attachment"])
        signed = defaultdict(self.browse)
        for inspection, vals in zip(inspections, vals_list, strict=True):
            if vals.get("signature"):
                signed[vals["signature"]] |= inspection
        for signature, together in signed.items():
            together.write({"signature": signature})
        return inspections

    def write(self, vals):
        self.check_access("write")
        self._check_not_signed()
        unsigned = self.filtered(lambda inspection: not inspection.signature)
        known = self.sudo().attachment_ids  # sudo: ids only
        result = super().write({name: vals[name] for name in vals if name != "signature"})
        if "signature" in vals:
            super().write({"signature": vals["signature"]})
        if "attachment_ids" in vals:
            self._check_photos(known)
        if vals.get("signature"):
            unsigned._after_signed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_not_signed()

    def _check_not_signed(self):
        """What was signed stays as it was; the server alone adds what a feed or the client tells."""
        signed = not self.env.su and self.filtered("signature")[:1]
        if signed:
            raise UserError(
                self.env._(
                    "The condition report of %(car)s is signed and stays as it is. Make another one.",
                    car=signed.display_name,
                )
            )

    def _check_photos(self, known):
        """Whoever may read the report reads its photos: nobody ties a file to it he may not read."""
        if not self.env.su:
            added = self.sudo().attachment_ids - known  # sudo: ids only
            added.with_env(self.env).check_access("read")

    def _after_signed(self):
        """The report is final: its client gets it while the truck is still there."""
        for order, inspections in self.grouped("order_id").items():
            words = order.with_context(lang=order.partner_id.lang or self.env.lang)
            order._mail_news(
                [
                    words.env._("Condition report: %(car)s", car=inspection.display_name)
                    for inspection in inspections.with_env(words.env)
                ]
            )
