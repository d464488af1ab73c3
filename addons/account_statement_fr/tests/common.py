import base64

from odoo.fields import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

IBAN = "FR7630004000031234567890143"
SIGNS = "{ABCDEFGHI", "}JKLMNOPQR"


def put(*fields):
    record = [" "] * 120
    for place, text in fields:
        record[place - 1 : place - 1 + len(text)] = text
    return "".join(record)


def amount(cents):
    digits = f"{abs(cents):014d}"
    return digits[:-1] + SIGNS[cents < 0][int(digits[-1])]


def head(kind):
    return [(1, kind), (3, "30004"), (12, "00003"), (17, "EUR2"), (22, "12345678901")]


def write_cfonb(*movements, start=100_000):
    """A statement of November from ``(day, cents, label, payer)``."""
    lines = [put(*head("01"), (35, "011126"), (91, amount(start)))]
    for day, cents, label, payer in movements:
        lines.append(
            put(
                *head("04"), (33, "05"), (35, day), (43, day), (49, label[:31]), (91, amount(cents))
            )
        )
        lines.append(put(*head("05"), (35, day), (46, "NPY"), (49, payer)))
    end = start + sum(one[1] for one in movements)
    lines.append(put(*head("07"), (35, "301126"), (91, amount(end))))
    return "\r\n".join(lines).encode("cp1252")


class StatementCommon(AccountTestInvoicingCommon):
    """A French company, its bank account, customers and their invoices."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.company_data["company"]
        cls.bank = cls.company_data["default_journal_bank"]
        cls.bank.set_bank_account(IBAN)
        cls.dupre, cls.martin = cls.env["res.partner"].create(
            [{"name": "Établissements Dupré", "is_company": True}, {"name": "Martin"}]
        )

    @classmethod
    def _create_invoice(cls, partner, total, move_type="out_invoice"):
        invoice = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "invoice_date": "2026-10-02",
                "invoice_line_ids": [
                    Command.create({"name": "Moteur", "price_unit": total, "tax_ids": False})
                ],
            }
        )
        invoice.action_post()
        return invoice

    @classmethod
    def _take(cls, content, name="releve.txt", journal=None):
        return cls.env["statement.reader"]._take(content, name, journal)

    @classmethod
    def _import(cls, content, name="releve.txt"):
        attachment = cls.env["ir.attachment"].create(
            {"name": name, "datas": base64.b64encode(content)}
        )
        return cls.env["statement.import"].create({"attachment_ids": [Command.set(attachment.ids)]})
