from odoo.tests import Form, tagged

from .common import OrderCommon


@tagged("post_install", "-at_install")
class TestOrderLists(OrderCommon):
    """All titles of a list, or some of them, are marked to be ordered."""

    def test_copies_of_the_list_or_others_are_to_be_ordered(self):
        second = self._create_title("Second of the list")
        third = self._create_title("Third of the list")
        titles = self._as(self.bookseller, self.env["bookstore.list"]).create({"name": "Window"})
        titles._add({self.title: 3, second: 2, third: 0})
        self._order(titles.action_order())
        self.assertEqual(self._marked(self.title | second | third), {self.title: 3, second: 2})
        needs = self.env["bookstore.need"].search([("product_id", "=", second.id)])
        self.assertEqual(needs.note, "Window")
        action = titles.line_ids.filtered(lambda line: line.product_id == third).action_order()
        self._order(action, is_as_listed=False, quantity=4, note="For Mme Arnoux")
        self.assertEqual(self._marked(third), {third: 4})

    def _order(self, action, **typed):
        mark = self._as(self.bookseller, self.env["bookstore.need.mark"])
        with Form(mark.with_context(**action["context"])) as form:
            for name, value in typed.items():
                form[name] = value
        form.record.action_confirm()

    def _marked(self, titles):
        needs = self.env["bookstore.need"].search(
            [("product_id", "in", titles.ids), ("state", "=", "open")]
        )
        return {need.product_id: need.quantity for need in needs}
