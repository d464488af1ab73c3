import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { ask } from "@point_of_sale/app/utils/make_awaitable_dialog";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";

patch(PosStore.prototype, {
    /** No payment is taken for copies of a place that is being counted. */
    async pay() {
        return (await this.isBookstorePlaceOpen()) && super.pay(...arguments);
    },

    async validateOrderFast() {
        return (await this.isBookstorePlaceOpen()) && super.validateOrderFast(...arguments);
    },

    async isBookstorePlaceOpen() {
        const reason = await this.getBookstoreLock();
        if (reason) {
            this.dialog.add(AlertDialog, {
                title: _t("This place is being counted"),
                body: reason,
            });
        }
        return !reason;
    },

    async getBookstoreLock() {
        const titles = this.getOrder().lines.map((line) => line.product_id.id);
        try {
            return await this.data.call("pos.config", "get_bookstore_lock", [
                [this.config.id],
                titles,
            ]);
        } catch (error) {
            // Without a connection the sale goes on; the server keeps it until the place opens.
            if (error instanceof ConnectionLostError) {
                return false;
            }
            throw error;
        }
    },
});

patch(OrderPaymentValidation.prototype, {
    /** Locked while the customer was paying: the cashier decides, and learns what follows. */
    async askBeforeValidation() {
        const reason = await this.askBookstoreLock();
        if (reason) {
            const isPaid = await ask(this.pos.dialog, {
                title: _t("This place is being counted"),
                body: _t(
                    "%s If the customer has paid already, record the sale: its copies leave the stock when the inventory is closed.",
                    reason
                ),
                confirmLabel: _t("Record the sale"),
                cancelLabel: _t("Back"),
            });
            if (!isPaid) {
                return false;
            }
        }
        return super.askBeforeValidation(...arguments);
    },

    /** Meanwhile nobody leaves the payment: the receipt would come over the screen he went to. */
    async askBookstoreLock() {
        const { ui } = this.pos.env.services;
        ui.block();
        try {
            return await this.pos.getBookstoreLock();
        } finally {
            ui.unblock();
        }
    },
});
