from odoo import fields, models


class TransportDocument(models.Model):
    """Files that came from the remote ERP."""

    _inherit = "transport.document"

    remote_mark = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="transport_order.group_transport_user",
        help="Reference and version in the remote ERP.",
    )
