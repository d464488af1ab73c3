from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_feed import FeedCommon, neutral_csv, spider_car


@tagged("post_install", "-at_install")
class TestFeedLife(FeedCommon):
    """Words that nobody has mapped are proposed; a feed that ends asks about its cars."""

    def test_unknown_words_become_a_value_table(self):
        feed = self._create_feed(profile_id=self.neutral.id)
        words = ["Livré client", "Livré client", "Zzz", "en stock"]
        raw = neutral_csv(
            [(f"W{n}", f"GA-10{n}-KL", "", "Fiat", "500", word) for n, word in enumerate(words)]
        )
        run = feed._import(raw, "manual")
        self.assertEqual(self._stock(feed).mapped("ext_ref"), ["W3"])
        told = {word.source: (word.count, word.result) for word in run.word_ids}
        self.assertEqual(told, {"Livré client": (2, "gone"), "Zzz": (1, False)})
        with self.assertRaises(ValidationError):
            run.word_ids[-1:].result = "suv"
        with self.assertRaises(AccessError):
            run.with_user(self.dispatcher).action_keep_words()
        run.word_ids.filtered(lambda word: word.source == "Zzz").result = "reserved"
        run.action_keep_words()
        self.assertFalse(run.word_ids)
        again = feed._import(raw, "manual")
        self.assertFalse(again.word_ids)
        stock = self._stock(feed)
        self.assertEqual(stock.mapped("status"), ["reserved", "in_stock"])

    def _import_two(self):
        self._import_spider([spider_car(1), spider_car(2)])
        other = self._create_feed(name="Nouveau", profile_id=self.neutral.id, sequence=20)
        other._import(neutral_csv([("N1", "AA-001-AZ", "", "Renault", "Clio", "")]), "manual")
        return self._stock(), other

    def _end(self, decision, **values):
        action = self.feed.action_archive()
        end = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(end.car_count, 2)
        end.write({"decision": decision} | values)
        end.action_end()
        self.assertFalse(self.feed.active)

    def test_a_feed_with_cars_is_not_forgotten(self):
        cars, _other = self._import_two()
        for forget in (lambda: self.feed.write({"active": False}), self.feed.unlink):
            with self.assertRaises(UserError):
                forget()
        self._end("leave")
        self.assertRecordValues(cars, [{"active": False, "status": "gone"}] * 2)

    def test_its_cars_stay_as_typed_and_give_way_to_another_feed(self):
        cars, other = self._import_two()
        self._end("typed")
        self.assertFalse(cars.feed_id)
        self.assertTrue(self._stock(other).active)
        self.assertRecordValues(cars, [{"active": False}, {"active": True}])

    def test_another_feed_takes_them_over_with_their_history(self):
        cars, other = self._import_two()
        cars[0].with_user(self.site_user)._portal_correct({"model": "Clio V"})
        self._end("feed", feed_id=other.id)
        self.assertEqual(self._stock(other), cars[0])
        self.assertEqual(cars.mapped("active"), [True, True])
        other._import(neutral_csv([("N1", "AA-001-AZ", "", "Renault", "Clio", "")]), "manual")
        self.assertRecordValues(
            cars[0], [{"model": "Clio V", "ext_ref": "N1", "feed_id": other.id, "active": True}]
        )

    def test_a_feed_without_cars_is_archived_at_once(self):
        self._import_spider([spider_car(1)])
        self._stock().write({"active": False})
        self.assertFalse(self.feed.action_archive())
        self.assertFalse(self.feed.active)
