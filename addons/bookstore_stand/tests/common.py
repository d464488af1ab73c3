from odoo.fields import Command

from odoo.addons.bookstore_deposit.tests.common import BookstoreCommon


class StandCommon(BookstoreCommon):
    """The shop of the deposits, about to go to a fair."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()
        cls.bag = cls._create_title("Tote bag", 12.0)
        cls.title.barcode = "9782070360024"

    @classmethod
    def _create_stand(cls, wanted=None, **vals):
        return cls.env["bookstore.stand"].create(
            {
                "event": "Book fair",
                "venue": "Town hall",
                "company_id": cls.company.id,
                "warehouse_id": cls.warehouse.id,
                "line_ids": [
                    Command.create({"product_id": title.id, "wanted": copies})
                    for title, copies in (wanted or {}).items()
                ],
            }
            | vals
        )

    @classmethod
    def _scan(cls, stand, kind, quantities, **vals):
        """An operation filled by scanning; returns it, not recorded."""
        operation = stand._get_open_operation(kind)
        operation.write(vals)
        for title, copies in quantities.items():
            answer = operation.scan_choice(title.id, copies)
            assert answer["status"] == "ok", answer
        return operation

    @classmethod
    def _do(cls, stand, kind, quantities, **vals):
        operation = cls._scan(stand, kind, quantities, **vals)
        operation.action_record()
        return operation

    @classmethod
    def _go(cls, quantities, **vals):
        """A stand that has left with these copies."""
        stand = cls._create_stand(**vals)
        cls._scan(stand, "take", quantities)
        stand.action_leave()
        return stand

    def _at(self, place, title=None):
        """Copies of a title at a place."""
        title = (title or self.title).with_context(location=place.id, active_test=False)
        title.invalidate_recordset(["qty_available"])
        return title.qty_available

    def assertFigures(self, stand, title=None, **expected):
        """Taken, sold, given, lost, brought back and left of a title; the others are 0."""
        stand.invalidate_recordset()
        line = stand.line_ids.filtered(lambda line: line.product_id == (title or self.title))
        line.invalidate_recordset()
        names = ("taken", "sold", "given", "lost", "back", "left")
        figures = {name: line[name] for name in names if line[name]}
        self.assertEqual(figures, {name: value for name, value in expected.items() if value})
