from odoo import fields, models


class TransportInspection(models.Model):
    """Condition reports that came from the remote ERP."""

    _inherit = "transport.inspection"

    remote_mark = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="transport_order.group_transport_user",
        help="Reference in the remote ERP.",
    )
