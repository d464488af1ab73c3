FREE = ("shipping", "ecotax", "difference")


def free_of_commission(env):
    """No commission on carriage, on a contribution that is passed on, on a difference accepted."""
    for part in FREE:
        product = env.ref(f"shop_sync.product_{part}", raise_if_not_found=False)
        if product:
            product.product_tmpl_id.commission_free = True


def uninstall_hook(env):
    """The product that bills of agents name stays with them: Odoo only forgets where it came from."""
    product = env.ref("shop_sync_commission.product_commission", raise_if_not_found=False)
    if product and env["account.move.line"].search_count(
        [("product_id", "=", product.id)], limit=1
    ):
        env["ir.model.data"].search(
            [
                ("module", "=", "shop_sync_commission"),
                "|",
                "&",
                ("model", "=", "product.product"),
                ("res_id", "=", product.id),
                "&",
                ("model", "=", "product.template"),
                ("res_id", "=", product.product_tmpl_id.id),
            ]
        ).unlink()
