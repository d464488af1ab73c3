import base64

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.suite_base.core.tables import write_csv

from ..core.edifact import write_orders


class PurchaseOrder(models.Model):
    """An order as a file: a table for a person or a web site, a message for a machine."""

    _inherit = "purchase.order"

    def action_bookstore_csv(self):
        """ISBN, title and copies, as a table."""
        self.ensure_one()
        self.check_access("read")
        header = [self.env._("ISBN"), self.env._("Title"), self.env._("Copies")]
        rows = [
            [line.product_id.barcode or "", line.product_id.name, int(line.product_qty)]
            for line in self._bookstore_get_lines()
        ]
        return self._bookstore_download(write_csv([header, *rows]), "csv", "text/csv")

    def action_bookstore_edifact(self):
        """The message ORDERS of the book trade."""
        self.ensure_one()
        self.check_access("read")
        buyer, supplier = self.company_id.partner_id, self.partner_id
        for partner in buyer | supplier:
            if not partner.global_location_number:
                raise UserError(
                    self.env._(
                        "%s has no GLN, which such a file needs. Type it in the contact, or send"
                        " the list as a table.",
                        partner.display_name,
                    )
                )
        lines = self._bookstore_get_lines()
        coded = [
            (line.product_id.barcode or "", int(line.product_qty), str(line.id)) for line in lines
        ]
        without = [line.product_id.name for line in lines if not line.product_id.barcode]
        if without:
            raise UserError(
                self.env._(
                    "%s has no ISBN: such a file knows titles by their code only. Order it by mail,"
                    " or type its code.",
                    ", ".join(without[:5]),
                )
            )
        moment = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        text = write_orders(
            self.name,
            moment,
            buyer.global_location_number,
            supplier.global_location_number,
            coded,
        )
        return self._bookstore_download(text.encode("latin-1", "replace"), "edi", "text/plain")

    def _bookstore_get_lines(self):
        return self.order_line.filtered(lambda line: line.product_id and line.product_qty > 0)

    def _bookstore_download(self, content, extension, mimetype):
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self.name.replace('/', '-')}.{extension}",
                "datas": base64.b64encode(content),
                "mimetype": mimetype,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }
