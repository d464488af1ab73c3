import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as OfflineUtil from "@point_of_sale/../tests/generic_helpers/offline_util";
import { registry } from "@web/core/registry";

const TITLE = "Les Contemplations";

/** A cart is open when somebody starts to count the place. */
registry.category("web_tour.tours").add("bookstore_deposit_cart_tour", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.clickDisplayedProduct(TITLE),
            { trigger: ".pay-order-button" },
        ].flat(),
});

/** The same till, once the place is locked: it is told before it takes the money. */
registry.category("web_tour.tours").add("bookstore_deposit_locked_till_tour", {
    steps: () =>
        [
            { trigger: ".pay-order-button", run: "click" },
            { trigger: ".modal-body:contains('is being counted')" },
            Dialog.confirm("Ok"),
            { trigger: ".product-screen" },
            Chrome.endTour(),
        ].flat(),
});

/** Sold to a customer who waits for nothing, whosever the copy was. */
registry.category("web_tour.tours").add("bookstore_deposit_sale_tour", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.clickDisplayedProduct(TITLE),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.isShown(),
            Chrome.endTour(),
        ].flat(),
});

/** The customer is paying when somebody starts to count the place. */
registry.category("web_tour.tours").add("bookstore_deposit_paying_tour", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.clickDisplayedProduct(TITLE),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash"),
        ].flat(),
});

/** The same till, once the place is locked: it is told, and the sale that was paid is recorded. */
registry.category("web_tour.tours").add("bookstore_deposit_paid_in_a_locked_place_tour", {
    steps: () =>
        [
            PaymentScreen.clickValidate(),
            { trigger: ".modal-body:contains('leave the stock when the inventory is closed')" },
            Dialog.cancel(),
            PaymentScreen.isShown(),
            PaymentScreen.clickValidate(),
            Dialog.confirm("Record the sale"),
            ReceiptScreen.isShown(),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(),
});

/** Sold while the network was down: the server gets the sale later. */
registry.category("web_tour.tours").add("bookstore_deposit_offline_tour", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.clickDisplayedProduct(TITLE),
            OfflineUtil.setOfflineMode(),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            Dialog.confirm("Continue with limited functionality"),
            OfflineUtil.setOnlineMode(),
            {
                content: "the till sends what it kept",
                trigger: ".receipt-screen",
                run: () => window.posmodel.syncAllOrders({ throw: true }),
            },
            ReceiptScreen.clickNextOrder(),
            ProductScreen.isShown(),
            Chrome.endTour(),
        ].flat(),
});

/** The customer brings the copy back to the till. */
registry.category("web_tour.tours").add("bookstore_deposit_refund_tour", {
    steps: () =>
        [
            Chrome.startPoS(),
            ProductScreen.clickRefund(),
            TicketScreen.selectOrder("001"),
            ProductScreen.clickNumpad("1"),
            TicketScreen.toRefundTextContains("To Refund: 1"),
            TicketScreen.confirmRefund(),
            PaymentScreen.isShown(),
            PaymentScreen.clickPaymentMethod("Cash"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(),
});
