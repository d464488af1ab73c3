import hashlib

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import IBAN, StatementCommon, write_cfonb

MOVEMENTS = (
    ("021126", 120_000, "VIR RECU", "ETABLISSEMENTS DUPRE"),
    ("031126", -4_590, "PRLV", "EDF"),
    ("031126", -4_590, "PRLV", "EDF"),
)
CAMT = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>{IBAN}</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">80</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-05</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">80.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-11-04</Dt></BookgDt><NtryDtls><TxDtls><RltdPties><Dbtr><Nm>Martin</Nm></Dbtr>
<DbtrAcct><Id><IBAN>FR7630001007941234567890185</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>Merci</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


@tagged("post_install", "-at_install")
class TestStatementImport(StatementCommon):
    """Files of the bank come into the books once, whole or not at all."""

    def test_cfonb(self):
        lines = self._take(write_cfonb(*MOVEMENTS))
        self.assertEqual(lines.mapped("amount"), [1200, -45.9, -45.9])
        self.assertEqual(lines[0].partner_id, self.dupre)
        self.assertEqual(lines[1].partner_name, "EDF")
        self.assertFalse(lines[1].partner_id)
        statement = lines.statement_id
        self.assertEqual((statement.balance_start, statement.balance_end_real), (1000, 2108.2))
        self.assertTrue(statement.is_complete)
        self.assertEqual(lines.mapped("state"), ["posted"] * 3)

    def test_no_forged_key_keeps_a_movement_out(self):
        """Whoever keeps the bank's books writes movements, not the keys that tell them again."""
        clerk = new_test_user(
            self.env,
            "statement_forger",
            "account.group_account_user,base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        own = self.env["account.bank.statement.line"].with_user(clerk)
        values = {"journal_id": self.bank.id, "payment_ref": "x", "amount": 1, "date": "2026-11-02"}
        with self.assertRaisesRegex(UserError, "not entered"):
            own.create({**values, "statement_key": "x"})
        line = own.with_context(default_statement_key="x").create(values)
        self.assertFalse(line.statement_key)
        with self.assertRaisesRegex(UserError, "not entered"):
            line.statement_key = "x"
        reader = self.env["statement.reader"].with_user(clerk)
        self.assertTrue(all(reader._take(write_cfonb(*MOVEMENTS), "x").mapped("statement_key")))

    def test_once(self):
        self._import(write_cfonb(*MOVEMENTS[:2])).action_import()
        with self.assertRaisesRegex(UserError, "already"):
            self._import(write_cfonb(*MOVEMENTS[:2])).action_import()
        more = self._take(write_cfonb(*MOVEMENTS))
        self.assertEqual(more.mapped("amount"), [-45.9], "the second of two that are alike")

    def test_two_who_pay_the_same_on_one_day(self):
        first = ("021126", 5_000, "VIR RECU", "MARTIN")
        second = ("021126", 5_000, "VIR RECU", "ETABLISSEMENTS DUPRE")
        self._take(write_cfonb(first))
        more = self._take(write_cfonb(second, first))
        self.assertEqual(more.mapped("partner_name"), ["ETABLISSEMENTS DUPRE"])
        self.assertFalse(self._take(write_cfonb(first, second)))

    def test_keys_of_the_release_before_are_known(self):
        line = self._take(write_cfonb(("021126", 5_000, "VIR RECU", "MARTIN")))
        facts = ("30004" + "00003" + "12345678901", "2026-11-02", 5_000, line.ref, "VIRRECU", 1)
        key = hashlib.sha256("|".join(map(str, facts)).encode()).hexdigest()
        line.sudo().statement_key = key
        content = write_cfonb(
            ("021126", 5_000, "VIR RECU", "DUPRE"), ("021126", 5_000, "VIR RECU", "MARTIN")
        )
        self.assertEqual(self._take(content).partner_name, "DUPRE")
        self.assertFalse(self._take(content))

    def test_a_statement_that_goes_on_where_the_last_one_ended(self):
        """The bank cuts one day in two files: the same payer, the same amount, twice."""
        paid = ("011126", 5_000, "VIR RECU", "MARTIN")
        self.assertEqual(len(self._take(write_cfonb(paid))), 1)
        other = ("021126", 7_000, "VIR RECU", "DUPRE")
        after = write_cfonb(paid, other, start=105_000)
        lines = self._take(after)
        self.assertEqual(lines.mapped("amount"), [50, 70])
        self.assertTrue(lines.statement_id)
        self.assertFalse(self._take(after), "the same file again")
        self.assertFalse(self._take(write_cfonb(paid, paid, other)), "both in one file")

    def test_camt(self):
        bank = {"acc_number": "FR7630001007941234567890185", "partner_id": self.martin.id}
        self.env["res.partner.bank"].create(bank)
        line = self._take(CAMT.encode())
        self.assertEqual((line.amount, line.partner_id), (80, self.martin))
        self.assertIn("Merci", line.payment_ref)

    def test_an_account_of_two_customers_names_none_of_them(self):
        other = self.env["res.partner"].create({"name": "Groupe Est", "is_company": True})
        self.env["res.partner.bank"].create(
            [
                {"acc_number": "FR7630001007941234567890185", "partner_id": owner.id}
                for owner in (self.dupre, other)
            ]
        )
        line = self._take(CAMT.encode())
        self.assertEqual(line.partner_id, self.martin, "by the name that the bank writes")

    def test_files_that_are_refused(self):
        good = write_cfonb(*MOVEMENTS)
        wrong = good.replace(b"0000000012000", b"0000000012001")
        foreign = good.replace(b"12345678901", b"99999999999")
        for content, words in (
            (b"%PDF-1.4", "no statement"),
            (good[:500], "missing|balance|signs"),
            (wrong, "not whole"),
            (foreign, "no bank journal"),
            (good.replace(b"VIR RECU", b"VIR\x00RECU"), "control"),
        ):
            with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                self._take(content)
        self.assertFalse(
            self.env["account.bank.statement"].search([("journal_id", "=", self.bank.id)])
        )

    def test_who_may(self):
        wizard = self._import(write_cfonb(*MOVEMENTS))
        clerk = new_test_user(
            self.env,
            "statement_clerk",
            groups="account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            wizard.with_user(clerk).action_import()
        manager = new_test_user(
            self.env,
            "statement_manager",
            groups="account.group_account_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        mine = (
            self.env["statement.import"]
            .with_user(manager)
            .create({"attachment_ids": [(0, 0, {"name": "a.txt", "raw": write_cfonb(*MOVEMENTS)})]})
        )
        self.assertEqual(mine.action_import()["res_model"], "account.bank.statement.line")
