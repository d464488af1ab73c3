from odoo import api, fields, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """Signed documents and proofs stay as they were, by whatever door somebody comes."""

    _inherit = "ir.attachment"

    tech_contract_amendment_ids = fields.Many2many(
        "tech.contract.amendment", string="Signed For", groups="base.group_system"
    )
    tech_contract_obligation_ids = fields.Many2many(
        "tech.contract.obligation", string="Proof Of", groups="base.group_system"
    )

    def _suite_is_sealed(self):
        return super()._suite_is_sealed() or self._tech_contract_keeps()

    def _tech_contract_keeps(self):
        """Whether a part of a contract that is settled rests on this file."""
        parts = (self.tech_contract_amendment_ids, self.tech_contract_obligation_ids)
        return any(one._is_settled() for some in parts for one in some)

    @api.ondelete(at_uninstall=False)
    def _tech_contract_unlink_except_kept(self):
        everywhere = self.sudo()  # sudo: contracts of every company keep their files
        if kept := everywhere.filtered(lambda one: one._tech_contract_keeps())[:1]:
            raise UserError(
                self.env._(
                    "%(file)s was signed, or proves something, and is kept: add the right one "
                    "beside it.",
                    file=kept.name,
                )
            )
