from odoo import models
from odoo.exceptions import UserError

from ..models.commission_settlement import SHOP


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Odoo deletes all rows of a table where one of them cannot be changed: two agents who turn
        out to be one person keep their commissions."""
        self._shop_check_periods(src_partners | dst_partner)
        for model in ("sale.order.line.agent", "account.invoice.line.agent"):
            # sudo: whoever merges contacts need not write commissions
            self._shop_join_agents(self.env[model].sudo(), dst_partner, src_partners)
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _shop_join_agents(self, lines, dst_partner, src_partners):
        """One agent stands once on a line: the destination's row stays.

        :param lines: no records, of one model, with sudo: whoever merges contacts may do it
        """
        found = lines.search([("agent_id", "in", (dst_partner | src_partners).ids)])
        for own in found.grouped("object_id").values():
            double = own.sorted(lambda line: line.agent_id != dst_partner)[1:]
            if "settlement_line_ids" in double._fields and double.settlement_line_ids:
                self._shop_refuse_merge(double.filtered("settlement_line_ids").agent_id)
            double.unlink()

    def _shop_check_periods(self, partners):
        # sudo: whoever merges contacts need not read settlements
        settlements = (
            self.env["commission.settlement"]
            .sudo()
            .search(
                [
                    ("agent_id", "in", partners.ids),
                    ("settlement_type", "=", SHOP),
                    ("state", "!=", "cancel"),
                ]
            )
        )
        for own in settlements.grouped(
            lambda one: (one.company_id, one.currency_id, one.date_from)
        ).values():
            if len(own) > 1:
                self._shop_refuse_merge(own.agent_id)

    def _shop_refuse_merge(self, agents):
        raise UserError(
            self.env._(
                "%s: commissions of the same period or invoice were settled for more than one of"
                " these agents. They stay contacts of their own; archive the one that is no longer"
                " used.",
                ", ".join(agents.mapped("name")),
            )
        )
