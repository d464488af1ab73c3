import { patch } from "@web/core/utils/patch";
import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";

patch(PosOrderline.prototype, {
    /** What after-sales cases made good is not refunded at the till again. */
    get refundedQty() {
        return super.refundedQty + (this.tech_settled_qty || 0);
    },
});
