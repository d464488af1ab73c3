from odoo import fields
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager


class ContractPortal(CustomerPortal):
    """A customer's contracts: what was agreed, until when, and how he ends one."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "tech_contract_count" in counters:
            contracts = request.env["tech.contract"].sudo()  # sudo: his own, by the domain
            values["tech_contract_count"] = contracts.search_count(self._get_tech_contract_domain())
        return values

    def _get_tech_contract_domain(self):
        return request.env["tech.contract"]._get_portal_domain(request.env.user.partner_id)

    @route(
        ["/my/customer-contracts", "/my/customer-contracts/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_tech_contracts(self, page=1, **kwargs):
        contracts = request.env["tech.contract"].sudo()  # sudo: his own, by the domain
        domain = self._get_tech_contract_domain()
        pager = portal_pager(
            url="/my/customer-contracts",
            total=contracts.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        values = self._prepare_portal_layout_values() | {
            "contracts": contracts.search(
                domain, limit=self._items_per_page, offset=pager["offset"]
            ),
            "page_name": "tech_contract",
            "pager": pager,
            "default_url": "/my/customer-contracts",
        }
        return request.render("crm_technical_contract.portal_my_contracts", values)

    def _get_tech_contract(self, contract_id, access_token):
        """Return the contract (sudo) that this visitor may see; None otherwise."""
        if not request.env.user._is_public():
            own = request.env["tech.contract"].sudo()  # sudo: his own, by the domain
            found = own.search(self._get_tech_contract_domain() & Domain("id", "=", contract_id))
            if found:
                return found
        try:
            contract = self._document_check_access("tech.contract", contract_id, access_token)
        except (AccessError, MissingError):
            return None
        return contract if contract.state not in ("draft", "cancelled") else None

    @route("/my/customer-contracts/<int:contract_id>", type="http", auth="public", website=True)
    def portal_my_tech_contract(self, contract_id, access_token=None, **kwargs):
        contract = self._get_tech_contract(contract_id, access_token)
        if not contract:
            return request.redirect("/my")
        today = fields.Date.context_today(contract)
        values = {
            "tech_contract": contract,
            "page_name": "tech_contract",
            "token": access_token,
            "leaving_on": contract._get_leaving_day(today, by="customer"),
            "today": today,
        }
        return request.render(
            "crm_technical_contract.portal_my_contract",
            self._get_page_view_values(
                contract, access_token, values, "my_tech_contracts_history", False, **kwargs
            ),
        )

    @route(
        "/my/customer-contracts/<int:contract_id>/end",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_end_tech_contract(self, contract_id, access_token=None, confirmed=None, **kwargs):
        """Give notice for the customer; repeated, nothing more happens."""
        contract = self._get_tech_contract(contract_id, access_token)
        if not contract:
            return request.redirect("/my")
        if confirmed and contract.state == "active":
            contract.write(
                {"notice_date": fields.Date.context_today(contract), "notice_by": "customer"}
            )
            contract._fire("give_notice")
            contract._tell_notice()
        return request.redirect(contract.get_portal_url())

    @route(
        "/my/customer-contracts/<int:contract_id>/document/<int:document_id>",
        type="http",
        auth="public",
        website=True,
    )
    def portal_tech_contract_document(self, contract_id, document_id, access_token=None, **kwargs):
        contract = self._get_tech_contract(contract_id, access_token)
        document = contract and contract.document_ids.filtered(lambda one: one.id == document_id)
        if not document:
            return request.redirect("/my")
        stream = request.env["ir.binary"]._get_stream_from(document)
        return stream.get_response(as_attachment=True)

    @route(
        "/my/customer-contracts/<int:contract_id>/amendment/<int:amendment_id>",
        type="http",
        auth="public",
        website=True,
    )
    def portal_tech_contract_amendment(
        self, contract_id, amendment_id, access_token=None, **kwargs
    ):
        """Both versions as a PDF."""
        contract = self._get_tech_contract(contract_id, access_token)
        amendment = contract and contract._get_amendments_for_customer().filtered(
            lambda one: one.id == amendment_id
        )
        if not amendment:
            return request.redirect("/my")
        return self._show_report(
            model=amendment,
            report_type="pdf",
            report_ref="crm_technical_contract.action_report_amendment",
            download=True,
        )
