from odoo import api, models


class SuiteHold(models.AbstractModel):
    """What waits, and why: add-ons that do not know each other tell and ask it here."""

    _name = "suite.hold"
    _description = "Documents That Are Held"

    @api.model
    def _get_holds(self, model, ids=None):
        """Return ``{id: [(why, record)]}`` of the documents of ``model`` that are held.

        Extended by who holds them, in a fixed number of queries, with rights on everything: the
        words are for all, the record is opened by who may.

        :param ids: None: of all documents
        """
        return {}

    @api.model
    def _tell(self, documents):
        """These documents are held from now on; extended by who acts on them by itself."""
