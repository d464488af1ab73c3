import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as PosLoyalty from "@pos_loyalty/../tests/tours/utils/pos_loyalty_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import { registry } from "@web/core/registry";

const BOOK = "Les Contemplations";
const PEN = "A pen of the tests";

/** A cashier sells a book and a pen to a member: the discount is on the book, the wallet pays. */
registry.category("web_tour.tours").add("bookstore_member_till_tour", {
    steps: () =>
        [
            { content: "the till has loaded", trigger: ".screen-login", timeout: 60000 },
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.clickDisplayedProduct(PEN),
            ProductScreen.clickDisplayedProduct(BOOK),
            ProductScreen.selectedOrderlineHas(BOOK, "1", "10.55"),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Louise of the Tests"),
            ProductScreen.selectedOrderlineHas(BOOK, "1", "10.03"),
            PosLoyalty.orderTotalIs("12.03"),
            PosLoyalty.eWalletButtonState({
                highlighted: true,
                text: "eWallet Pay",
                click: true,
            }),
            PosLoyalty.orderTotalIs("0.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.isShown(),
            Chrome.endTour(),
        ].flat(),
});
