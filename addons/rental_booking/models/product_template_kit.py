from odoo import api, fields, models

from ..core.kit import choose_parts, count_kits


class ProductTemplate(models.Model):
    """A kit: a combo whose parts are rented. It owns no stock, its parts are the units."""

    _inherit = "product.template"

    rental_kit_parts = fields.Char("Contents", compute="_compute_rental_kit_parts")
    rental_kits_now = fields.Integer(
        "Kits free for 24 hours",
        compute="_compute_rental_kits_now",
        help="Whole kits, in the current shop.",
    )

    def _rental_is_kit(self):
        if self.type != "combo":
            return False
        # sudo: what a kit is made of is no secret
        products = self.sudo().combo_ids.combo_item_ids.product_id
        return any(products.mapped("is_rental"))

    @api.depends("combo_ids.combo_item_ids.product_id", "combo_ids.rental_quantity", "type")
    def _compute_rental_kit_parts(self):
        for template in self:
            template.rental_kit_parts = ", ".join(template._rental_describe_parts())

    def _rental_describe_parts(self):
        """["1 × Camera", "2 × Battery or Big battery"]"""
        words = self.env._(" or ")
        return [
            f"{combo._rental_get_quantity()} × "
            + words.join(combo.combo_item_ids.product_id.mapped("name"))
            # sudo: as in _rental_is_kit
            for combo in self.sudo().combo_ids
        ]

    @api.depends_context("warehouse_id", "uid", "allowed_company_ids")
    @api.depends("combo_ids.combo_item_ids.product_id", "combo_ids.rental_quantity", "type")
    def _compute_rental_kits_now(self):
        if not self.env.user._is_internal():
            self.rental_kits_now = 0  # a customer reads no stock: the shop's page tells him
            return
        free = {
            product.id: product.rental_available_now
            for product in self.combo_ids.combo_item_ids.product_id
        }
        for template in self:
            template.rental_kits_now = template._rental_count_kits(free)

    def _rental_count_kits(self, free):
        """Whole kits that ``free`` ({product id: units}) is enough for; what is sold counts not."""
        return count_kits([combo._rental_get_part() for combo in self._rental_get_rented()], free)

    def _rental_choose_items(self, free, kits=1):
        """product.combo.item of each part: what is free all together, else the first of each."""
        combos = self.sudo().combo_ids  # sudo: as in _rental_is_kit
        parts = [combo._rental_get_part() for combo in combos]
        chosen = choose_parts(parts, free, kits)
        wanted = [[key] for key in chosen] if chosen else [part.options[:1] for part in parts]
        return self.env["product.combo.item"].union(
            *(
                combo.combo_item_ids.filtered(lambda item, own=own: item.product_id.id in own)[:1]
                for combo, own in zip(combos, wanted, strict=True)
            )
        )

    def _rental_get_rented(self):
        """product.combo of the parts that come back."""
        # sudo: as in _rental_is_kit
        return self.sudo().combo_ids.filtered(
            lambda combo: all(combo.combo_item_ids.product_id.mapped("is_rental"))
        )
