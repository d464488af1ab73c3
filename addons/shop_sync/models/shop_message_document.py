from decimal import Decimal

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.tools import format_datetime

from ..core import totals
from ..tools.choices import Choices

# Of the table: what the shop charged for a line, and what our lines come to.
NUMBER = "text-end text-nowrap"
WARNING = "table-warning fw-bold"


class ShopMessage(models.Model):
    """An order as a document that a person reads: its lines, the shop's figures beside ours, and what
    differs marked."""

    _inherit = "shop.message"

    document_html = fields.Html(compute="_compute_document", sanitize=False)
    back_office_url = fields.Char(compute="_compute_back_office_url")
    decision_html = fields.Html(compute="_compute_decision", sanitize=False)

    @api.depends("external_key", "channel_id.admin_url", "channel_id.version")
    def _compute_back_office_url(self):
        for message in self:
            base = (message.channel_id.admin_url or "").rstrip("/")
            shown = base and message.kind in ("order", "shipment")
            message.back_office_url = (
                f"{base}/index.php?controller=AdminOrders&vieworder&id_order={message.external_key}"
                if shown
                else False
            )

    def _compute_document(self):
        for message in self:
            document = message.payload or {}
            readable = message.kind == "order" and "unreadable" not in document
            message.document_html = message._render_document(document) if readable else False

    @api.depends("error_code", "state")
    @api.depends_context("lang")
    def _compute_decision(self):
        """What a person may choose, in words, for causes that have a choice."""
        for message in self:
            choices = (
                message._get_choices() if message.state in ("waiting", "dead", "conflict") else []
            )
            message.decision_html = (
                Markup("<ul class='mb-0'>%s</ul>")
                % Markup("").join(Markup("<li>%s</li>") % text for text in choices)
                if choices
                else False
            )

    def _get_choices(self):
        if self.mapping_id:
            return [self.env._("“Choose” sets free all that waits for the same choice.")]
        if self.error_code in ("total_mismatch", "tax_mismatch"):
            return [
                self.env._(
                    "A module of the shop added a fee or took something off: “Accept as it is”; the"
                    " difference becomes a line of its own."
                ),
                self.env._("The order is wrong in the shop: correct it there, then “Read again”."),
                self.env._("It is none of ours: “Leave out”."),
            ]
        if self.state == "conflict":
            return [
                self.env._(
                    "Compare both versions below, bring the order here in line, then “Dealt with”."
                )
            ]
        return []

    # -- the document -----------------------------------------------------------------------------------

    def _render_document(self, document):
        plan = self._plan_document(document)
        return Markup("%s%s%s") % (
            self._render_head(document),
            self._render_lines(document, plan),
            self._render_notes(document),
        )

    def _plan_document(self, document):
        """Our lines for it; none where its form does not allow to compute any."""
        try:
            rates = Choices(self.env["shop.mapping"], self.channel_id).rates(
                document["delivery_address"]["country"]
            )
            return totals.plan_order(document, rates, self.channel_id.tax_mode == "included")
        except (KeyError, TypeError, ValueError, ArithmeticError):
            return totals.Plan()

    def _render_head(self, document):
        created = fields.Datetime.to_datetime(
            (document.get("created_at") or "1970-01-01T00:00:00Z").replace("T", " ").rstrip("Z")
        )
        facts = [
            (self.env._("Ordered on"), format_datetime(self.env, created, dt_format="short")),
            (self.env._("State in the shop"), (document.get("state") or {}).get("name")),
            (self.env._("Payment"), (document.get("payment_method") or {}).get("name")),
            (self.env._("Carrier"), (document.get("shipping") or {}).get("carrier_name")),
            (self.env._("Invoice to"), self._spell_address(document.get("invoice_address"))),
            (self.env._("Deliver to"), self._spell_address(document.get("delivery_address"))),
        ]
        rows = Markup("").join(
            Markup("<dt class='col-sm-3'>%s</dt><dd class='col-sm-9'>%s</dd>") % (name, value)
            for name, value in facts
            if value
        )
        return Markup("<dl class='row mb-2'>%s</dl>") % rows

    @api.model
    def _spell_address(self, address):
        address = address or {}
        person = " ".join(filter(None, [address.get("firstname"), address.get("lastname")]))
        town = " ".join(filter(None, [address.get("zip"), address.get("city")]))
        parts = [address.get("company"), person, address.get("street"), address.get("street2")]
        return ", ".join(filter(None, [*parts, town, address.get("country")]))

    def _render_lines(self, document, plan):
        heads = [
            (self.env._("Line"), ""),
            (self.env._("Quantity"), NUMBER),
            (self.env._("Tax"), NUMBER),
            (self.env._("In the shop"), NUMBER),
            (self.env._("Here"), NUMBER),
        ]
        head = Markup("").join(
            Markup("<th class='%s'>%s</th>") % (css, text) for text, css in heads
        )
        rows = Markup("").join(
            self._render_row(*row)
            for row in [*self._get_rows(plan), *self._get_sums(document, plan)]
        )
        return Markup(
            "<div class='table-responsive'><table class='table table-sm'><thead><tr>%s</tr></thead>"
            "<tbody>%s</tbody></table></div>"
        ) % (head, rows)

    def _get_rows(self, plan):
        builder = self.env["shop.order.builder"]
        for line in plan.lines:
            yield (
                builder._label(line),
                f"{line.quantity.normalize():f}" if line.part == "product" else "",
                f"{line.rate.normalize():f} %",
                line.exact,
                line.total,
                abs(line.exact - line.total) >= totals.CENT,
            )

    def _get_sums(self, document, plan):
        charged = document.get("totals") or {}
        lines = sum((line.total for line in plan.lines), Decimal(0))
        nets = sum((line.net for line in plan.lines), Decimal(0))
        for label, shop, ours in (
            (self.env._("Total"), Decimal(charged.get("tax_incl") or 0), lines),
            (self.env._("Of it without tax"), Decimal(charged.get("tax_excl") or 0), nets),
        ):
            differs = bool(plan.lines) and abs(shop - ours) >= totals.CENT
            yield label, "", "", shop, ours, differs
            if differs:
                yield self.env._("Difference"), "", "", shop - ours, None, True

    def _render_row(self, label, quantity, rate, shop, ours, differs):
        cells = [
            ("", Markup("<br/>").join(escape(part) for part in label.split("\n"))),
            (NUMBER, quantity),
            (NUMBER, rate),
            (NUMBER, self._spell_money(shop)),
            (NUMBER, self._spell_money(ours)),
        ]
        return Markup("<tr class='%s'>%s</tr>") % (
            WARNING if differs else "",
            Markup("").join(Markup("<td class='%s'>%s</td>") % cell for cell in cells),
        )

    def _spell_money(self, amount):
        if amount is None:
            return ""
        currency = self.currency_id or self.channel_id.currency_id
        return currency.format(float(amount))

    def _render_notes(self, document):
        notes = [
            (
                self.env._("Private message") if entry.get("private") else self.env._("Message"),
                entry.get("text"),
            )
            for entry in document.get("messages") or ()
        ]
        wrapping = document.get("wrapping") or {}
        if wrapping.get("gift"):
            notes.append((self.env._("Gift message"), wrapping.get("message") or "–"))
        return Markup("").join(
            Markup("<p class='mb-1'><b>%s</b><br/>%s</p>") % (name, text) for name, text in notes
        )
