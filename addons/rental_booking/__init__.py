from . import demo, models, report, wizards


def pre_init_hook(env):
    """The exclusion constraint on units needs btree_gist (a trusted extension)."""
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")


def post_init_hook(env):
    """Existing warehouses become shops; rental income has its account."""
    env["stock.warehouse"].search([])._create_rental_setup()
    env["res.company"].search([])._rental_choose_income_account()
