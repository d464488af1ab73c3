from odoo import fields, models
from odoo.exceptions import AccessError


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    tech_spec_snapshot = fields.Json(
        string="Frozen Specifications",
        copy=True,
        groups="base.group_user",  # it holds what is not printed for the customer too
        help="As they were when the quote was sent; printed on the invoice.",
    )

    def write(self, vals):
        if "tech_spec_snapshot" in vals and not self.env.su:
            raise AccessError(self.env._("Frozen specifications cannot be changed."))
        return super().write(vals)

    def _tech_get_invoiced_specifications(self):
        """Return ``[(label, text)]`` of what is printed on the invoice."""
        self.ensure_one()
        snapshot = self.tech_spec_snapshot or {"values": []}
        return [
            (value["label"], value["text"]) for value in snapshot["values"] if value["on_invoice"]
        ]

    def _tech_get_invoiced_text(self):
        """Return what is printed under the line of an invoice, in the language of the document."""
        return " · ".join(
            self.env._("%(label)s: %(text)s", label=label, text=text)
            for label, text in self._tech_get_invoiced_specifications()
        )
