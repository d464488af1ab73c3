from odoo.fields import Command
from odoo.tests import tagged

from .common import ClientCommon


@tagged("post_install", "-at_install")
class TestClientMerge(ClientCommon):
    def _merge(self, other):
        merge = self.env["bookstore.merge"].create(
            {"title_ids": [Command.set((self.title | other).ids)], "kept_id": self.title.id}
        )
        merge.action_merge()
        return merge

    def test_who_waits_for_a_record_waits_for_the_kept_title(self):
        other = self._create_title("The same book once more")
        self._receive(self.owner_a, 1, other)
        served = self._take(title=other)
        waiting = self._take(self.bob, title=other)
        self.assertOrder(waiting, "to_order", aside=0)
        self._receive(self.owner_a, 1)
        merge = self._merge(other)
        self.assertEqual((served | waiting).product_id, self.title)
        self.assertOrder(served, "arrived", aside=1)
        self.assertOrder(waiting, "arrived", aside=1)
        self.assertPlaceRight(self.title, other)
        self._pick_up(served)
        self.assertOrder(served, "done", aside=0, picked=1)
        self.assertEqual(served.sudo().sale_line_id.qty_delivered, 1)
        self.assertEqual(merge.state, "done")
        self.assertBooksRight()

    def test_what_was_set_aside_by_the_merge_goes_back_to_its_record(self):
        other = self._create_title("The same book once more")
        self._receive(self.owner_a, 1, other)
        self._receive(self.owner_b, 1)
        served, waiting = self._take(), self._take(self.bob)
        self.assertOrder(waiting, "to_order", aside=0)
        merge = self._merge(other)
        self.assertOrder(waiting, "arrived", aside=1)
        merge.action_separate()
        self.env.invalidate_all()
        self.assertOrder(served, "arrived", aside=1)
        self.assertOrder(waiting, "to_order", aside=0)
        self.assertEqual([self._at(self.shop, other), self._at(self.shop)], [1, 0])
        self.assertOwn({self.owner_a: 1}, other)
        self.assertOwn({self.owner_b: 1})
        self.assertPlaceRight(self.title, other)
        self.assertBooksRight()
