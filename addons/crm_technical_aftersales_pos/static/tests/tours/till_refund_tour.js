import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import { registry } from "@web/core/registry";

/** The cashier finds the refund that the case prepared, and pays it. */
registry.category("web_tour.tours").add("crm_technical_aftersales_pos_refund", {
    steps: () =>
        [
            Chrome.startPoS(),
            Chrome.clickOrders(),
            { trigger: ".ticket-screen .order-row:contains('-36')", run: "click" },
            TicketScreen.loadSelectedOrder(),
            { trigger: ".pay-order-button", run: "click" },
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            Chrome.endTour(),
        ].flat(),
});
