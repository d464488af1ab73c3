"""The grid of 20,000 products × 10 shops: how many queries a page of it takes, and how long."""

from odoo.tools import split_every

GENERATION = 1
PRODUCTS = 20_000
SHOPS = 10
QUERIES = 40


def prepare(env):
    """Each shop with a price list of its own, and nine of ten products in it."""
    env = env["base"].with_context(tracking_disable=True).env
    base = _create_pricelist(env, "Base", {"percent_price": 5})
    shops = env["shop.channel"].create(
        [
            {
                "name": f"Bench {number}",
                "url": "http://127.0.0.1:1",
                "languages": "fr, en",
                "catalog_pricelist_id": _create_pricelist(
                    env,
                    f"Bench {number}",
                    {"percent_price": number, "base": "pricelist", "base_pricelist_id": base.id},
                ).id,
            }
            for number in range(SHOPS)
        ]
    )
    for numbers in split_every(1000, range(PRODUCTS)):
        env["product.template"].create(
            [
                {
                    "name": f"Bench product {number}",
                    "default_code": f"B{number}",
                    "list_price": 10 + number % 90,
                    "shop_description": f"<p>Number {number}</p>" if number % 3 else False,
                }
                for number in numbers
            ]
        )
        env.flush_all()
        env.invalidate_all()
    env.cr.execute(
        """INSERT INTO shop_listing (channel_id, company_id, product_tmpl_id, state, published, dirty)
           SELECT shop.id, shop.company_id, product.id, 'new', true, true
             FROM shop_channel AS shop, product_template AS product
            WHERE shop.id = ANY(%s) AND product.name->>'en_US' LIKE 'Bench%%'
              AND (product.id + shop.id) %% 10 > 0""",
        (shops.ids,),
    )
    env.cr.execute("ANALYZE shop_listing")
    env.cr.execute("ANALYZE product_template")


def _create_pricelist(env, name, rule):
    rule = {"compute_price": "percentage", **rule}
    return env["product.pricelist"].create({"name": name, "item_ids": [(0, 0, rule)]})


def run(bench):
    grid = bench.env["shop.grid"]
    shop = bench.env["shop.channel"].search([("name", "=", "Bench 0")])
    for words, filters in {
        "opens": {},
        "of one shop": {"channel_id": shop.id},
        "searched": {"search": "B1999"},
        "of incomplete ones": {"show": "incomplete"},
        "of those in no shop": {"show": "out"},
    }.items():

        def open_grid(filters=filters):
            bench.env.invalidate_all()
            return grid.get_page(filters)

        name = f"grid of {PRODUCTS} × {SHOPS} {words}"
        open_grid()
        before = bench.env.cr.sql_log_count
        open_grid()
        bench.at_most(name, bench.env.cr.sql_log_count - before, QUERIES, "queries")
        bench.at_most(name, bench.timed(open_grid, repeat=3), 2.0, "s")
