from odoo import api, fields, models

from ..core.directory import MESSAGES

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class ResPartner(models.Model):
    _inherit = "res.partner"

    bookstore_cut_off = fields.Float(
        "Orders until", default=15.0, help="Orders sent later wait for the next collection."
    )
    bookstore_monday = fields.Boolean("Monday")
    bookstore_tuesday = fields.Boolean("Tuesday")
    bookstore_wednesday = fields.Boolean("Wednesday")
    bookstore_thursday = fields.Boolean("Thursday")
    bookstore_friday = fields.Boolean("Friday")
    bookstore_saturday = fields.Boolean("Saturday")
    bookstore_sunday = fields.Boolean("Sunday")
    # -- what Dilicom's directory says
    bookstore_listed = fields.Selection(
        [("listed", "Listed"), ("gone", "No longer listed")],
        "Dilicom's Directory",
        readonly=True,
        copy=False,
        help="As the last file of Dilicom's directory that was taken says.",
    )
    bookstore_order_form = fields.Selection(
        [("printable", "To be printed"), ("edi", "EDI")], "Form of Orders", copy=False
    )
    bookstore_messages = fields.Char(
        "Messages as Stored", readonly=True, copy=False, help="Codes of Dilicom's directory."
    )
    bookstore_messages_shown = fields.Char(
        "Messages Taken", compute="_compute_bookstore_messages_shown"
    )
    bookstore_successor_id = fields.Many2one(
        "res.partner", "Taken Over by", readonly=True, copy=False, index="btree_not_null"
    )

    @api.depends("bookstore_messages")
    @api.depends_context("lang")
    def _compute_bookstore_messages_shown(self):
        labels = self._bookstore_get_message_labels()
        for partner in self:
            taken = (partner.bookstore_messages or "").split(",")
            names = [labels[name] for name in MESSAGES if name in taken]
            partner.bookstore_messages_shown = ", ".join(names)

    @api.model
    def _bookstore_get_message_labels(self):
        return {
            "product": self.env._("product records"),
            "proposal": self.env._("proposals of orders"),
            "order": self.env._("orders"),
            "answer": self.env._("answers to orders"),
            "despatch1": self.env._("despatch advices (v1)"),
            "despatch2": self.env._("despatch advices (v2)"),
            "journal": self.env._("journal of movements"),
            "claim": self.env._("claims"),
            "return_request": self.env._("requests to return"),
            "return_consent": self.env._("consents to returns"),
            "return_notice": self.env._("notices of returns"),
            "invoice": self.env._("electronic invoices"),
            "tax_invoice": self.env._("tax invoices without paper"),
            "payment": self.env._("central payment"),
        }

    def _bookstore_get_days(self):
        """Days with a collection, 0 for Monday."""
        return {number for number, day in enumerate(DAYS) if self[f"bookstore_{day}"]}
