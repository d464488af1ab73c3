import { patch } from "@web/core/utils/patch";
import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { findDiscount, findFloor, findMost } from "./book_price";

const toCents = (amount) => Math.round(amount * 100);

patch(PosOrderline.prototype, {
    /** `{published, lowest, discount}` of a copy, in cents and percent; null for a free price. */
    get bookLaw() {
        const title = this.product_id?.product_tmpl_id;
        const published = toCents(title?.fr_book_price || 0);
        if (!published || !(this.qty > 0) || this.price_unit < 0) {
            return null;
        }
        const sale = {
            kind: title.fr_book_kind,
            buyer: this.order_id?.partner_id?.fr_book_buyer_of_firm || "public",
            isSent: Boolean(this.order_id?.shipping_date),
        };
        const { fr_book_public, fr_book_article_3 } = this.company;
        const discount = findDiscount(sale, { open: fr_book_public, reserved: fr_book_article_3 });
        return discount === null
            ? null
            : { published, discount, lowest: findFloor(published, discount) };
    },

    /** Only a manager of the bookshop may excuse a price, and only of an old book (art. 5). */
    get isBookExcused() {
        return Boolean(this.fr_price_reason && this.product_id.product_tmpl_id.fr_book_is_old);
    },

    /** The lowest lawful amount of the line, in cents. */
    get bookFloor() {
        return this.isBookExcused ? 0 : Math.round(this.bookLaw.lowest * this.qty);
    },

    get isBookPriceLawful() {
        const law = this.bookLaw;
        const paid = toCents(this.priceIncl);
        return !law || (paid >= this.bookFloor && paid <= Math.round(law.published * this.qty));
    },

    /** "5 %" is the lawful 5 %: what the cashier types most is not refused for a cent. */
    setDiscount() {
        super.setDiscount(...arguments);
        const law = this.bookLaw;
        if (law && this.discount <= law.discount) {
            this.discount = Math.min(this.discount, findMost(law.published, law.lowest));
        }
    },

    /** What a price list proposes is lawful; what the cashier types is looked at when it is paid. */
    setUnitPrice() {
        super.setUnitPrice(...arguments);
        const law = this.price_type === "original" && this.bookLaw;
        if (law) {
            const highest = this.product_id.product_tmpl_id.list_price;
            const digits = this.models["decimal.precision"].find(
                (precision) => precision.name === "Product Price"
            ).digits;
            const step = 10 ** digits;
            const exact = ((highest * law.lowest) / law.published) * step;
            const lowest = Math.ceil(Number(exact.toFixed(6))) / step;
            this.price_unit = Math.min(Math.max(this.price_unit, lowest), highest);
        }
    },
});
