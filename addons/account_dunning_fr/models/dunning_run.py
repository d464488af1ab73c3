from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import split_every

from ..core.reminding import Item, decide
from .sql import dunning_books

BATCH = 1000


class DunningRun(models.AbstractModel):
    """Decides who is reminded today, and brings the reminders that wait to what is right now."""

    _name = "dunning.run"
    _description = "Run of Reminders"

    @api.model
    def _cron_run(self):
        """Prepare the reminders of every company, then send what waits for nobody."""
        plans = self.env["dunning.plan"].search([("automatic", "=", True)])
        for company in plans.company_id:
            lang = company.partner_id.lang or self.env.lang
            run = self.with_company(company).with_context(lang=lang)
            run._prepare(company, fields.Date.context_today(run))
        self.env["dunning.reminder"]._send_ready()

    @api.model
    def _prepare(self, company, today):
        """Prepare the reminders of one company."""
        late = dunning_books.get_late_partners(self.env, company.id, today)
        waiting = self.env["dunning.reminder"].search(
            [("company_id", "=", company.id), ("state", "in", ("review", "ready"))]
        )
        partners = sorted({*late, *waiting.partner_id.ids})
        for batch in split_every(BATCH, partners):
            self.with_company(company)._prepare_batch(company, batch, today)
            self._commit_batch(len(batch))

    def _commit_batch(self, count):
        if self.env.context.get("ir_cron_progress_id"):
            self.env["ir.cron"]._commit_progress(count)

    @api.model
    def _prepare_batch(self, company, partner_ids, today):
        """The reminders of some customers as they should be today, in a fixed number of queries."""
        rows = dunning_books.get_open_lines(self.env, company.id, partner_ids)
        plans = self._get_plans(company)
        partners = self.env["res.partner"].with_company(company).browse(partner_ids)
        held = self._get_held({row[-1] for some in rows.values() for row in some})
        wanted = {}
        for partner in partners:
            plan = self._get_plan(partner, plans)
            if partner.dunning_mode or not plan:
                continue
            items = [self._make_item(row, held) for row in rows.get(partner.id, ())]
            least = Decimal(str(plan["least"]))
            decision = decide(items, plan["levels"], today, least)
            if decision.claims:
                wanted[partner.id] = decision
        self._move_towards(company, partners, wanted, rows, today)

    @api.model
    def _get_held(self, move_ids):
        """The invoices, among these, that other add-ons hold; for a whole batch at once."""
        return set(self.env["suite.hold"]._get_holds("account.move", list(move_ids)))

    @staticmethod
    def _make_item(row, held):
        line, due, residual, level, sent, disputed, promised, *_own, move = row
        return Item(
            line,
            due,
            Decimal(str(residual)).quantize(Decimal("0.01")),
            level or 0,
            sent,
            bool(disputed) or move in held,
            promised,
        )

    def _get_plans(self, company):
        plans = self.env["dunning.plan"].search([("company_id", "=", company.id)])
        return {
            plan.id: {
                "levels": plan.level_ids._get_core_levels(),
                "least": plan.least_amount,
                "review": plan.review_amount,
            }
            for plan in plans
        }

    @staticmethod
    def _get_plan(partner, plans):
        chosen = plans.get(partner.dunning_plan_id.id)
        return chosen or next(iter(plans.values()), None)

    # --- writing ------------------------------------------------------------------------------

    def _move_towards(self, company, partners, wanted, rows, today):
        """Remove, change and create reminders until they are those that are wanted."""
        reminders = self.env["dunning.reminder"].sudo()  # sudo: what they claim is no choice
        model = reminders.with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )
        waiting = {
            reminder.partner_id.id: reminder
            for reminder in model.search(
                [
                    ("company_id", "=", company.id),
                    ("partner_id", "in", partners.ids),
                    ("state", "in", ("review", "ready")),
                ]
            )
        }
        stopped = model.search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", partners.ids),
                ("state", "=", "cancelled"),
                ("date", "=", today),
            ]
        ).partner_id
        wanted = {one: decision for one, decision in wanted.items() if one not in stopped._ids}
        gone = model.browse([waiting[one].id for one in waiting if one not in wanted])
        answered = gone.filtered("answer")
        answered._fire("cancel")  # what the customer said is kept
        (gone - answered).unlink()
        facts = self._collect_facts(company, partners, wanted, rows, today)
        created = []
        for partner, decision in wanted.items():
            values = self._prepare_values(company, partner, decision, facts, today)
            if reminder := waiting.get(partner):
                self._update(reminder, values)
            else:
                created.append(values)
        model.create(created)

    def _update(self, reminder, values):
        """A reminder that a person has looked at stays ready, unless something was added."""
        lines = values.pop("line_ids")
        before = {line.move_line_id.id: line.owed for line in reminder.line_ids}
        after = {command[2]["move_line_id"]: command[2]["owed"] for command in lines}
        state = values.pop("state")
        way = {"channel": values.pop("channel"), "email": values.pop("email")}
        other = reminder.level_id.id != values["level_id"]
        if not reminder.email_typed:
            values |= way
        elif other:
            values |= {**way, "email": reminder.email or way["email"]}
        if not other and reminder.date == values["date"] and before == after:
            kept = reminder.email_typed or all(reminder[name] == way[name] for name in way)
            return None if kept else reminder.write(way)
        reminder.write({**values, "line_ids": [Command.clear(), *lines]})
        if state != "review" or reminder.state != "ready":
            return None
        if other and reminder.level_id.review:
            reminder._force_state("review", values["reason"])
        elif set(after) - set(before):
            reminder._force_state("review", self.env._("More is late than when it was approved."))
        return None

    def _collect_facts(self, company, partners, wanted, rows, today):
        """Everything that the values of many reminders need, read once."""
        levels = self.env["dunning.level"].browse({one.level for one in wanted.values()})
        dues = {row[0]: row[1] for one in wanted for row in rows[one]}
        interest = self.env["dunning.interest"]
        professionals = {one.id for one in partners if one._fr_is_professional()}
        residuals = {row[0]: float(row[2]) for one in wanted for row in rows[one]}
        unmatched = {
            claim.key: residuals[claim.key] - float(claim.owed)
            for decision in wanted.values()
            for claim in decision.claims
        }
        charged = {
            claim.key: dues[claim.key]
            for partner, decision in wanted.items()
            for claim in decision.claims
            if partner in professionals and levels.browse(decision.level).claims_interest
        }
        return {
            "dues": dues,
            "moves": {row[0]: row[-1] for one in wanted for row in rows[one]},
            "own": {row[0]: (row[2], *row[-3:-1]) for one in wanted for row in rows[one]},
            "aside": dunning_books.get_credits_aside(self.env, company.id, list(wanted)),
            "interest": interest._get_interest(company, charged, today, unmatched)
            if charged
            else {},
            "charged": charged,
            "professionals": professionals,
            "indemnity": interest._get_indemnity(today),
            "emails": self._get_emails(partners),
            "known": dunning_books.get_reminded_partners(self.env, company.id, partners.ids),
            "plans": self._get_plans(company),
            "partners": {partner.id: partner for partner in partners},
        }

    def _get_emails(self, partners):
        """Where mails go: the address for invoices, else the customer's own."""
        emails = {partner.id: partner.email_formatted for partner in partners if partner.email}
        contacts = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "in", partners.ids),
                ("type", "=", "invoice"),
                ("email", "!=", False),
            ],
            order="id desc",
        )
        emails |= {one.commercial_partner_id.id: one.email_formatted for one in contacts}
        return emails

    def _prepare_values(self, company, partner_id, decision, facts, today):
        level = self.env["dunning.level"].browse(decision.level)
        lines = self._prepare_lines(company, decision, level, facts, partner_id)
        email = facts["emails"].get(partner_id)
        reason = self._get_reason(partner_id, level, decision, facts)
        owed = float(decision.owed)
        interest = sum(line["interest"] for line in lines)
        indemnity = sum(line["indemnity"] for line in lines)
        missing = any(
            claim.key in facts["charged"] and claim.key not in facts["interest"]
            for claim in decision.claims
        )
        return {
            "partner_id": partner_id,
            "company_id": company.id,
            "date": today,
            "level_id": level.id,
            "channel": "letter" if level.channel == "mail" and not email else level.channel,
            "email": email,
            "state": "review" if reason else "ready",
            "reason": reason,
            "note": self._get_note(company, missing, facts["aside"].get(partner_id), today),
            "line_ids": [Command.create(line) for line in lines],
            "line_count": len(lines),
            "owed": owed,
            "days": max(claim.days for claim in decision.claims),
            "interest": interest,
            "indemnity": indemnity,
            "total": owed + interest + indemnity,
        }

    def _get_note(self, company, missing, aside, today):
        notes = [self.env["dunning.interest"]._explain_missing(today)] if missing else []
        if aside:
            notes.append(
                self.env._(
                    "Credits of %s in general journals are not taken off: debts of theirs are left "
                    "out of the reminders too. Match them first.",
                    company.currency_id.format(float(aside)),
                )
            )
        return " ".join(notes) or False

    def _prepare_lines(self, company, decision, level, facts, partner_id):
        """The lines; the indemnity stands once for each invoice, not for each due date."""
        professional = partner_id in facts["professionals"]
        charged = facts["indemnity"] if level.claims_indemnity and professional else 0.0
        seen, lines = set(), []
        for claim in decision.claims:
            move = facts["moves"][claim.key]
            lines.append(
                {
                    "company_id": company.id,
                    "move_line_id": claim.key,
                    "date_due": facts["dues"][claim.key],
                    "days": claim.days,
                    "owed": float(claim.owed),
                    **self._prepare_own(claim, facts["own"][claim.key]),
                    "level_id": claim.level or False,
                    "is_moving": claim.key in decision.moving,
                    "interest": facts["interest"].get(claim.key, 0.0),
                    "indemnity": 0.0 if move in seen else charged,
                }
            )
            seen.add(move)
        return lines

    def _prepare_own(self, claim, own):
        """What is claimed, as a part of what is open in the invoice's own currency."""
        residual, amount, currency = own
        part = claim.owed / Decimal(str(residual))
        return {
            "own_owed": float(round(Decimal(str(amount)) * part, 6)),
            "own_currency_id": currency,
        }

    def _get_reason(self, partner_id, level, decision, facts):
        """Why a person looks first; empty when nobody has to."""
        if level.review:
            return self.env._("The level asks for it")
        plan = self._get_plan(facts["partners"][partner_id], facts["plans"])
        if plan["review"] and decision.owed >= plan["review"] and partner_id not in facts["known"]:
            return self.env._("Never late before, and owes much")
        return False
