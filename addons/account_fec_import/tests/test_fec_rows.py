from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common import FecCommon

OWN = {"id", "name", "sequence_prefix", "fec_import_id", "move_id", "move_name", "create_date", "write_date"}  # fmt: skip
NUMBERED = {"full_reconcile_id", "matching_number", "debit_move_id", "credit_move_id"}


@tagged("post_install", "-at_install")
class TestFecRows(FecCommon):
    """The rows written in bulk are those that Odoo itself writes (an independent model)."""

    def _rows(self, table, ids, left_out):
        rows = self.env.execute_query_dict(
            SQL("SELECT * FROM %s WHERE id IN %s ORDER BY id", SQL.identifier(table), tuple(ids))
        )
        return [{key: value for key, value in row.items() if key not in left_out} for row in rows]

    def test_rows_are_those_of_the_orm(self):
        self.env.ref("base.USD").active = True
        sale = self._sale("1", 100, letter="A") + self._sale("3", 5, letter="")
        sale[3][16:] = ["7,50", "USD"]
        zero = [self._line("OD", "1", "20210505", account, 0) for account in ("411000", "706000")]
        content = self._write(sale, self._payment("1", 120, letter="A"), zero)
        fec = self._take_over(content)
        self.env.flush_all()
        moves = fec.move_ids.sorted("id")
        copies = self._write_by_orm(moves)
        self.env.flush_all()
        self.assertEqual(
            self._rows("account_move", moves.ids, OWN), self._rows("account_move", copies.ids, OWN)
        )
        # a take-over's open items of customers are followed up whatever their journal
        left_out = OWN | NUMBERED | {"no_followup"}
        lines, others = moves.line_ids.sorted("id"), copies.line_ids.sorted("id")
        self.assertEqual(
            self._rows("account_move_line", lines.ids, left_out),
            self._rows("account_move_line", others.ids, left_out),
        )
        partials = lines.matched_debit_ids | lines.matched_credit_ids
        others = others.matched_debit_ids | others.matched_credit_ids
        self.assertTrue(partials)
        self.assertEqual(
            self._rows("account_partial_reconcile", partials.ids, OWN | NUMBERED),
            self._rows("account_partial_reconcile", others.ids, OWN | NUMBERED),
        )

    def _write_by_orm(self, moves):
        self.company.fiscalyear_lock_date = False
        copies = self.env["account.move"]
        for number, move in enumerate(moves):
            copies |= self.env["account.move"].create(
                {
                    "move_type": "entry",
                    "journal_id": move.journal_id.id,
                    "date": move.date,
                    "ref": move.ref,
                    # the same number in another series
                    "name": f"X{number}/2021/{move.sequence_number}",
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": line.account_id.id,
                                "partner_id": line.partner_id.id,
                                "name": line.name,
                                "balance": line.balance,
                                "currency_id": line.currency_id.id,
                                "amount_currency": line.amount_currency,
                            }
                        )
                        for line in move.line_ids.sorted("id")
                    ],
                }
            )
        copies._post(soft=False)
        pairs = dict(zip(moves.line_ids.sorted("id"), copies.line_ids.sorted("id"), strict=True))
        for full in moves.line_ids.full_reconcile_id:
            lines = self.env["account.move.line"].concat(
                *(pairs[line] for line in full.reconciled_line_ids)
            )
            lines.reconcile()
        return copies
