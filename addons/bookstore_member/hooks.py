def uninstall_hook(env):
    """The members' discount goes with the module, which alone keeps it on books and lawful.

    Members have the price lists of their own again; those of the discount give nothing and are
    offered nowhere, but stay on the orders that name them.
    """
    price_lists = env["product.pricelist"].with_context(active_test=False)
    price_lists = price_lists.search([("bookstore_member_discount", "!=", 0)])
    for member in env["bookstore.member"].search([("price_list_id", "!=", False)]):
        partner = member.partner_id.with_company(member.company_id)
        if partner.specific_property_product_pricelist in price_lists:
            former = member.former_price_list_id.filtered("active")
            partner.specific_property_product_pricelist = former
    price_lists.item_ids.unlink()
    price_lists.active = False
