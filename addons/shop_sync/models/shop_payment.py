from odoo import api, fields, models
from odoo.exceptions import AccessError

BATCH = 100
# What the shop reported; nobody rewrites it before it is posted.
REPORTED = {
    "channel_id", "external_key", "reference", "order_ids", "partner_id", "method", "amount",
    "currency_id", "transaction", "paid_at", "account_payment_id",
}  # fmt: skip


class ShopPayment(models.Model):
    """A payment that a shop reported. It hangs on the order reference, because one payment may pay
    several orders (an order split by carrier) and several payments one order."""

    _name = "shop.payment"
    _description = "Shop Payment"
    _order = "paid_at desc, id desc"
    _rec_name = "reference"

    channel_id = fields.Many2one(
        "shop.channel", string="Shop", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True, index=True)
    external_key = fields.Char(string="Number in the shop", required=True)
    reference = fields.Char(string="Order reference", index=True, required=True)
    order_ids = fields.Many2many("sale.order", "shop_payment_sale_order_rel")
    partner_id = fields.Many2one("res.partner", string="Customer", index="btree_not_null")
    method = fields.Char(string="Payment method")
    amount = fields.Monetary()
    currency_id = fields.Many2one("res.currency", required=True)
    transaction = fields.Char()
    paid_at = fields.Datetime(string="Paid on")
    mapping_id = fields.Many2one("shop.mapping", index="btree_not_null", ondelete="set null")
    account_payment_id = fields.Many2one(
        "account.payment", string="Payment", copy=False, index="btree_not_null"
    )
    state = fields.Selection(
        [
            ("new", "To record"),
            ("waiting", "Waiting"),
            ("done", "Recorded"),
            ("ignored", "Not recorded"),
        ],
        default="new",
        required=True,
        index=True,
    )
    error_code = fields.Char()
    error_params = fields.Json()
    error_text = fields.Char(compute="_compute_error_text", string="Cause")

    _external_unique = models.UniqueIndex(
        "(channel_id, external_key)", "A payment of the shop is recorded once."
    )

    @api.depends("error_code", "error_params")
    @api.depends_context("lang")
    def _compute_error_text(self):
        for payment in self:
            payment.error_text = self.env["shop.error"]._explain(
                payment.error_code, payment.error_params
            )

    # -- taking over what orders report ---------------------------------------------------------------

    @api.model
    def _take_over(self, channel, reported):
        """File the payments of orders.

        :param reported: ``[(sale order, canonical order)]``
        """
        keys = [entry["id"] for _order, document in reported for entry in document["payments"]]
        if not keys:
            return
        known = self.search(
            [("channel_id", "=", channel.id), ("external_key", "in", keys)]
        ).grouped("external_key")
        values = {}
        for order, document in reported:
            for entry in document["payments"]:
                if entry["id"] in known:
                    known[entry["id"]]._attach(order)
                elif entry["id"] in values:
                    values[entry["id"]]["order_ids"].append(fields.Command.link(order.id))
                else:
                    values[entry["id"]] = self._prepare_vals(channel, order, document, entry)
        self.create(list(values.values()))

    def _attach(self, order):
        if order not in self.order_ids:
            self.order_ids = [fields.Command.link(order.id)]

    @api.model
    def _prepare_vals(self, channel, order, document, entry):
        currency = self.env["res.currency"]._shop_by_code(entry["currency"] or document["currency"])
        amount = float(entry["amount"])
        return {
            "channel_id": channel.id,
            "external_key": entry["id"],
            "reference": document["reference"],
            "order_ids": [fields.Command.link(order.id)],
            "partner_id": order.partner_invoice_id.commercial_partner_id.id,
            "method": entry["method"] or document["payment_method"]["name"],
            "amount": amount,
            "currency_id": (currency or order.currency_id).id,
            "transaction": entry["transaction_id"],
            "paid_at": fields.Datetime.to_datetime(entry["paid_at"].replace("T", " ").rstrip("Z")),
            # PrestaShop keeps rows of amount zero for payments that were only announced.
            "state": "new" if amount else "ignored",
        }

    # -- recording them ---------------------------------------------------------------------------------

    @api.model
    def _record_new(self, channel):
        """Turn reported payments into accounting payments; those without a journal wait."""
        while channel.payment_sync and self.env["shop.engine"]._again(self._record_some, channel):
            continue

    @api.model
    def _record_some(self, channel):
        """:return: whether there was something to record"""
        domain = [("channel_id", "=", channel.id), ("state", "=", "new")]
        payments = self.search(domain, limit=BATCH, order="id").try_lock_for_update()
        if payments:
            engine = self.env["shop.engine"]
            engine._each(payments, lambda some: some._enter_accounts(), self._note_error)
            engine._commit()
        return bool(payments)

    @api.model
    def _note_error(self, payment, error):
        _kind, code, params = self.env["shop.engine"]._classify(error, payment)
        payment.write({"state": "waiting", "error_code": code, "error_params": params})

    def _enter_accounts(self):
        """Record as accounting payments those whose method is mapped; the others wait."""
        groups = self.grouped(lambda payment: (payment.channel_id, payment.method or ""))
        for (channel, method), payments in groups.items():
            mapping = self.env["shop.mapping"]._get_payment(channel, method)
            if mapping.journal_id:
                payments._post(mapping)
            else:
                payments.write(
                    {
                        "state": "waiting",
                        "mapping_id": mapping.id,
                        "error_code": "no_journal",
                        "error_params": {"name": method},
                    }
                )

    def _post(self, mapping):
        """Accounting payments, one for each; a second call changes nothing."""
        todo = self.filtered(lambda payment: not payment.account_payment_id)
        created = self.env["account.payment"].create(
            [payment._prepare_account_payment_vals(mapping.journal_id) for payment in todo]
        )
        created.action_post()
        for payment, account_payment in zip(todo, created, strict=True):
            payment.account_payment_id = account_payment
        self.write(
            {"state": "done", "mapping_id": mapping.id, "error_code": False, "error_params": False}
        )
        self.order_ids._shop_reconcile_payments()

    def _prepare_account_payment_vals(self, journal):
        incoming = self.amount > 0
        return {
            "payment_type": "inbound" if incoming else "outbound",
            "partner_type": "customer",
            "partner_id": self.partner_id.id,
            "amount": abs(self.amount),
            "currency_id": self.currency_id.id,
            "journal_id": journal.id,
            "company_id": self.company_id.id,
            "date": fields.Date.to_date(self.paid_at) or fields.Date.context_today(self),
            "memo": " ".join(filter(None, [self.reference, self.transaction])),
            "payment_reference": self.transaction,
        }

    def write(self, vals):
        """The engine posts payments with its own rights: who may write here decides whether one is
        recorded, not how much it is."""
        if not self.env.su and not REPORTED.isdisjoint(vals):
            raise AccessError(self.env._("A payment stays as the shop reported it."))
        return super().write(vals)

    def action_retry(self):
        """Try to record these payments now."""
        self.check_access("write")
        self.filtered(lambda payment: payment.state in ("new", "waiting"))._record_now()

    def _record_now(self):
        # sudo: the journal was chosen by who may choose it, and the rest stands as the shop
        # reported it (see `write`); nothing of it comes from the person who presses the button.
        self.sudo()._enter_accounts()

    def action_open_payment(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.payment",
            "res_id": self.account_payment_id.id,
            "view_mode": "form",
        }

    def action_ignore(self):
        """Leave these payments out of the accounts."""
        self.filtered(lambda payment: payment.state != "done").write({"state": "ignored"})
