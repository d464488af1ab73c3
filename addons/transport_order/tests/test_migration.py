import importlib.util
from pathlib import Path

from odoo.tests import tagged

from .common import TransportCommon

MIGRATIONS = Path(__file__).parents[1] / "migrations"
OLD_SUMMARY = """<p>
    <t t-if="object.car_count == 1">1 voiture</t><t t-else=""><t t-out="object.car_count"/> voitures</t>.
</p>"""
OLD_SIGNATURE = '<p>\n  <t t-out="object.company_id.name"/>\n</p>'


@tagged("post_install", "-at_install")
class TestMigration(TransportCommon):
    """The upgrade of many orders costs as many queries as that of few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post = cls._load("19.0.1.1.0")

    @classmethod
    def _load(cls, version):
        path = MIGRATIONS / version / "post-migrate.py"
        spec = importlib.util.spec_from_file_location("transport_post_migrate", path)
        post = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(post)
        return post

    def _create_of_before(self):
        """Orders as a database of before has them: no terms, fees on the sales order alone."""
        quoted, running, ended = (
            self._create_quoted().sudo(),
            self._create_accepted().sudo(),
            self._create_accepted().sudo(),
        )
        running._charge_empty_run(running.line_ids)
        ended._cancel("Vendu", 40)
        (running | ended).price_line_ids.filtered(lambda line: line.code != "transport").unlink()
        (quoted | running | ended).write(
            {"tariff_id": False, "agreed_cancel_fee": 0, "agreed_free_hours": 0}
        )
        (running | ended).write({"amount_untaxed": 1, "amount_total": 1})
        return quoted, running, ended

    def _migrate(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.post.migrate(self.cr, "19.0.1.0.0")
        self.env.flush_all()
        count = self.cr.sql_log_count - before
        self.env.invalidate_all()
        return count

    def test_terms_and_fees_are_written_down_in_a_constant_number_of_queries(self):
        few = [self._create_of_before()]
        self._migrate()  # fills the caches of the registry
        counts = [self._migrate()]
        many = [self._create_of_before() for _number in range(6)]
        counts.append(self._migrate())
        self.assertLessEqual(counts[1], counts[0] + 6, counts)
        for quoted, running, ended in few + many:
            self.assertEqual(quoted.tariff_id, self.tariff)
            self.assertEqual((quoted.agreed_cancel_fee, quoted.agreed_free_hours), (90, 24))
            quoted._check_acceptable(quoted.estimate_hash, "Anne")
            for order, code in ((running, "empty_run"), (ended, "cancel_fee")):
                self.assertEqual(order._get_due_lines()[-1].code, code)
                self.assertEqual(order.amount_untaxed, order.sale_order_id.amount_untaxed)
                self.assertEqual(sum(order._get_due_lines().mapped("amount")), order.amount_untaxed)

    def test_mails_of_before_name_the_cars_and_keep_what_else_was_changed_in_them(self):
        template = self.env.ref("transport_order.mail_template_planned")
        template.body_html = f"<div><p>Ours!</p>{OLD_SUMMARY}<p>Bye</p>{OLD_SIGNATURE}</div>"
        self._load("19.0.1.1.1").migrate(self.cr, "19.0.1.1.0")
        body = str(template.body_html)
        for kept in ("<p>Ours!</p>", "<p>Bye</p>", "_get_mail_summary()", "_get_mail_signature()"):
            self.assertIn(kept, body)
        for gone in ("car_count", "object.company_id.name"):
            self.assertNotIn(gone, body)
