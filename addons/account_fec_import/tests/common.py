import base64
from datetime import date

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

TITLES = (
    "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|"
    "PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise"
)


class FecCommon(AccountTestInvoicingCommon):
    """A French company with an empty set of books, and files written by hand."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.company.company_registry = False
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))

    @classmethod
    def _line(cls, journal, number, day, account, amount, **cells):
        """Return the cells of a line; a positive amount is a debit."""
        row = {
            "JournalCode": journal,
            "JournalLib": cells.pop("journal_name", f"Journal {journal}"),
            "EcritureNum": number,
            "EcritureDate": day,
            "CompteNum": account,
            "CompteLib": f"Compte {account}",
            "PieceRef": f"P{number}",
            "PieceDate": day,
            "EcritureLib": "Libellé",
            "Debit": f"{max(amount, 0):.2f}".replace(".", ","),
            "Credit": f"{max(-amount, 0):.2f}".replace(".", ","),
            "ValidDate": day,
        }
        row |= {
            {
                "partner": "CompAuxNum",
                "partner_name": "CompAuxLib",
                "letter": "EcritureLet",
                "label": "EcritureLib",
                "piece": "PieceRef",
                "currency": "Idevise",
                "foreign": "Montantdevise",
            }[name]: value
            for name, value in cells.items()
        }
        return [row.get(title, "") for title in TITLES.split("|")]

    @classmethod
    def _sale(cls, number, amount, partner="C1", letter="", day="20210315", **cells):
        name = cells.pop("partner_name", f"Client {partner}")
        return [
            cls._line(
                "VE",
                number,
                day,
                "411000",
                amount * 1.2,
                partner=partner,
                partner_name=name,
                letter=letter,
                **cells,
            ),
            cls._line("VE", number, day, "706000", -amount),
            cls._line("VE", number, day, "445710", -amount * 0.2),
        ]

    @classmethod
    def _payment(cls, number, amount, partner="C1", letter="", day="20210401", **cells):
        name = cells.pop("partner_name", f"Client {partner}")
        return [
            cls._line("BQ", number, day, "512100", amount),
            cls._line(
                "BQ",
                number,
                day,
                "411000",
                -amount,
                partner=partner,
                partner_name=name,
                letter=letter,
                **cells,
            ),
        ]

    @classmethod
    def _write(cls, *groups):
        rows = [row for group in groups for row in group]
        return "\r\n".join([TITLES, *("|".join(row) for row in rows)]).encode()

    @classmethod
    def _create_import(cls, content, filename="ventes.txt", company=None, **values):
        return cls.env["fec.import"].create(
            {
                "file": base64.b64encode(content),
                "filename": filename,
                "company_id": (company or cls.company).id,
                **values,
            }
        )

    @classmethod
    def _take_over(cls, content, **values):
        """Check, have new partners created, take over."""
        fec = cls._create_import(content, **values)
        fec.action_check()
        fec.action_create_others()
        fec.action_take_over()
        return fec

    def _balances(self, company=None, before=None):
        """Return ``{code: cents}`` of the posted lines of a company."""
        company = company or self.company
        domain = [("company_id", "=", company.id), ("parent_state", "=", "posted")]
        if before:
            domain.append(("date", "<", before))
        groups = self.env["account.move.line"]._read_group(domain, ["account_id"], ["balance:sum"])
        return {
            account.with_company(company).code: round(balance * 100)
            for account, balance in groups
            if round(balance * 100)
        }

    def _partner_balances(self, company=None):
        domain = [
            ("company_id", "=", (company or self.company).id),
            ("parent_state", "=", "posted"),
            ("account_type", "in", ("asset_receivable", "liability_payable")),
        ]
        groups = self.env["account.move.line"]._read_group(
            domain, ["partner_id", "account_type"], ["balance:sum"]
        )
        return {
            (partner.name, kind): round(balance * 100)
            for partner, kind, balance in groups
            if round(balance * 100)
        }

    @classmethod
    def _messages(cls, fec, blocking=True):
        found = fec.problem_ids.filtered(lambda one: one.blocking == blocking)
        return [(one.line, one.message) for one in found]

    @staticmethod
    def _day(text):
        return date.fromisoformat(text)
