from odoo import api, fields, models

from ..core import codes
from ..core.content import find_text, parse
from ..core.errors import EbicsError


class EbicsExchange(models.Model):
    """One message to a bank and its answer: the journal. It holds no key and no content."""

    _name = "ebics.exchange"
    _inherit = "suite.guard.mixin"
    _description = "EBICS Exchange"
    _order = "id desc"
    _rec_name = "step"

    bank_id = fields.Many2one("ebics.bank", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="bank_id.company_id", store=True, index=True)
    subscriber_id = fields.Many2one("ebics.subscriber", index="btree_not_null")
    order_id = fields.Many2one("ebics.order", index="btree_not_null")
    step = fields.Char(required=True)
    create_date = fields.Datetime(string="Moment")
    seconds = fields.Float(digits=(16, 2))
    sent_bytes = fields.Integer(string="Bytes Sent")
    received_bytes = fields.Integer(string="Bytes Received")
    code = fields.Char(string="Answer")
    code_name = fields.Char(string="Name of the Answer")
    text = fields.Char(string="Words of the Bank")
    error = fields.Char()
    is_good = fields.Boolean(string="Went Well")

    @api.model
    def _log(self, values):
        # sudo: the journal writes itself; nobody may add to it or change it
        return self.sudo().create(values)

    @api.model
    def _read_codes(self, octets):
        """What the journal shows of an answer, whether it can be believed or not."""
        values = {"received_bytes": len(octets)}
        try:
            root = parse(octets)
        except EbicsError:
            return {**values, "error": self.env._("No answer of a bank")}
        header = find_text(root, "header", "mutable", "ReturnCode")
        body = find_text(root, "body", "ReturnCode")
        number = header if codes.find_meaning(header) != codes.OK or not body else body
        return {
            **values,
            "code": number,
            "code_name": codes.find_name(number),
            "text": find_text(root, "header", "mutable", "ReportText")[:200],
            "is_good": codes.find_meaning(number) not in (codes.REFUSED, codes.AGAIN),
        }
