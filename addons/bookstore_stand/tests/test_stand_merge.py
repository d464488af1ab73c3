from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import StandCommon


@tagged("post_install", "-at_install")
class TestStandMerge(StandCommon):
    def _prepare(self):
        titles = (self.title | self.bag).ids
        return self.env["bookstore.merge"].create(
            {"title_ids": [Command.set(titles)], "kept_id": self.title.id}
        )

    def test_what_is_away_comes_home_before_it_is_merged(self):
        self._receive(self.firm, 3)
        stand = self._go({self.title: 2})
        with self.assertRaises(UserError) as caught:
            self._prepare().action_merge()
        self.assertIn(stand.display_name, str(caught.exception))

    def test_the_list_of_a_stand_has_the_title_once(self):
        stand = self._create_stand({self.title: 2, self.bag: 3})
        merge = self._prepare()
        merge.action_merge()
        self.assertEqual(stand.line_ids.product_id, self.title)
        self.assertEqual(stand.line_ids.wanted, 5)
        merge.action_separate()
        wanted = {line.product_id: line.wanted for line in stand.line_ids}
        self.assertEqual(wanted, {self.title: 2, self.bag: 3})
