from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    bookstore_stand_usual = fields.Boolean(
        "Often Taken to Stands", help="On the list of every new stand."
    )

    def action_bookstore_stand(self):
        """Plan these titles for a stand, or put them in the list of a type."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add to a stand"),
            "res_model": "bookstore.stand.add",
            "view_mode": "form",
            "target": "new",
            "context": {"default_product_ids": self.product_variant_ids.ids},
        }

    def action_bookstore_stand_usual(self):
        """Mark these titles as often taken to stands."""
        self.bookstore_stand_usual = True
        return True

    def action_view_bookstore_stands(self):
        """The stands these titles went to, and what was sold there."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_stand.bookstore_stand_line_action"
        )
        return action | {"domain": [("product_id", "in", self.product_variant_ids.ids)]}
