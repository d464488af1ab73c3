import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from . import sql

KEEP_DAYS = 90
MANAGER = "shop_sync.group_shop_sync_manager"
# So many messages are named in a sentence of the shop's history.
NAMED = 20
# Causes that a person may overrule with “Accept as it is”.
ACCEPTABLE = ("total_mismatch", "tax_mismatch", "no_address")


class ShopMessage(models.Model):
    """One version of one document on its way in, or one wish on its way out: the inbox and the
    outbox of the shops, and their history."""

    _name = "shop.message"
    _description = "Shop Message"
    _order = "id desc"

    channel_id = fields.Many2one(
        "shop.channel", string="Shop", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", index=True)
    direction = fields.Selection([("in", "Received"), ("out", "Sent")], required=True, default="in")
    kind = fields.Selection(
        [("order", "Order"), ("product", "Product"), ("shipment", "Shipment")], required=True
    )
    external_key = fields.Char(string="Number", required=True)
    version = fields.Integer(required=True, default=1)
    digest = fields.Char()
    payload = fields.Json(prefetch=False)
    state = fields.Selection(
        [
            ("new", "To do"),
            ("retry", "Will be retried"),
            ("waiting", "Waiting for you"),
            ("conflict", "To compare"),
            ("dead", "Failed"),
            ("done", "Done"),
            ("ignored", "Left out"),
            ("superseded", "Replaced by a newer one"),
        ],
        default="new",
        required=True,
    )
    attempts = fields.Integer()
    next_try = fields.Datetime()
    error_kind = fields.Selection(
        [
            ("data", "This document"),
            ("transient", "Shop or network"),
            ("config", "Setting"),
            ("bug", "Programme"),
        ],
        string="Concerned",
    )
    error_code = fields.Char(string="Code", index="btree_not_null")
    error_params = fields.Json(prefetch=False)
    error_text = fields.Char(compute="_compute_error_text", string="Cause")
    cause = fields.Char(
        string="What is missing", help="The same for all messages that one choice would set free."
    )
    mapping_id = fields.Many2one(
        "shop.mapping", string="Missing mapping", index="btree_not_null", ondelete="set null"
    )
    origin = fields.Char(help="How it came: pull, check, endpoint, delivery")
    run_id = fields.Many2one("shop.run", index="btree_not_null", ondelete="set null")
    order_id = fields.Many2one("sale.order", index="btree_not_null", ondelete="set null")
    reference = fields.Char()
    processed_at = fields.Datetime(string="Done on")
    duration = fields.Float(help="Seconds")
    difference_accepted = fields.Boolean(copy=False, groups="shop_sync.group_shop_sync_manager")
    payload_text = fields.Text(compute="_compute_payload_text", string="As received")
    customer = fields.Char(compute="_compute_summary")
    amount = fields.Monetary(compute="_compute_summary")
    currency_id = fields.Many2one("res.currency", compute="_compute_summary")
    same_cause_count = fields.Integer(compute="_compute_same_cause")

    _version_unique = models.UniqueIndex(
        "(channel_id, direction, kind, external_key, version)", "A version is filed once."
    )
    _open_idx = models.Index("(channel_id, direction, id) WHERE state IN ('new', 'retry')")
    _todo_idx = models.Index(
        "(state, channel_id) WHERE state NOT IN ('done', 'superseded', 'ignored')"
    )
    _recent_idx = models.Index("(direction, id DESC)")

    @api.depends("kind", "external_key", "reference", "version")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for message in self:
            kind = kinds.get(message.kind, message.kind)
            label = f"{kind} {message.reference or message.external_key}"
            message.display_name = f"{label} (v{message.version})" if message.version > 1 else label

    @api.depends("error_code", "error_params")
    @api.depends_context("lang")
    def _compute_error_text(self):
        for message in self:
            explain = self.env["shop.error"]
            if message.error_code:
                currency = (message.payload or {}).get("currency")
                explain = explain.with_context(shop_currency=currency)
            message.error_text = explain._explain(message.error_code, message.error_params)

    @api.depends("payload")
    def _compute_payload_text(self):
        for message in self:
            message.payload_text = json.dumps(message.payload, indent=2, ensure_ascii=False)

    @api.depends("payload")
    def _compute_summary(self):
        """Whose order it is and how much, for lists."""
        codes = {(message.payload or {}).get("currency") for message in self} - {None}
        currencies = {code: self.env["res.currency"]._shop_by_code(code) for code in codes}
        for message in self:
            document = message.payload or {}
            person = document.get("invoice_address") or document.get("customer") or {}
            names = [person.get("firstname"), person.get("lastname")]
            message.customer = person.get("company") or " ".join(filter(None, names)) or False
            message.currency_id = currencies.get(document.get("currency")) or False
            message.amount = float((document.get("totals") or {}).get("tax_incl") or 0)

    def _compute_same_cause(self):
        counts = dict(
            self._read_group(
                [("mapping_id", "in", self.mapping_id.ids), ("state", "=", "waiting")],
                ["mapping_id"],
                ["__count"],
            )
        )
        for message in self:
            message.same_cause_count = counts.get(message.mapping_id, 0)

    # -- life -------------------------------------------------------------------------------------------

    def _done(self, order=None, state="done", changed=True):
        """Mark as carried out, in the transaction of what was carried out."""
        values = {
            "state": state,
            "processed_at": fields.Datetime.now(),
            "error_kind": False,
            "error_code": False,
            "error_params": False,
            "cause": False,
            "mapping_id": False,
            "next_try": False,
        }
        if order:
            values |= {"order_id": order.id, "reference": order.shop_reference}
        self.write(values)
        if order and order.shop_message_id != self:
            order.shop_message_id = self

    def _note_cause(self, kind, code, params):
        self.write(
            {
                "error_kind": kind,
                "error_code": code,
                "error_params": params,
                "cause": self.env["shop.error"]._title(code, params),
            }
        )

    @api.model
    def _latest_orders(self, channel):
        """``{order key: (state, total)}`` of the newest version of each order."""
        return sql.latest_orders(self.env, channel)

    def write(self, vals):
        """The engine acts on documents with its own rights: nobody else writes what they say, nor
        what became of them. The buttons do, and leave a trace."""
        if not self.env.su:
            raise AccessError(
                self.env._("Documents of the shops are not written by hand; use their buttons.")
            )
        return super().write(vals)

    def _newest(self):
        """Those that no newer version has overtaken: carrying out an older one again would undo
        what the shop said since."""
        return self - self.browse(sql.overtaken_messages(self.env, self.ids))

    def _for_retry(self, states):
        """:raises UserError: nothing of it can be carried out (again)"""
        newest = self.filtered(lambda message: message.state in states)._newest()
        if self and not newest:
            raise UserError(
                self.env._(
                    "Nothing to try again here: it does not wait for anything, or a newer version"
                    " has taken its place. Choose the newest version."
                )
            )
        return newest

    def action_retry(self):
        """Try again at once."""
        todo = self._decided()._for_retry(("waiting", "dead", "retry"))
        todo._trace_decision(self.env._("Tried again"))
        todo.write({"state": "new", "next_try": False, "attempts": 0})
        todo.channel_id._wake_up()
        return self._tell(self.env._("To be tried again within a minute: %s", len(todo)))

    def action_ignore(self):
        """Leave these documents out for good."""
        left_out = self._decided().filtered(
            lambda m: m.state not in ("done", "ignored", "superseded")
        )
        left_out.write({"state": "ignored"})
        left_out._trace_decision(self.env._("Left out"))

    def action_close(self):
        """The difference was dealt with by hand."""
        closed = self._decided().filtered(lambda m: m.state == "conflict")
        closed.write({"state": "done", "error_code": False, "cause": False})
        closed._trace_decision(self.env._("Compared and closed"))
        closed.order_id.activity_feedback(
            ["mail.mail_activity_data_todo"], feedback=self.env._("Compared and closed.")
        )

    def action_accept_difference(self):
        """Take the shop's total as it is: the difference becomes a line of its own."""
        accepted = self._decided(manager=True).filtered(lambda m: m.error_code in ACCEPTABLE)
        accepted._trace_decision(self.env._("Accepted as it is"))
        accepted.difference_accepted = True
        return accepted.action_retry()

    def action_replay(self):
        """Carry out the document once more; what is there already stays as it is."""
        mine = self._decided(manager=True).filtered(lambda m: m.direction == "in")
        again = mine._for_retry(("done",))
        again._trace_decision(self.env._("Carried out once more"))
        again.write({"state": "new"})
        again.channel_id._wake_up()
        return self._tell(self.env._("To be tried again within a minute: %s", len(again)))

    def _decided(self, manager=False):
        """These messages, to be written by a button; whoever presses it has the right to decide.

        :param manager: only those who connect shops may
        """
        self.check_access("write")
        if not self.env.su and manager and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only an administrator of the shops decides about this."))
        # sudo: nothing but the buttons' own values is written, see `write`.
        return self.sudo()

    def _trace_decision(self, decision):
        """What somebody decided about which documents stands in the shop's history."""
        for channel, messages in self.grouped("channel_id").items():
            names = messages[:NAMED].mapped("display_name")
            more = [f"+{len(messages) - NAMED}"] if len(messages) > NAMED else []
            # sudo: whoever may decide about a message need not be able to write to its shop.
            channel.sudo()._trace(
                self.env._(
                    "%(decision)s: %(messages)s",
                    decision=decision,
                    messages=", ".join(names + more),
                )
            )

    def action_read_again(self):
        """Ask the shop for these orders as they are now, whatever their date of change says."""
        self.check_access("write")
        orders = self.filtered(lambda m: m.direction == "in" and m.kind == "order")
        received = 0
        for channel, messages in orders.grouped("channel_id").items():
            # sudo: whoever follows the messages may ask the shop again; the key stays unread.
            received += channel.sudo()._read_again(sorted(set(messages.mapped("external_key"))))
        orders.channel_id._wake_up()
        if received:
            return self._tell(self.env._("%s orders had changed and are taken over now.", received))
        return self._tell(self.env._("The shop says nothing new about these orders."))

    def action_fix_mapping(self):
        """Choose what is missing; saving retries everything that waits for it."""
        self.ensure_one()
        if not self.mapping_id:
            raise UserError(self.env._("Nothing has to be chosen for this message."))
        return self.mapping_id.action_open_form()

    def action_open_order(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "view_mode": "form",
        }

    def action_open_back_office(self):
        """The order in the shop's own back office."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.back_office_url, "target": "new"}

    def _tell(self, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": text,
                "type": "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.autovacuum
    def _gc_messages(self):
        """Forgets finished messages after ninety days, but never the newest version of a document:
        it says what we know."""
        sql.forget_messages(self.env, fields.Datetime.now() - timedelta(days=KEEP_DAYS))
