from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.bookstore_deposit.core.codes import is_ean13


class ProductTemplate(models.Model):
    """A title completed by Dilicom's FEL."""

    _inherit = "product.template"

    bookstore_has_fel = fields.Boolean(compute="_compute_bookstore_has_fel")

    @api.depends("barcode")
    @api.depends_context("company")
    def _compute_bookstore_has_fel(self):
        ready = self.env.company._bookstore_has_fel()
        for title in self:
            title.bookstore_has_fel = ready and is_ean13(title.barcode or "")

    def action_bookstore_ask_fel(self):
        """Complete a title by Dilicom: its gaps at once, the rest is shown; many in the background."""
        self.check_access("write")
        coded = self.filtered(lambda title: is_ean13(title.barcode or ""))
        if not coded:
            raise UserError(self.env._("None of these has an EAN: Dilicom knows no other codes."))
        records = self.env["bookstore.metadata.record"]
        records._check_may_ask()
        if len(coded) > 1:
            return self._bookstore_tell_planned(coded, records._plan_fel(coded.mapped("barcode")))
        record = records._ask_fel(coded.barcode)
        if record.state == "absent":
            return self._bookstore_tell(
                self.env._("Dilicom does not know %s. Complete it by hand.", coded.barcode),
                "warning",
            )
        record._compare()
        return coded._bookstore_fill_gaps(record)
