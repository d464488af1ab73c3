from datetime import timedelta
from hashlib import sha256

from odoo import api, fields, models

from . import sql


class ShopClaim(models.Model):
    """Who makes a product or customer just now. Ten shops bring the same catalogue at the same
    time; the second to claim a reference begins anew and finds what the first one made."""

    _name = "shop.claim"
    _description = "Claim to Make a Record"
    _log_access = False

    key = fields.Char(required=True)
    taken_at = fields.Datetime()

    _key_unique = models.UniqueIndex("(key)", "One at a time makes a record.")

    @api.model
    def _take(self, company, kind, values):
        """Until the end of the transaction nobody else makes records of these references (or
        barcodes, e-mail addresses, which are not kept in clear).

        :raises OperationalError: somebody else made one since this transaction began
        """
        claims = {f"{company.id}:{kind}:{value}" for value in values if value}
        sql.claim(self.env, sorted(sha256(claim.encode()).hexdigest() for claim in claims))

    @api.autovacuum
    def _gc_claims(self):
        """A claim matters as long as the transactions that began before it."""
        self.search([("taken_at", "<", fields.Datetime.now() - timedelta(days=1))]).unlink()
