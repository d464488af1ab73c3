from odoo import api, fields, models

PAYMENT_READERS = (
    "shop_sync.group_shop_sync_user,sales_team.group_sale_salesman,account.group_account_invoice"
)


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "shop.told.mixin"]

    shop_channel_id = fields.Many2one(
        "shop.channel",
        string="Shop",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    shop_external_key = fields.Char(string="Number in the shop", readonly=True, copy=False)
    shop_reference = fields.Char(
        string="Shop reference", readonly=True, copy=False, index="btree_not_null"
    )
    shop_state_id = fields.Many2one(
        "shop.mapping",
        string="State in the shop",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    shop_total = fields.Monetary(string="Total in the shop", readonly=True, copy=False)
    shop_payment_method = fields.Char(
        string="Payment method in the shop", readonly=True, copy=False
    )
    shop_tracking = fields.Char(string="Tracking in the shop", readonly=True, copy=False)
    shop_note = fields.Text(string="Messages from the shop", readonly=True, copy=False)
    shop_internal_note = fields.Text(
        string="Private notes of the shop",
        readonly=True,
        copy=False,
        help="For those who prepare the parcel; on no paper that the customer gets.",
    )
    shop_message_id = fields.Many2one(
        "shop.message", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    shop_untaxed = fields.Monetary(
        string="Without tax in the shop",
        readonly=True,
        copy=False,
        help="As the shop's own invoice shows it; where it differs from ours, its vouchers were"
        " rounded before tax.",
    )
    shop_packs = fields.Json(copy=False, help="What the packs were made of when they were sold.")
    shop_removed = fields.Boolean(string="No longer in the shop", readonly=True, copy=False)
    shop_to_reserve = fields.Boolean(copy=False)
    shop_cancelled = fields.Boolean(
        copy=False, help="It was cancelled because the shop cancelled it."
    )
    shop_payment_ids = fields.Many2many(
        "shop.payment",
        "shop_payment_sale_order_rel",
        string="Shop payments",
        copy=False,
        groups=PAYMENT_READERS,
    )
    shop_paid = fields.Monetary(
        compute="_compute_shop_paid", compute_sudo=True, string="Paid in the shop"
    )

    _shop_key_unique = models.UniqueIndex(
        "(shop_channel_id, shop_external_key) WHERE shop_channel_id IS NOT NULL",
        "An order of a shop exists once.",
    )
    _shop_to_reserve_idx = models.Index("(shop_channel_id) WHERE shop_to_reserve")

    @api.depends("shop_payment_ids.amount", "shop_payment_ids.state")
    def _compute_shop_paid(self):
        for order in self:
            counted = order.shop_payment_ids.filtered(lambda payment: payment.state != "ignored")
            order.shop_paid = sum(counted.mapped("amount"))

    def _prepare_confirmation_values(self):
        """A shop order keeps the date at which the customer ordered."""
        values = super()._prepare_confirmation_values()
        if self.env.context.get("shop_sync_import"):
            values.pop("date_order", None)
        return values

    def _shop_reconcile_payments(self):
        """Match posted invoices and credit notes with the money that came and went for the same
        orders. Never across customers: whose money it is decides, not which order names it."""
        for order in self.filtered("shop_channel_id").sudo():  # sudo: whatever the invoicer's
            # rights on shops and payments, his invoice meets the money of its own order.
            partner = order.partner_invoice_id.commercial_partner_id
            moves = order._shop_get_moves()
            lines = moves.line_ids.filtered(
                lambda line, partner=partner: (
                    line.account_id.account_type == "asset_receivable"
                    and line.partner_id.commercial_partner_id == partner
                    and not line.reconciled
                    and line.parent_state == "posted"
                )
            )
            for _account, group in lines.grouped("account_id").items():
                if any(line.balance > 0 for line in group) and any(
                    line.balance < 0 for line in group
                ):
                    group.reconcile()

    def _shop_get_moves(self):
        """Invoices, credit notes, payments, refunds and write-offs of this order."""
        payments = self.shop_payment_ids.account_payment_id | self.shop_payment_ids.correction_ids
        payments |= self.env["account.payment"].search([("shop_refund_order_id", "=", self.id)])
        return (
            self.invoice_ids
            | self.shop_refund_ids.move_id
            | payments.move_id
            | self.shop_write_off_ids
        )

    def action_shop_open_messages(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("shop_sync.shop_message_action")
        domain = [
            ("channel_id", "=", self.shop_channel_id.id),
            ("kind", "in", ("order", "shipment")),
            ("external_key", "=", self.shop_external_key),
        ]
        return {**action, "domain": domain, "context": {}}
