from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.suite_base.core.defaults import own_defaults

FROZEN = "tech_spec_snapshot"


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    tech_spec_snapshot = fields.Json(
        string="Frozen Specifications",
        copy=False,
        groups="base.group_user",  # it holds what is not printed for the customer too
        help="As they were when the quote was sent; printed on the invoice.",
    )

    @api.model
    def default_get(self, fields):
        return own_defaults(self, {FROZEN}, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        """What was promised comes from the lines of the quote, never from a request."""
        if not self.env.su:
            vals_list = [
                {name: value for name, value in vals.items() if name != FROZEN}
                for vals in vals_list
            ]
        lines = super().create(vals_list)
        for line, vals in zip(lines, vals_list, strict=True):
            if vals.get("sale_line_ids") and not vals.get(FROZEN):
                sold = line.sudo().sale_line_ids[:1]  # sudo: a refund says what was promised too
                line.sudo().tech_spec_snapshot = sold.tech_spec_snapshot  # sudo: as above
        return lines

    def write(self, vals):
        if FROZEN in vals and not self.env.su:
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
