"""Writes entries by the hundred thousand: rows are copies of one entry that Odoo made itself.

The ORM needs some milliseconds for each line of an entry. Here it makes and posts one entry in
each journal, whose rows (with the columns of every installed module) are the pattern; it is taken
back, and the entries of the file are inserted as that pattern with their own values. A test
compares such rows with what the ORM writes, column by column.
"""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field

from odoo.fields import Command
from odoo.tools import SQL

from ...core.lettering import match

CHUNK = 5_000
ALWAYS_OPEN = ("asset_cash", "liability_credit_card")
COLLECTIVE = ("asset_receivable", "liability_payable")


@dataclass
class BookLine:
    """A line on its way into the books."""

    number: int
    code: str
    account_id: int
    partner_id: int | None
    cents: int
    letter: str
    values: dict = field(default_factory=dict)


class Books:
    """Collects entries and letterings, then writes them all."""

    def __init__(self, fec, accounts, journals, partners):
        self.fec, self.env, self.company = fec, fec.env, fec.company_id
        self.accounts, self.journals, self.partners = accounts, journals, partners
        self.kinds = {
            account.id: (account.account_type, account.reconcile) for account in accounts.values()
        }
        self.account_ids = {code: account.id for code, account in accounts.items()}
        self.partner_ids = {code: partner.id for code, partner in partners.items()}
        self.own = self.company.currency_id
        self.currencies = {one.name: one.id for one in self.env["res.currency"].search([])}
        model = self.env["account.move"]
        # the same split as Odoo's own: the number is the last digits of the name
        self.split = re.compile(
            re.sub(r"\?P<\w+>", "?:", model._sequence_fixed_regex.replace(r"?P<seq>", ""))
        )
        self.moves, self.lines, self.partials, self.fulls = [], [], [], []
        self.others = []
        self.lettered = 0

    # --- collecting ---------------------------------------------------------------------------

    def add_entries(self, entries):
        """Prepare the rows of ``[(name, entry)]``, with their ids."""
        ids = self._reserve("account_move", len(entries))
        for move_id, (name, entry) in zip(ids, entries, strict=True):
            self._add_entry(move_id, name, entry)
        ids = self._reserve("account_move_line", len(self.lines))
        for line_id, line in zip(ids, self.lines, strict=True):
            line.values["id"] = line_id

    def _add_entry(self, move_id, name, entry):
        first = entry.lines[0]
        found = self.split.match(name)
        total = sum(line.balance for line in entry.lines if line.balance > 0) / 100
        reference = next((one.piece for one in entry.lines if one.piece not in ("", "-")), None)
        piece_day = first.piece_day if first.piece_day != entry.day else None
        move = {
            "id": move_id,
            "journal_id": self.journals[entry.journal].id,
            "name": name,
            "sequence_prefix": name[: found.start(1)],
            "sequence_number": int(found.group(1) or 0),
            "date": entry.day.isoformat(),
            "invoice_date": piece_day and piece_day.isoformat(),
            "ref": reference,
            "fec_import_id": self.fec.id,
            "amount_total_signed": total,
        }
        lines = [self._add_line(move, line) for line in entry.lines]
        shown = sum(line["amount_currency"] for line in lines if line["debit"])
        move["amount_total"] = move["amount_total_in_currency_signed"] = round(shown, 2)
        self.moves.append(move)

    def _add_line(self, move, line):
        account, partner = self.get_target(line)
        balance = line.balance / 100
        currency, foreign = self._get_currency(line)
        kind, reconcile = self.kinds[account]
        is_open = reconcile or kind in ALWAYS_OPEN
        values = {
            "move_id": move["id"],
            "journal_id": move["journal_id"],
            "move_name": move["name"],
            "date": move["date"],
            "invoice_date": move["invoice_date"],
            "ref": move["ref"],
            "name": line.label or None,
            "account_id": account,
            "partner_id": partner,
            "debit": max(balance, 0.0),
            "credit": max(-balance, 0.0),
            "balance": balance,
            "currency_id": currency,
            "amount_currency": foreign,
            "price_subtotal": foreign,
            "price_total": foreign,
            "amount_residual": balance if is_open else 0.0,
            "amount_residual_currency": foreign if is_open else 0.0,
            "reconciled": bool(is_open and not balance and not foreign),
            "no_followup": kind not in COLLECTIVE,
        }
        self.lines.append(
            BookLine(line.number, line.account, account, partner, line.balance, line.letter, values)
        )
        return values

    def get_target(self, line):
        """Return the ids of the account and of the partner of a line of the file."""
        return self.account_ids[line.account], self.partner_ids.get(line.partner)

    def _get_currency(self, line):
        """Return the currency and the amount in it, with the sign of the line."""
        currency = self.currencies.get(line.currency)
        if not currency or currency == self.own.id or not line.currency_amount:
            return self.own.id, line.balance / 100
        amount = abs(line.currency_amount) / 100
        negative = line.balance < 0 or (not line.balance and line.currency_amount < 0)
        return currency, -amount if negative else amount

    def letter(self, group, missing, stand_ins):
        """Letter a balanced group; return the code of the reason why it stays open, if it does.

        :param missing: lines of the file that are not written, by (negative) key: the books have
            them already, and ``stand_ins`` finds them
        """
        own = [self.lines[line.key] for line in group if line.key >= 0]
        if not own:
            return None
        _kind, reconcile = self.kinds[own[0].account_id]
        if not reconcile:
            return "not_reconcilable"
        if len(own) < len(group):
            present = stand_ins.find_all(
                [(line, missing[line.key]) for line in group if line.key < 0]
            )
            if not present:
                return "letter"
            self.others.append((own, present))
        elif any(line.values["currency_id"] != self.own.id for line in own):
            self.others.append((own, []))
        else:
            self._letter_plain(group)
        self.lettered += 1
        return None

    def _letter_plain(self, group):
        self.fulls.append([self.lines[line.key] for line in group])
        self.partials.append([(one.debit, one.credit, one.amount) for one in match(group)])

    # --- writing ------------------------------------------------------------------------------

    def insert_all(self):
        """Insert everything."""
        self.env.flush_all()
        if not self.moves:
            return
        self._close_lettered()
        patterns = self._make_patterns()
        self._insert("account_move", self.moves, {one: two[0] for one, two in patterns.items()})
        self._learn("account_move")
        rows = [line.values for line in self.lines]
        self._insert("account_move_line", rows, {one: two[1] for one, two in patterns.items()})
        self._learn("account_move_line", "account_full_reconcile")
        self._insert("account_partial_reconcile", self._get_partial_rows())
        self._mark_gaps()
        self.env.invalidate_all(flush=False)

    def _learn(self, *tables):
        """Have PostgreSQL look at tables that just grew: with what it knew of them when they were
        small, it checks each foreign key of what follows by reading a whole index.
        """
        if len(self.lines) > CHUNK:
            for table in tables:
                self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def _close_lettered(self):
        ids = self._reserve("account_full_reconcile", len(self.fulls))
        self.full_ids = ids
        self._insert("account_full_reconcile", [{"id": full} for full in ids])
        for full, lines in zip(ids, self.fulls, strict=True):
            for line in lines:
                line.values |= {
                    "full_reconcile_id": full,
                    "matching_number": str(full),
                    "amount_residual": 0.0,
                    "amount_residual_currency": 0.0,
                    "reconciled": True,
                }

    def _get_partial_rows(self):
        rows = [
            (full, self.lines[debit].values, self.lines[credit].values, cents / 100)
            for full, matches in zip(self.full_ids, self.partials, strict=True)
            for debit, credit, cents in matches
        ]
        ids = self._reserve("account_partial_reconcile", len(rows))
        return [
            {
                "id": partial,
                "debit_move_id": debit["id"],
                "credit_move_id": credit["id"],
                "full_reconcile_id": full,
                "company_id": self.company.id,
                "debit_currency_id": self.own.id,
                "credit_currency_id": self.own.id,
                "amount": amount,
                "debit_amount_currency": amount,
                "credit_amount_currency": amount,
                "max_date": max(debit["date"], credit["date"]),
            }
            for partial, (full, debit, credit, amount) in zip(ids, rows, strict=True)
        ]

    def reconcile_others(self):
        """Letter by the ORM what needs its care: other currencies, lines of earlier years."""
        lines = self.env["account.move.line"].with_context(no_exchange_difference=True)
        plan = [
            lines.browse([line.values["id"] for line in own] + present)
            for own, present in self.others
        ]
        if plan:
            lines._reconcile_plan(plan)

    def _mark_gaps(self):
        """Mark numbers whose predecessor is not there, as Odoo does."""
        self.env.execute_query(
            SQL(
                """UPDATE account_move move SET made_sequence_gap = (
                          move.sequence_number > 1 AND NOT EXISTS (
                              SELECT FROM account_move other
                               WHERE other.journal_id = move.journal_id
                                 AND other.sequence_prefix = move.sequence_prefix
                                 AND other.sequence_number = move.sequence_number - 1))
                    WHERE move.fec_import_id = %s RETURNING move.id""",
                self.fec.id,
            )
        )

    # --- patterns -----------------------------------------------------------------------------

    def _make_patterns(self):
        """Return ``{journal id: (row of an entry, row of a line)}``, as JSON texts."""
        journals = {move["journal_id"] for move in self.moves}
        used = {}
        for line in self.lines:
            used.setdefault(line.values["journal_id"], line)
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            return {journal: self._make_pattern(used[journal]) for journal in sorted(journals)}
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    def _make_pattern(self, line):
        values = line.values
        move = (
            self.env["account.move"]
            .with_context(tracking_disable=True)
            .create(
                {
                    "move_type": "entry",
                    "journal_id": values["journal_id"],
                    "date": values["date"],
                    "name": values["move_name"],
                    "line_ids": [
                        Command.create({"account_id": values["account_id"], "balance": balance})
                        for balance in (1.0, -1.0)
                    ],
                }
            )
        )
        move._post(soft=False)
        self.env.flush_all()
        return self._read_row("account_move", move.id), self._read_row(
            "account_move_line", move.line_ids[0].id
        )

    def _read_row(self, table, record_id):
        [(row,)] = self.env.execute_query(
            SQL(
                "SELECT to_jsonb(source)::text FROM %s source WHERE id = %s",
                SQL.identifier(table),
                record_id,
            )
        )
        return row

    # --- rows ---------------------------------------------------------------------------------

    def _reserve(self, table, count):
        rows = self.env.execute_query(
            SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f"{table}_id_seq", count)
        )
        return [number for (number,) in rows]

    def _insert(self, table, rows, patterns=None):
        """Insert rows (dicts), each over the pattern of its journal."""
        groups = defaultdict(list)
        for row in rows:
            groups[row["journal_id"] if patterns else None].append(row)
        for journal, members in groups.items():
            pattern = patterns[journal] if patterns else self._get_plain_pattern()
            for start in range(0, len(members), CHUNK):
                self._insert_chunk(table, pattern, members[start : start + CHUNK])

    def _get_plain_pattern(self):
        [(now,)] = self.env.execute_query(SQL("SELECT to_jsonb(now() AT TIME ZONE 'UTC')::text"))
        user, now = self.env.uid, json.loads(now)
        return json.dumps(
            {"create_uid": user, "write_uid": user, "create_date": now, "write_date": now}
        )

    def _insert_chunk(self, table, pattern, rows):
        self.env.cr.execute(
            SQL(
                """INSERT INTO %(table)s
                   SELECT filled.* FROM jsonb_array_elements(%(rows)s::jsonb) given,
                  LATERAL jsonb_populate_record(
                          NULL::%(table)s, %(pattern)s::jsonb || given) filled""",
                table=SQL.identifier(table),
                rows=json.dumps(rows),
                pattern=pattern,
            )
        )
