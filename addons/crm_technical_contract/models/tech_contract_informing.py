from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from odoo.addons.suite_base.core.compose import compose_action

from ..core.terms import DAY, information_window, is_told, last_day_for_notice


class TechContractInforming(models.Model):
    """Whether a consumer was told in time that he may refuse the renewal, and what follows if not.

    Code de la consommation, L215-1: who was not told in time leaves on any day from the renewal on,
    free of charge, and gets back within 30 days what he paid for the days after.
    """

    _inherit = "tech.contract"

    is_inform_due = fields.Boolean(
        string="To Inform",
        compute="_compute_is_inform_due",
        search="_search_is_inform_due",
        help="A letter that leaves today tells a consumer of the renewal in time.",
    )
    free_from = fields.Date(
        string="Leaves on Any Day From",
        compute="_compute_free_from",
        help="The day of a renewal of which the consumer was not told in time.",
    )

    @api.depends("state", "inform_from", "inform_until", "informed_on")
    def _compute_is_inform_due(self):
        today = fields.Date.context_today(self)
        for contract in self:
            window = (contract.inform_from, contract.inform_until)
            running = contract.state == "active" and all(window)
            open_today = running and is_told(today, window)
            contract.is_inform_due = open_today and not contract._is_informed()

    def _search_is_inform_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        within = [
            ("state", "=", "active"),
            ("inform_from", "<=", "today"),
            ("inform_until", ">=", "today"),
        ]
        found = self.search(within).filtered("is_inform_due")
        due = Domain("id", "in", found.ids)
        return due if True in value else ~due

    @api.depends(
        *("state", "is_consumer", "informed_on", "inform_until", "leaving_on", "renewal"),
        "term_ids.is_told",
    )
    def _compute_free_from(self):
        today = fields.Date.context_today(self)
        for contract in self:
            running = contract.state in ("active", "notice")
            day = contract._get_free_from(today) if running else None
            contract.free_from = day if day and day <= (contract.leaving_on or day) else False

    # --- what people do ---------------------------------------------------------------------------

    def action_inform_customer(self):
        """Write to the customer until when he may refuse the renewal."""
        self.ensure_one()
        template = "crm_technical_contract.mail_template_information"
        return compose_action(self, template, tech_contract_informs=True)

    def action_attest_told(self):
        """A manager answers for it that the customer was told in time of the last renewal."""
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(
                self.env._("A sales manager answers for it that the customer was told in time.")
            )
        self.check_access("write")
        for contract in self:
            renewed = contract.term_ids.sorted("date_start")[1:][-1:]
            if not renewed or renewed.is_told:
                raise UserError(
                    self.env._(
                        "%(contract)s was not renewed yet, or its customer was told in time: there "
                        "is nothing to answer for.",
                        contract=contract.display_name,
                    )
                )
            renewed.sudo().is_told = True  # sudo: terms are written by code only
            contract.message_post(
                body=self.env._(
                    "%(user)s answers for it: the customer was told in time of the renewal of "
                    "%(day)s, by a letter that did not leave from here.",
                    user=self.env.user.name,
                    day=format_date(self.env, renewed.date_start),
                )
            )

    def message_post(self, **kwargs):
        message = super().message_post(**kwargs)
        if self.env.context.get("tech_contract_informs") and self.env.user._is_internal():
            self._note_letter()
        return message

    def _note_letter(self):
        """The letter left: write down its day, unless one was in time before; that is done now."""
        untold = self.filtered(lambda one: not one._is_informed())
        untold.sudo().informed_on = fields.Date.context_today(self)  # sudo: the letter left
        self.activity_unlink(["crm_technical_contract.mail_activity_inform"])

    # --- business ---------------------------------------------------------------------------------

    def _get_inform_window(self, end):
        """Return the days between which a consumer is told of the renewal after ``end``."""
        company = self.company_id.sudo()  # sudo: settings of the contract's company
        return information_window(
            last_day_for_notice(end, self.notice_months, self.notice_days),
            company.tech_contract_inform_earliest,
            company.tech_contract_inform_latest,
        )

    def _get_current_term(self):
        return max(self.term_ids, key=lambda term: term.date_start, default=self.term_ids)

    def _is_informed(self):
        """Whether the customer was told in time of the renewal after the current term.

        A letter that left before this term began told of another renewal.
        """
        self.ensure_one()
        current = self._get_current_term()
        if not current:
            return False
        first, last = self._get_inform_window(current.date_end)
        return is_told(self.informed_on or None, (max(first, current.date_start), last))

    def _get_free_from(self, day):
        """Return the renewal of which, seen on ``day``, the consumer was not told in time.

        :return: its day, gone or to come; None where the terms and their notice count
        """
        self.ensure_one()
        current = self._get_current_term()
        if not self.is_consumer or not current:
            return None
        if len(self.term_ids) > 1 and not current.is_told:
            return current.date_start
        renews = self.renewal == "tacit" and not self._is_informed()
        if renews and self._get_inform_window(current.date_end)[1] < day:
            return current.date_end + DAY
        return None

    def _tell_refund(self):
        """What is told with the notice of who leaves before the end of a term; empty otherwise."""
        self.ensure_one()
        end = max(self.term_ids.mapped("date_end"), default=None)
        if not end or not self.leaving_on or self.leaving_on >= end:
            return ""
        return self.env._("What was paid for the days after it is given back within 30 days.")
