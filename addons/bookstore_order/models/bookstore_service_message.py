import hashlib

import pytz

from odoo import api, fields, models

from ..core.service_messages import DESPATCH, JOURNAL

STATES = [
    ("none", "Not sent as a file"),
    ("sent", "Sent"),
    ("taken", "Taken by Dilicom"),
    ("read", "Read by the distributor"),
    ("answered", "Answered"),
    ("refused", "Refused"),
    ("broken", "Error of structure"),
]
COPIED = (
    "notation",
    "kind",
    "event",
    "about",
    "reference",
    "sending",
    "recipient",
    "sender",
    "supplier",
    "moment",
    "error",
    "text",
    "raw",
)
EVENTS = [*STATES[2:], ("unknown", "Not known to us")]


class BookstoreServiceMessage(models.Model):
    """One word of Dilicom about one message that the shop sent, kept as it came."""

    _name = "bookstore.service.message"
    _description = "Service Message"
    _inherit = "suite.guard.mixin"
    _order = "moment desc, id desc"
    _rec_name = "reference"

    _guarded_fields = frozenset({*COPIED, "company_id", "order_id", "digest", "is_past", "places"})

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    order_id = fields.Many2one(
        "purchase.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    notation = fields.Selection([("gencod", "GENCOD"), ("eancom", "EANCOM")], readonly=True)
    kind = fields.Char("Type", readonly=True)
    event = fields.Selection(EVENTS, "What Became of It", required=True, readonly=True)
    about = fields.Char(
        "Kind of What Was Sent",
        readonly=True,
        help="023: order, 024: despatch advice, 152: journal of movements.",
    )
    reference = fields.Char("Reference of What Was Sent", readonly=True)
    sending = fields.Char("Number of the Sending", readonly=True)
    recipient = fields.Char("GLN of the Recipient", readonly=True)
    sender = fields.Char("GLN of the Sender", readonly=True)
    supplier = fields.Char("GLN of the Distributor", readonly=True)
    moment = fields.Datetime("On", readonly=True)
    error = fields.Char("Error Code", readonly=True)
    text = fields.Char("Words", readonly=True)
    raw = fields.Text("As It Came", readonly=True)
    digest = fields.Char(readonly=True, required=True)
    places = fields.Char(
        "Lines Taken", readonly=True, help="Of an answer to an order: each line is taken once."
    )
    is_past = fields.Boolean(
        "About an Earlier Sending", readonly=True, help="The order was sent again since."
    )

    _digest_unique = models.Constraint(
        "UNIQUE (company_id, digest)", "This message was read already."
    )

    @api.depends("reference", "kind")
    def _compute_display_name(self):
        for message in self:
            message.display_name = " · ".join(filter(None, [message.kind, message.reference]))

    # -- taking -------------------------------------------------------------------

    @api.model
    def _take(self, company, found):
        """Keep the messages of a file that are this company's; each once.

        :param found: ``[ServiceMessage]``
        :return: ``(new records, those known already, messages of other recipients)``
        """
        gln = company.partner_id.global_location_number
        ours = [message for message in found if message.recipient == gln]
        others = [message for message in found if message.recipient != gln]
        digests = {self._get_digest(message): message for message in ours}
        # sudo: nobody types what Dilicom says, who may buy has it read
        model = self.sudo()
        known = model.search([("company_id", "=", company.id), ("digest", "in", list(digests))])
        seen = set(known.mapped("digest"))
        fresh = {digest: one for digest, one in digests.items() if digest not in seen}
        orders = self._find_orders(company, fresh.values())
        made = model.create(
            [
                self._prepare_vals(company, one, digest, orders.get(one.reference))
                for digest, one in fresh.items()
            ]
        )
        made._tell_orders()
        return made, known, others

    @api.model
    def _get_digest(self, message):
        words = f"{message.notation}\n{message.recipient}\n{message.raw}"
        return hashlib.sha256(words.encode()).hexdigest()

    @api.model
    def _find_orders(self, company, found):
        """``{reference: the one order of the company that it names}``."""
        return self._find_orders_named(company, {one.reference for one in found})

    @api.model
    def _find_orders_named(self, company, references):
        references = {one for one in references if one}
        # The network keeps eight characters of a reference.
        domain = [
            ("company_id", "=", company.id),
            ("is_bookstore_order", "=", True),
            *(["|"] * max(len(references) - 1, 0)),
            *(("name", "=like", f"{self._escape(one)}%") for one in sorted(references)),
        ]
        orders = self.env["purchase.order"].search(domain) if references else []
        named = {}
        for reference in references:
            exact = [order for order in orders if order.name == reference]
            short = [order for order in orders if order.name[:8] == reference]
            for candidates in (exact, short):
                if len(candidates) == 1:
                    named.setdefault(reference, candidates[0])
        return named

    @api.model
    def _escape(self, text):
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

    @api.model
    def _get_moment(self, company, message):
        """Dilicom tells the hour of the shop's country."""
        if not message.moment:
            return False
        zone = pytz.timezone(company.partner_id.tz or "Europe/Paris")
        return zone.localize(message.moment).astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _prepare_vals(self, company, message, digest, order):
        is_about_order = order and message.about not in (DESPATCH, JOURNAL)
        if is_about_order and message.supplier:
            gln = order.partner_id.global_location_number
            is_about_order = gln in (False, message.supplier)
        return {name: getattr(message, name) or False for name in COPIED} | {
            "company_id": company.id,
            "digest": digest,
            "moment": self._get_moment(company, message),
            "order_id": order.id if is_about_order else False,
        }

    def _tell_orders(self):
        """What went wrong is written on the order, where the buyer looks."""
        for message in self.filtered(lambda one: one.event in ("refused", "broken")):
            if message.order_id:
                label = dict(self._fields["event"]._description_selection(self.env))
                message.order_id.message_post(
                    body=self.env._(
                        "Dilicom: %(event)s. %(text)s",
                        event=label[message.event],
                        text=" ".join(filter(None, [message.error, message.text])),
                    )
                )
