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
