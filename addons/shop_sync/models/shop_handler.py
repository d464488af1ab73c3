from odoo import api, models


class ShopHandler(models.AbstractModel):
    """What a kind of document means in Odoo. A new kind is a model ``shop.handler.<kind>`` that
    inherits this one; the engine finds it by that name."""

    _name = "shop.handler"
    _description = "Document Handler"

    @api.model
    def _handle(self, channel, messages):
        """Carry out messages of one kind and mark each done (or in conflict).

        Runs in a savepoint: raise a ``core.errors.DataError`` to make a message wait with its
        cause. With several messages, raising sends each through here alone.
        """
        raise NotImplementedError
