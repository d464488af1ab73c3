from . import controllers, demo, models, report, wizards
from .models.sql import extensions


def pre_init_hook(env):
    """The exclusion constraint on units needs btree_gist (a trusted extension)."""
    extensions.create_btree_gist(env)


def post_init_hook(env):
    """Existing warehouses become shops; rental income has its account."""
    env["stock.warehouse"].search([])._create_rental_setup()
    env["res.company"].search([])._rental_choose_income_account()
