from odoo import models


class BookstoreMerge(models.Model):
    """Lists of stands follow; what is away with a stand comes home first."""

    _inherit = "bookstore.merge"

    def _get_followers(self):
        return [
            *super()._get_followers(),
            {"model": "bookstore.stand.type.line", "unique": ["type_id"], "add": ["quantity"]},
            {
                "model": "bookstore.stand.line",
                "domain": [("stand_id.state", "=", "draft")],
                "unique": ["stand_id"],
                "add": ["wanted"],
            },
        ]

    def _get_obstacles(self):
        yield from super()._get_obstacles()
        titles = ("product_id", "in", self.title_ids.ids)
        scans = self.env["bookstore.stand.scan"].search(
            [titles, ("stand_id.state", "not in", ["closed", "cancelled"])], limit=1
        )
        lines = self.env["bookstore.stand.line"].search(
            [titles, ("stand_id.state", "in", ["out", "back"])], limit=1
        )
        found = scans or lines
        if found:
            yield self.env._(
                "%(title)s is in the boxes of the stand %(stand)s. Close it first.",
                title=found.product_id.name,
                stand=found.stand_id.display_name,
            )
