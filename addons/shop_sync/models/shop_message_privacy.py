from datetime import timedelta

from odoo import api, fields, models

from ..core import privacy

# Three years after a customer's last order, as the CNIL asks (référentiel gestion commerciale).
KEEP_PERSONS = 3 * 365
AT_ONCE = 1000


class ShopMessage(models.Model):
    """What documents keep of persons ends: after three years by itself, and at once when a customer
    asks for it (GDPR, article 17). Goods, money and dates stay."""

    _inherit = "shop.message"

    forgotten = fields.Boolean(string="Persons removed", readonly=True)

    def _forget_persons(self):
        for message in self.filtered(lambda message: not message.forgotten):
            message.write(
                {"payload": privacy.forget_persons(message.payload or {}), "forgotten": True}
            )

    def _privacy_erase(self):
        """A customer asks to be forgotten: called by the search of a person."""
        self._forget_persons()

    def _for_retry(self, states):
        """A document without its persons makes no order any more."""
        return super()._for_retry(states).filtered(lambda message: not message.forgotten)

    @api.autovacuum
    def _gc_persons(self):
        """Persons of documents that were finished three years ago.

        :return: (documents done, whether there may be more), for the vacuum
        """
        before = fields.Datetime.now() - timedelta(days=KEEP_PERSONS)
        old = self.search(
            [
                ("kind", "=", "order"),
                ("forgotten", "=", False),
                ("state", "in", ("done", "ignored", "superseded")),
                ("create_date", "<", before),
            ],
            limit=AT_ONCE,
        )
        old._forget_persons()
        return len(old), len(old) == AT_ONCE
