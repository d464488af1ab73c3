from odoo import fields, models
from odoo.orm.models import NO_ACCESS

from ..core.fel import URL

ADMIN = "base.group_system"


class ResCompany(models.Model):
    """The shop's contract with Dilicom: whom FEL is asked as."""

    _inherit = "res.company"

    bookstore_fel_user = fields.Char("GLN at Dilicom", groups=ADMIN, copy=False)
    # Nobody reads it, administrators neither: the settings replace it.
    bookstore_fel_secret = fields.Char(groups=NO_ACCESS, copy=False)
    bookstore_fel_url = fields.Char("Address of FEL", groups=ADMIN, default=URL, copy=False)

    def _bookstore_has_fel(self):
        """Whether Dilicom can be asked for this company."""
        holder = self.sudo()  # sudo: only whether there is a contract is told
        return bool(holder.bookstore_fel_user and holder.bookstore_fel_secret)

    def _bookstore_get_fel(self):
        """``(GLN, password, address)`` for the client of FEL, and for nobody else."""
        holder = self.sudo()  # sudo: booksellers ask with the contract that they may not read
        url = holder.bookstore_fel_url or URL
        return holder.bookstore_fel_user, holder.bookstore_fel_secret, url
