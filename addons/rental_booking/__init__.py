from . import models, report, wizards


def pre_init_hook(env):
    """The exclusion constraint on units needs btree_gist (a trusted extension)."""
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")


def post_init_hook(env):
    """Existing warehouses become shops."""
    env["stock.warehouse"].search([])._create_rental_setup()
