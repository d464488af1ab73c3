import { patch } from "@web/core/utils/patch";
import { roundPrecision } from "@web/core/utils/numbers";
import { ProductTemplate } from "@point_of_sale/app/models/product_template";

const CENT = 0.01;

patch(ProductTemplate.prototype, {
    /** The members' discount is on books alone, and rounded up: 95 % is the lowest lawful price. */
    getPrice(pricelist, quantity, priceExtra = 0, recurring = false, variant = false, ...rest) {
        if (!pricelist?.bookstore_member_discount) {
            return super.getPrice(...arguments);
        }
        const title = (variant && variant.product_tmpl_id) || this;
        if (!title.bookstore_is_title) {
            return super.getPrice(false, quantity, priceExtra, false, variant, ...rest);
        }
        return roundPrecision(super.getPrice(...arguments), CENT, "UP");
    },
});
