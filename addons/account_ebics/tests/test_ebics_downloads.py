import io
import zipfile

from odoo.tests import tagged

from .common import EbicsCommon


@tagged("post_install", "-at_install")
class TestEbicsDownloads(EbicsCommon):
    """What a bank gives is kept as it came, once, and the bank is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_ready(cls.one)

    def setUp(self):
        super().setUp()
        self.fake.receipts.clear()
        self.fake.size = None

    def _fetch(self):
        self.statements.with_user(self.clerk).action_fetch()
        self.env["ebics.service"]._cron_fetch()
        return self.bank.download_ids.sorted("id")

    def test_statements_in_parts(self):
        self.fake.size = 12
        self.fake.waiting["cfonb120"] = [b"un relev\xe9", b"another"]
        found = self._fetch()
        self.assertEqual(len(found), 2)
        self.assertEqual(found.mapped("state"), ["failed", "failed"])
        self.assertIn("CFONB", found[0].note or "", "kept, and a person is told why")
        self.assertEqual(self.fake.receipts, [True, True])
        self.assertFalse(self.statements.is_asked)
        self.assertTrue(self.statements.fetched_on)

    def test_movements_come_into_the_books(self):
        journal = self._create_journal()
        self.fake.waiting["cfonb120"] = [self._write_statement(journal)]
        found = self._fetch()
        self.assertEqual((found.state, found.note), ("done", "1 movements new"))
        line = self.env["account.bank.statement.line"].search([("journal_id", "=", journal.id)])
        self.assertEqual(line.amount, 80)

    def test_the_same_again_is_kept_once(self):
        self.fake.waiting["cfonb120"] = [b"01 one"]
        self.fake.accidents["Receipt"] = "lost before"
        self.assertEqual(len(self._fetch()), 1)
        self.assertTrue(self.bank.last_error)
        self.assertEqual(len(self._fetch()), 1)
        self.assertEqual(self.fake.receipts, [True])
        self.assertFalse(self.bank.last_error)

    def test_files_of_a_zip(self):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("a/one.txt", b"01 one")
            archive.writestr("../two.txt", b"01 two")
        self.fake.waiting["cfonb120"] = [content.getvalue()]
        self.assertEqual(self._fetch().mapped("name"), ["one.txt", "two.txt"])

    def test_a_damaged_file_is_offered_again(self):
        self.fake.waiting["cfonb120"] = [b"01 one" * 9]
        self.fake.accidents["BTD Initialisation"] = lambda answer: answer.replace(
            b"</OrderData>", b"AAAA</OrderData>"
        )
        self.assertFalse(self._fetch())
        self.assertIn("cannot be opened", self.bank.last_error)
        self.assertEqual(self.fake.receipts, [False])
        self.assertEqual(len(self._fetch()), 1)

    def test_what_comes_by_itself_comes_some_times_a_day(self):
        self.statements.automatic = True
        self.fake.log.clear()
        for _run in range(3):
            self.env["ebics.service"]._cron_fetch()
        self.assertEqual(self.fake.log, ["BTD Initialisation"])

    def test_an_unknown_report_waits_for_a_person(self):
        self.fake.waiting["pain.002"] = [b"<html>no report</html>"]
        self.reports.action_fetch()
        self.env["ebics.service"]._cron_fetch()
        self.assertEqual(self.bank.download_ids.state, "failed")
        self.assertTrue(self.bank.download_ids.note)
