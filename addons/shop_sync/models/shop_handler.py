from odoo import api, models

from ..core.errors import ShopError


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

    @api.model
    def _settle(self, channel):
        """What follows from the documents that were carried out, in commits of its own."""

    @api.model
    def _follow(self, channel, adapter, run):
        """What changes in the shop without leaving a date behind; in each pass."""

    @api.model
    def _verify_all(self, channel, adapter, run):
        """Once a day: all that the shop holds of this kind against what we hold."""

    @api.model
    def _tell(self, channel, adapter, run):
        """What the shop is to show beside the messages of the outbox; at the end of a pass."""

    @api.model
    def _beside(self, channel, subject, work):
        """Do what is no order and no stock: what goes wrong there is told, and holds up neither.

        :param subject: a word of the handler's own, under which the trouble is kept
        """
        held = dict(channel.held or {})
        try:
            work()
        except ShopError as error:
            if error.kind == "config" and held.get(subject, [""])[0] != error.code:
                channel._call_somebody(error)
            held[subject] = [error.code, error.params]
        else:
            held.pop(subject, None)
        if held != (channel.held or {}):
            channel.held = held or False
        self.env["shop.engine"]._commit()

    @api.model
    def _summarise(self, channel):
        """Figures of the board that hang on this kind, after a pass that did something."""
