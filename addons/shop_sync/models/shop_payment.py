from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..core.errors import DataError

BATCH = 100
FIRST_YEAR = 2000


class ShopPayment(models.Model):
    """A payment that a shop reported. It hangs on the order reference, because one payment may pay
    several orders (an order split by carrier) and several payments one order."""

    _name = "shop.payment"
    _inherit = "suite.guard.mixin"
    _description = "Shop Payment"
    _order = "paid_at desc, id desc"
    _rec_name = "reference"

    channel_id = fields.Many2one(
        "shop.channel", string="Shop", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True, index=True)
    external_key = fields.Char(string="Number in the shop", required=True)
    scope = fields.Char(
        required=True,
        index=True,
        help="Within which the number is unique: the order reference, else the order's number.",
    )
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
            ("changed", "Changed in the shop"),
            ("done", "Recorded"),
            ("ignored", "Not recorded"),
        ],
        default="new",
        required=True,
        index=True,
    )
    booked = fields.Monetary(string="In the accounts", help="What was posted for it so far.")
    gone = fields.Boolean(string="No longer in the shop")
    correction_ids = fields.One2many("account.payment", "shop_correction_id")
    error_code = fields.Char()
    error_params = fields.Json()
    error_text = fields.Char(compute="_compute_error_text", string="Cause")

    _scope_unique = models.UniqueIndex(
        "(channel_id, scope, external_key)", "A payment of the shop is recorded once."
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
        """File the payments of orders, follow those that the shop changed or removed.

        :param reported: ``[(sale order, canonical order)]``
        :raises DataError: a payment's number stands for the money of somebody else
        """
        scopes = {_scope(document) for _order, document in reported}
        known = {
            (payment.scope, payment.external_key): payment
            for payment in self.search(
                [("channel_id", "=", channel.id), ("scope", "in", list(scopes))]
            )
        }
        values = {}
        for order, document in reported:
            scope = _scope(document)
            for entry in document["payments"]:
                key = (scope, entry["id"])
                if key in known:
                    known[key]._follow(order, document, entry)
                elif key in values:
                    self._join(values[key], order, document, entry)
                else:
                    values[key] = self._prepare_vals(channel, order, document, entry)
            named = {entry["id"] for entry in document["payments"]}
            for (place, number), payment in known.items():
                if place == scope and number not in named and order in payment.order_ids:
                    payment._vanish()
        self.create(list(values.values()))

    @api.model
    def _join(self, vals, order, document, entry):
        """The same payment, named by another order of its reference."""
        if vals["partner_id"] != order.partner_invoice_id.commercial_partner_id.id:
            raise DataError("payment_of_another", number=entry["id"], reference=vals["reference"])
        if vals["amount"] != float(entry["amount"]):
            raise DataError("payment_reused", number=entry["id"], reference=vals["reference"])
        vals["order_ids"].append(fields.Command.link(order.id))

    def _follow(self, order, document, entry):
        """Known already: this order is paid by it too, or the shop says something else of it now."""
        stranger = self.partner_id != order.partner_invoice_id.commercial_partner_id
        if stranger and order not in self.order_ids:
            raise DataError("payment_of_another", number=entry["id"], reference=self.reference)
        now = self._prepare_report(order, document, entry)
        differs = any(self._reports_otherwise(name, value) for name, value in now.items())
        if order not in self.order_ids:
            if differs and self.channel_id.engine == "json":
                raise DataError("payment_reused", number=entry["id"], reference=self.reference)
            self.order_ids = [fields.Command.link(order.id)]
        if differs or self.gone:
            self._change(now)

    def _reports_otherwise(self, name, value):
        held = self[name]
        if name == "amount":
            return not self.currency_id.is_zero(held - value)
        return (held.id if name == "currency_id" else held or False) != (value or False)

    def _change(self, now):
        """What is not in the accounts yet follows the shop; what is, a person decides about."""
        before = self._describe()
        self.write({**now, "gone": False})
        if self.account_payment_id:
            self.state = "changed" if self._get_due(self.amount) else "done"
        elif self.state in ("new", "waiting") or self.amount:
            self.write({"state": "new" if self.amount else "ignored", "error_code": False})
        self._tell_orders(
            self.env._(
                "A payment was changed in the shop: %(before)s → %(now)s",
                before=before,
                now=self._describe(),
            )
        )

    def _vanish(self):
        """The shop does not know it any more."""
        if self.gone:
            return
        before = self._describe()
        self.write({"gone": True, "amount": 0.0})
        self.state = "changed" if self.account_payment_id and self.booked else "ignored"
        self._tell_orders(self.env._("A payment was removed in the shop: %s", before))

    def _describe(self):
        amount = formatLang(self.env, self.amount, currency_obj=self.currency_id)
        day = format_date(self.env, self._get_day()) if self.paid_at else ""
        return " · ".join(filter(None, [amount, self.method, day, self.transaction]))

    def _tell_orders(self, text):
        """On the orders; as a to-do where the accounts say something else."""
        for order in self.order_ids:
            order.message_post(body=text, message_type="notification", subtype_xmlid="mail.mt_note")
        if self.state == "changed":
            self.order_ids[:1]._shop_ask(self.env._("Payment changed in the shop"), text)

    @api.model
    def _prepare_report(self, order, document, entry):
        """What the shop says of a payment, in our fields."""
        currency = self.env["res.currency"]._shop_by_code(entry["currency"] or document["currency"])
        return {
            "method": entry["method"] or document["payment_method"]["name"],
            "amount": float(entry["amount"]),
            "currency_id": (currency or order.currency_id).id,
            "transaction": entry["transaction_id"],
            "paid_at": fields.Datetime.to_datetime(entry["paid_at"].replace("T", " ").rstrip("Z")),
        }

    @api.model
    def _prepare_vals(self, channel, order, document, entry):
        report = self._prepare_report(order, document, entry)
        return {
            **report,
            "channel_id": channel.id,
            "external_key": entry["id"],
            "scope": _scope(document),
            "reference": document["reference"],
            "order_ids": [fields.Command.link(order.id)],
            "partner_id": order.partner_invoice_id.commercial_partner_id.id,
            # PrestaShop keeps rows of amount zero for payments that were only announced.
            "state": "new" if report["amount"] else "ignored",
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
            payment.write({"account_payment_id": account_payment.id, "booked": payment.amount})
        self.write(
            {"state": "done", "mapping_id": mapping.id, "error_code": False, "error_params": False}
        )
        self.order_ids._shop_reconcile_payments()

    def _prepare_account_payment_vals(self, journal, amount=None):
        amount = self.amount if amount is None else amount
        return {
            "payment_type": "inbound" if amount > 0 else "outbound",
            "partner_type": "customer",
            "partner_id": self.partner_id.id,
            "amount": abs(amount),
            "currency_id": self.currency_id.id,
            "journal_id": journal.id,
            "company_id": self.company_id.id,
            "date": self._get_day(),
            "memo": " ".join(filter(None, [self.reference, self.transaction])),
            "payment_reference": self.transaction,
        }

    def _get_day(self):
        """The day on which the shop's clock saw it paid: its month, and its VAT, hang on it."""
        moment = self.paid_at
        if not moment or moment.year < FIRST_YEAR:
            moment = self.order_ids[:1].date_order
        return self.channel_id._get_local_day(moment)

    def write(self, vals):
        """The engine posts payments with its own rights: who may write here decides whether one is
        recorded, not how much it is."""
        if not self.env.su:
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

    def action_follow_shop(self):
        """The accounts become what the shop says now, by a payment of the difference."""
        self._assert_accountant()
        changed = self.filtered(lambda payment: payment.state == "changed")
        # sudo: the journal was chosen by who may choose it; the amount is the shop's.
        for payment in changed.sudo():
            payment._correct(payment.amount)
            payment.state = "ignored" if payment.gone else "done"
            payment._note_decision(self.env._("The accounts follow the shop's change."))

    def action_keep_ours(self):
        """The accounts stay as they are; the shop's change was looked at."""
        self._assert_accountant()
        changed = self.filtered(lambda payment: payment.state == "changed")
        # sudo: as above; nothing but the state is written.
        for payment in changed.sudo():
            payment.state = "done"
            payment._note_decision(self.env._("The accounts stay as they were booked."))

    def action_same_receipt(self):
        """The shop wrote one receipt twice (PrestaShop does when a state changes): count it once."""
        self._assert_accountant()
        counted = self.filtered(lambda payment: payment.state != "ignored")
        # sudo: as above.
        for payment in counted.sudo():
            if payment.account_payment_id and payment.booked:
                payment._correct(0.0)
            payment.write({"state": "ignored", "error_code": False})
            payment._note_decision(self.env._("The same receipt as another one: counted once."))

    def action_ignore(self):
        """Leave these payments out of the accounts."""
        self.check_access("write")
        todo = self.filtered(lambda payment: payment.state in ("new", "waiting"))
        # sudo: as above; the state has no other writer.
        for payment in todo.sudo():
            payment.state = "ignored"
            payment._note_decision(self.env._("Not recorded here."))

    def _assert_accountant(self):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(self.env._("Payments are decided about by those who may invoice."))

    def _note_decision(self, text):
        for order in self.order_ids:
            order.message_post(
                body=" – ".join([self._describe(), text]),
                author_id=self.env.user.partner_id.id,
                message_type="notification",
                subtype_xmlid="mail.mt_note",
            )


def _scope(document):
    return document["reference"] or document["id"]
