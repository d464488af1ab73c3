from odoo.tests import Form, tagged

from .common import StandCommon


@tagged("post_install", "-at_install")
class TestStandLists(StandCommon):
    """Titles of a list go to a stand, or into the list of a type of stand."""

    def test_titles_of_a_list_are_planned(self):
        titles = self._as(self.bookseller, self.env["bookstore.list"]).create({"name": "Fair"})
        titles._add({self.title: 3, self.bag: 2})
        kind = self.env["bookstore.stand.type"].create(
            {"name": "Christmas market", "company_id": self.company.id}
        )
        stand = self._create_stand({self.bag: 1})
        add = self._as(self.bookseller, self.env["bookstore.stand.add"])
        with Form(add.with_context(**titles.action_stand()["context"])) as form:
            form.type_id = kind
            form.stand_id = stand
        form.record.action_add()
        quantities = {line.product_id: line.quantity for line in kind.line_ids}
        self.assertEqual(quantities, {self.title: 3, self.bag: 2})
        self.assertEqual(stand.line_ids.product_id, self.title | self.bag)
        wanted = {line.product_id: line.wanted for line in stand.line_ids}
        self.assertEqual(wanted[self.title], 3)
