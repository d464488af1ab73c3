from odoo import models
from odoo.tools.misc import format_date, formatLang

from ..core.periods import get_period


class CommissionSettlement(models.Model):
    """The statement that an agent gets."""

    _inherit = "commission.settlement"

    def _shop_get_statement(self):
        """:return: a section for each shop, its rows and sums; a row is an invoice at one rate"""
        self.ensure_one()
        # sudo: the agent's own statement, whoever prints it
        lines = self.sudo().line_ids
        sections = []
        channels = lines.shop_channel_id.sorted("name") | self.env["shop.channel"]
        groups = lines.grouped("shop_channel_id")
        for channel in [*channels, self.env["shop.channel"]]:
            own = groups.get(channel)
            if own:
                sections.append(
                    {
                        "name": channel.name or self.env._("Orders of no shop"),
                        "rows": self._shop_get_rows(own),
                        "base": sum(own.mapped("shop_base")),
                        "commission": sum(own.mapped("settled_amount")),
                    }
                )
        return sections

    def _shop_get_rows(self, lines):
        rows = []
        for (invoice, kind, rate), own in lines.grouped(
            lambda line: (line.shop_invoice_id, line.shop_kind, line.shop_rate)
        ).items():
            first = own[:1]
            rows.append(
                {
                    "reference": first.shop_reference or first.shop_order_id.name or "–",
                    "customer": first.shop_partner_id.name or "",
                    "invoice": invoice.name,
                    "paid_on": max(own.mapped("shop_paid_on")),
                    "kind": kind,
                    "rate": rate,
                    "base": sum(own.mapped("shop_base")),
                    "commission": sum(own.mapped("settled_amount")),
                }
            )
        return sorted(rows, key=lambda row: (row["paid_on"], row["invoice"] or "", row["kind"]))

    def _shop_spell_period(self):
        """A month by its name, else from and to."""
        self.ensure_one()
        if not (self.date_from and self.date_to):
            return ""
        if get_period("monthly", self.date_from) == (self.date_from, self.date_to):
            return format_date(self.env, self.date_from, date_format="MMMM y")
        return self.env._(
            "%(first)s to %(last)s",
            first=format_date(self.env, self.date_from),
            last=format_date(self.env, self.date_to),
        )

    def _shop_spell_rate(self, rate):
        return formatLang(self.env, rate, digits=3 if round(rate, 2) != rate else 2)
