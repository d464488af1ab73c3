from . import controllers, demo, models


def hide_menu(env):
    """One list of contracts for customers: OCA's own entry only where it has others."""
    others = env["contract.contract"].search_count(
        [("tech_contract_id", "=", False), ("contract_type", "=", "sale")], limit=1
    )
    if not others:
        env.ref("contract.menu_contract_contract_customer").active = False


def show_menu(env):
    """Before it leaves: OCA's add-on has its entry again, and runs none of our contracts."""
    env.ref("contract.menu_contract_contract_customer").active = True
    env["contract.contract"].search([("tech_contract_id", "!=", False)])._tech_leave()
