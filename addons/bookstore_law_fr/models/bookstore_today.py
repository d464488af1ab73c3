from odoo import api, models


class BookstoreAlert(models.Model):
    _inherit = "bookstore.alert"

    @api.model
    @api.readonly
    def get_today(self):
        """Also what is to be declared for the lending right, for who declares it."""
        tiles = super().get_today()
        if self.env["bookstore.lending"].has_access("read"):
            due = self._count("bookstore.lending.document", [("is_due", "=", True)])
            tiles.append(self._tile("lending", due, "warning"))
        return tiles

    @api.model
    def _get_tile_texts(self):
        return super()._get_tile_texts() | {
            "lending": (
                self.env._("Lending right to declare"),
                self.env._("Invoices of libraries, quarter ended"),
            )
        }

    @api.model
    def _get_tile_actions(self):
        return super()._get_tile_actions() | {
            "lending": (
                "bookstore_law_fr.bookstore_lending_document_action",
                {"search_default_due": 1},
            )
        }
