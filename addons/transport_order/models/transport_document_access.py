from datetime import timedelta

from odoo import api, fields, models

from .transport_document import KIND_SELECTION

KEEP_DAYS = 365


class TransportDocumentAccess(models.Model):
    """A client fetched a file of an order: who, what, when. Written by the server alone.

    Kept one year, the longest the CNIL recommends for such a log (deliberation 2021-122).
    """

    _name = "transport.document.access"
    _inherit = "suite.guard.mixin"
    _description = "Access to a Document"
    _order = "opened_at desc, id desc"
    _rec_name = "name"

    order_id = fields.Many2one(
        "transport.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    partner_id = fields.Many2one(related="order_id.partner_id", store=True, index=True)
    document_id = fields.Many2one(
        "transport.document",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Empty for what the server makes itself, as the order form, and for deleted files.",
    )
    kind = fields.Selection(KIND_SELECTION, required=True, readonly=True)
    name = fields.Char(string="File", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Fetched By", readonly=True, index=True, ondelete="set null"
    )
    channel = fields.Selection(
        [("portal", "Portal"), ("api", "API")], string="Over", required=True, readonly=True
    )
    opened_at = fields.Datetime(
        string="Fetched On",
        required=True,
        readonly=True,
        index=True,
        default=fields.Datetime.now,
    )

    @api.model
    def _note(self, order, kind, name, document=None, channel="portal"):
        """Remember that the current user was given a file.

        :param order: transport.order, found under the user's own rights
        :param str kind: of KIND_SELECTION
        """
        # sudo: nobody writes the log himself, neither clients nor the office
        self.sudo().create(
            {
                "order_id": order.id,
                "document_id": document.id if document else False,
                "kind": kind,
                "name": name[:200],
                "user_id": self.env.uid,
                "channel": channel,
            }
        )

    @api.autovacuum
    def _gc_accesses(self):
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("opened_at", "<", limit)]).unlink()
