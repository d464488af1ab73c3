from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..core.service_messages import order_state
from .bookstore_service_message import STATES

FOLLOWS = frozenset({"bookstore_sent_on", "bookstore_edi_state"})


class PurchaseOrder(models.Model):
    """What became of an order that left as a file."""

    _inherit = "purchase.order"

    bookstore_sent_on = fields.Datetime("File Made on", readonly=True, copy=False)
    bookstore_message_ids = fields.One2many(
        "bookstore.service.message",
        "order_id",
        "Service Messages",
        groups="bookstore_deposit.group_bookstore_user,purchase.group_purchase_user",
    )
    bookstore_edi_state = fields.Selection(
        STATES,
        "At Dilicom",
        compute="_compute_bookstore_edi_state",
        store=True,
        help="As Dilicom's service messages say, since the file was made last.",
    )
    bookstore_edi_text = fields.Char("Dilicom's Words", compute="_compute_bookstore_edi_text")

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if not self.env.su and any(orders.mapped("bookstore_sent_on")):
            self._bookstore_refuse_typed()
        return orders

    def write(self, vals):
        if FOLLOWS.intersection(vals) and not self.env.su:
            self._bookstore_refuse_typed()
        return super().write(vals)

    def _bookstore_refuse_typed(self):
        raise AccessError(
            self.env._(
                "When an order left as a file, and what became of it, follows from the file and from"
                " Dilicom's words: nobody types it. Save the file again."
            )
        )

    @api.depends(
        "bookstore_sent_on", "bookstore_message_ids.event", "bookstore_message_ids.is_past"
    )
    def _compute_bookstore_edi_state(self):
        for order in self:
            events = order._bookstore_get_messages().mapped("event")
            order.bookstore_edi_state = order_state(bool(order.bookstore_sent_on), events)

    @api.depends("bookstore_edi_state", "bookstore_message_ids.text")
    def _compute_bookstore_edi_text(self):
        for order in self:
            state = order.bookstore_edi_state
            said = order._bookstore_get_messages().filtered(
                lambda message, state=state: message.event == state
            )[:1]
            order.bookstore_edi_text = " ".join(filter(None, [said.error, said.text]))

    def _bookstore_get_messages(self):
        """What was said about the last sending."""
        # sudo: what became of an order is no secret to who reads it
        return self.sudo().bookstore_message_ids.filtered(lambda message: not message.is_past)

    def action_bookstore_edifact(self):
        """The order is on its way from now on; after a refusal it is sent anew. Who only reads
        orders looks at the file, and sends nothing.
        """
        action = super().action_bookstore_edifact()
        is_sent = self.has_access("write")
        if is_sent and self.bookstore_edi_state not in ("taken", "read", "answered"):
            # sudo: nobody types when the file was made
            order = self.sudo()
            order.bookstore_message_ids.is_past = True
            order.bookstore_sent_on = fields.Datetime.now()
        return action

    def action_bookstore_view_messages(self):
        """Dilicom's words about this order."""
        self.ensure_one()
        self.check_access("read")
        return self.bookstore_message_ids._get_records_action(
            name=self.env._("Messages about %s", self.name)
        )
