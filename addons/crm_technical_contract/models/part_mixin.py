from odoo import models
from odoo.exceptions import UserError


class TechContractPart(models.AbstractModel):
    """What belongs to one contract, or to one amendment, and to no other later."""

    _name = "tech.contract.part"
    _description = "Part of a Contract"
    _inherit = ["suite.guard.mixin", "tech.contract.limits"]
    _part_of = "contract_id"
    _kept_files = None
    """Field whose files stay as they were once the part is settled; further ones may come."""

    def write(self, vals):
        self._check_not_moved(vals)
        kept = self._get_kept_files() if self._kept_files in vals else {}
        result = super().write(vals)
        for one, files in kept.items():
            if files - one.sudo()[self._kept_files]:  # sudo: that a file is there, not what it says
                raise UserError(
                    self.env._(
                        "The files of %(record)s are kept: add the right one beside them.",
                        record=one.display_name,
                    )
                )
        return result

    def _check_not_moved(self, vals):
        if self._part_of in vals and any(
            one[self._part_of].id != vals[self._part_of] for one in self
        ):
            raise UserError(
                self.env._(
                    "%(record)s belongs to %(parent)s and is not moved: write it there anew.",
                    record=self[:1].display_name,
                    parent=self[:1][self._part_of].display_name,
                )
            )

    def _get_kept_files(self):
        settled = self.filtered(lambda one: one._is_settled())
        # sudo: that a file is there, not what it says
        return {one: one.sudo()[self._kept_files] for one in settled}

    def _is_settled(self):
        """Whether both sides agreed to it, or it was proved."""
        return False
