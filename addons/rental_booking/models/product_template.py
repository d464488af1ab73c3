from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    _inherit = "product.template"

    is_rental = fields.Boolean(
        "Can be rented", index=True, help="The sales price is then the price of one rental day."
    )
    rental_tariff_id = fields.Many2one("rental.tariff", "Tariff")
    rental_replacement_price = fields.Monetary(
        "Replacement price", help="Price as new, charged when a unit never comes back (before tax)."
    )
    rental_buffer_before = fields.Float(
        "Preparation (hours)", help="Blocked before the departure: charging, checking, transport."
    )
    rental_buffer_after = fields.Float(
        "Checking (hours)", help="Blocked after the return: tests and cleaning."
    )
    rental_photo_required = fields.Boolean(
        "Photo at departure", help="The departure slip cannot be signed without a photo."
    )
    rental_substitute_ids = fields.Many2many(
        "product.template",
        "rental_substitute_rel",
        "product_tmpl_id",
        "substitute_id",
        "Substitutes",
        domain=[("is_rental", "=", True)],
        help="Offered first when it is short; others of its category come after.",
    )
    rental_accessory_ids = fields.One2many(
        "rental.accessory", "product_tmpl_id", "Accessories", copy=True, groups="base.group_user"
    )

    @api.constrains("is_rental", "is_storable", "tracking")
    def _check_rental_type(self):
        for template in self:
            if not template.is_rental:
                continue
            if not template.is_storable or template.tracking == "lot":
                raise ValidationError(
                    self.env._(
                        "%(product)s: a rental product is tracked in stock, by unique serial "
                        "number or by quantity (not by lot). Change its inventory settings.",
                        product=template.display_name,
                    )
                )

    @api.constrains("rental_buffer_before", "rental_buffer_after", "rental_replacement_price")
    def _check_rental_values(self):
        for template in self:
            values = (
                template.rental_buffer_before,
                template.rental_buffer_after,
                template.rental_replacement_price,
            )
            if min(values) < 0:
                raise ValidationError(
                    self.env._(
                        "%(product)s: buffers and replacement price cannot be below zero.",
                        product=template.display_name,
                    )
                )

    def action_open_rental_availability(self):
        """The availability grid, already filtered on this product."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "rental_booking.rental_availability_grid_action"
        )
        return {**action, "params": {"search": self.default_code or self.name}}
