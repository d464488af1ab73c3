from math import isfinite

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import plaintext2html
from odoo.tools.mimetypes import guess_mimetype

LONGEST_TITLE = 200
LONGEST = 5000
LARGEST_BYTES = 15 * 1024 * 1024
MOST_FILES = 10
MOST_FILES_OF_CASE = 50
FILE_TYPES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
}


class TechCase(models.Model):
    """What a customer reports on his page: what he bought, how many of it, and his photos."""

    _inherit = "tech.case"

    @api.model
    def _get_portal_purchases(self, partner, only=None):
        """Order lines of this customer that he may name: the last ones, or those asked for."""
        lines = self.env["sale.order.line"].sudo()  # sudo: his own orders, by the domain
        domain = Domain(
            [
                ("order_id.partner_id", "child_of", partner.commercial_partner_id.ids),
                ("state", "=", "sale"),
                ("display_type", "=", False),
                ("is_downpayment", "=", False),
                ("qty_delivered", ">", 0),
            ]
        )
        if only:
            return lines.search(domain & only, order="id desc")
        return lines.search(domain, order="id desc", limit=200)

    @api.model
    def _report(self, partner, values, quantities, files=()):
        """Open a case for a customer with what he wrote.

        :param values: title, message, kind and order (an id) as he sent them
        :param quantities: ``{order line id: quantity}`` in the units of the products
        :param files: pairs (name, bytes)
        :raises UserError: with a sentence that he may read
        """
        title, message = values["title"].strip(), values["message"].strip()
        if not title or not message:
            raise UserError(
                self.env._("Tell us in a few words what it is about, and what happened.")
            )
        asked = Domain("order_id", "=", values["order"]) | Domain("id", "in", list(quantities))
        bought = self._get_portal_purchases(partner, asked)
        lines = bought.filtered(lambda line: line.id in quantities)
        order = lines.order_id or bought.order_id.filtered(lambda one: one.id == values["order"])
        if len(lines) < len(quantities) or len(order) > 1 or (values["order"] and not order):
            raise UserError(
                self.env._("This is not among your deliveries. Choose the purchase again.")
            )
        kind = values["kind"] if values["kind"] in dict(self._fields["kind"].selection) else ""
        if order and not lines and kind == "return":
            raise UserError(self.env._("Say how many of which product you want to send back."))
        # sudo: a customer has no rights on cases; everything here is checked or his own
        company = order.company_id or self.env.company
        own = self.sudo().with_company(company)
        # a purchase of another company of the same group is that one's
        is_own = not order or partner.commercial_partner_id in order._tech_get_customers()
        customer = partner if is_own else order.partner_id
        team = own.env["tech.case.team"].search([("company_id", "=", company.id)], limit=1)
        case = own.create(
            {
                "title": title[:LONGEST_TITLE],
                "description": plaintext2html(message[:LONGEST]),
                "kind": kind or "support",
                "channel": "portal",
                "partner_id": customer.id,
                "company_id": company.id,
                "team_id": team.id,
                "order_id": order.id,
                "line_ids": [
                    Command.create(self._prepare_reported(line, quantities[line.id]))
                    for line in lines
                ],
            }
        )
        case.line_ids._check_reported()
        case._hear_customer(partner, "", files)
        case._greet()
        return case

    @api.model
    def _prepare_reported(self, line, quantity):
        quantity = line.product_id.uom_id.round(quantity) if isfinite(quantity) else 0
        if quantity <= 0:
            raise UserError(
                self.env._("Say how many of “%s” it is about.", line.product_id.display_name)
            )
        return {"sale_line_id": line.id, "quantity": quantity}

    def _hear_customer(self, author, text, files):
        """Put what the customer says and shows into the case.

        :param author: empty where only the link is known
        :param files: pairs (name, bytes)
        """
        self.ensure_one()
        text = text.strip()[:LONGEST]
        attachments = self._check_files(files)
        if text or attachments:
            self.message_post(
                body=plaintext2html(text) if text else self.env._("Files of the customer"),
                author_id=author.id,
                email_from=self.email_from if not author else None,
                attachments=attachments,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def _check_files(self, files):
        """The real type of a file decides, not its name, and gives it its ending."""
        held = self.message_ids.attachment_ids if files else ()
        if len(files) > MOST_FILES or len(held) + len(files) > MOST_FILES_OF_CASE:
            raise UserError(
                self.env._(
                    "Send %(most)d files at once and %(all)d in all at most, or call us.",
                    most=MOST_FILES,
                    all=MOST_FILES_OF_CASE,
                )
            )
        checked = []
        for name, content in files:
            kind = guess_mimetype(content)
            if len(content) > LARGEST_BYTES or kind not in FILE_TYPES:
                raise UserError(
                    self.env._(
                        "%(file)s was refused. Send a picture (JPEG, PNG, WebP) or a PDF of 15 MB "
                        "at most.",
                        file=name,
                    )
                )
            checked.append((f"{name.rsplit('.', 1)[0][-100:]}.{FILE_TYPES[kind]}", content))
        return checked

    def _get_shown_messages(self):
        """What the customer reads of the exchange."""
        comments = self.env.ref("mail.mt_comment")
        return self.message_ids.filtered(
            lambda message: message.subtype_id == comments and not message.is_internal
        )

    def _get_shown_file(self, attachment_id):
        """A file of the exchange: (name, media type, bytes); None when it is not of it."""
        files = self._get_shown_messages().attachment_ids
        found = files.filtered(lambda file: file.id == attachment_id)
        if not found:
            return None
        content = found.raw or b""
        return found.name, guess_mimetype(content), content
