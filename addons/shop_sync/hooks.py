def uninstall_hook(env):
    """Products that orders and invoices name stay with them: Odoo only forgets where they came from."""
    data = env["ir.model.data"].search(
        [("module", "=", "shop_sync"), ("model", "in", ["product.product", "product.template"])]
    )
    products = env["product.product"].browse(
        data.filtered(lambda row: row.model == "product.product").mapped("res_id")
    )
    used = env["product.product"]
    for model in ("sale.order.line", "account.move.line"):
        for (product,) in env[model]._read_group(
            [("product_id", "in", products.ids)], ["product_id"]
        ):
            used |= product
    kept = {"product.product": used.ids, "product.template": used.product_tmpl_id.ids}
    data.filtered(lambda row: row.res_id in kept[row.model]).unlink()
