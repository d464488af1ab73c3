import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import { registry } from "@web/core/registry";

/** A till in a place that is being counted is told before it takes the money. */
registry.category("web_tour.tours").add("bookstore_deposit_locked_till_tour", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.clickDisplayedProduct("Les Contemplations"),
            { trigger: ".pay-order-button", run: "click" },
            { trigger: ".modal-body:contains('is being counted')" },
            Dialog.confirm("Ok"),
            { trigger: ".product-screen" },
            Chrome.endTour(),
        ].flat(),
});
