from odoo.http import request

from odoo.addons.contract.controllers.main import PortalContract


class TechContractPortal(PortalContract):
    """One card of contracts on the customer's home: OCA's counts those that ours does not show."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        contracts = request.env["contract.contract"]
        if values.get("contract_count") and contracts.has_access("read"):
            values["contract_count"] = contracts.search_count([("tech_contract_id", "=", False)])
        return values
