import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as OfflineUtil from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as TextInput from "@point_of_sale/../tests/generic_helpers/text_input_popup_util";
import { registry } from "@web/core/registry";

const BOOK = "Bel-Ami";
const OLD_BOOK = "Fort comme la mort";
const BAG = "Sac en toile";
// kind, buyer, sent, lowest price of 8.55 (null: free): the table of test_prices.py
const RULES = [
    ["new", "public", false, 8.13],
    ["new", "article_3", false, 7.79],
    ["new", "library", false, 7.79],
    ["new", "school", false, 8.13],
    ["new", "public", true, 8.55],
    ["new", "library", true, 7.79],
    ["school", "public", false, 8.13],
    ["school", "school", false, null],
    ["school", "article_3", false, null],
    ["used", "public", false, null],
    ["other", "public", false, null],
];

function check(found, expected, what) {
    if (found !== expected) {
        throw new Error(`${what}: ${found}, not ${expected}`);
    }
}

function partnerOf(buyer) {
    return posmodel.models["res.partner"].find((partner) => partner.name === buyer);
}

/** Each rule × typed price, typed discount, price list, one copy and three. */
function checkRules() {
    const order = posmodel.getOrder();
    const line = order.lines[0];
    const title = line.product_id.product_tmpl_id;
    for (const [kind, buyer, sent, lowest] of RULES) {
        title.fr_book_kind = kind;
        order.setPartner(partnerOf(buyer));
        order.setShippingDate(sent ? "2026-12-24" : false);
        for (const quantity of [1, 3]) {
            line.setQuantity(quantity);
            checkRule(line, lowest, `${kind} ${buyer} ${sent} ${quantity}`);
        }
        line.setQuantity(1);
    }
    title.fr_book_kind = "new";
    order.setPartner(false);
    order.setShippingDate(false);
    checkCents();
}

function checkRule(line, lowest, rule) {
    const isFixed = lowest !== null;
    const isRefused = () => !line.isBookPriceLawful;
    line.price_type = "manual";
    line.setUnitPrice(lowest || 1);
    check(isRefused(), false, `${rule}: the lowest price`);
    line.setUnitPrice((lowest || 1) - 0.01);
    check(isRefused(), isFixed, `${rule}: a cent lower`);
    line.setUnitPrice(8.56);
    check(isRefused(), isFixed, `${rule}: above the cover`);
    line.setUnitPrice(8.55);
    line.setDiscount(20);
    check(isRefused(), isFixed, `${rule}: less 20 %`);
    line.setDiscount(line.bookLaw?.discount || 0);
    check(isRefused(), false, `${rule}: the percentage of the law`);
    line.setDiscount(0);
    line.price_type = "original";
    line.setUnitPrice(6.84);
    check(line.price_unit, lowest || 6.84, `${rule}: a price list`);
    line.setUnitPrice(8.55);
    check(isRefused(), false, `${rule}: the cover`);
}

/** No price is a cent below its floor, whatever it is. */
function checkCents() {
    // tours are in every page, the rule is in the till's alone
    const { findFloor, findMost } = odoo.loader.modules.get("@bookstore_law_fr/pos/book_price");
    for (let cents = 1; cents < 20000; cents++) {
        for (const percent of [0, 5, 9]) {
            const exact = Math.floor((cents * (100 - percent) + 99) / 100);
            const paid = Math.round((cents * (100 - findMost(cents, exact))) / 100 + 1e-9);
            check(findFloor(cents, percent), exact, `floor of ${cents} less ${percent} %`);
            check(paid >= exact, true, `${cents} less ${percent} %`);
        }
    }
}

function change(content, run) {
    return { content, trigger: ".pay-order-button", run: () => run(posmodel.getOrder()) };
}

registry.category("web_tour.tours").add("bookstore_law_till_tour", {
    steps: () =>
        [
            { content: "the till has loaded", trigger: ".screen-login", timeout: 60000 },
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.clickDisplayedProduct(BOOK),
            { content: "each rule", trigger: ".pay-order-button", run: checkRules },
            // typed while there is no network: told before the payment
            OfflineUtil.setOfflineMode(),
            ProductScreen.clickNumpad("%", "6"),
            ProductScreen.clickPayButton(false),
            Dialog.bodyIs("Set a price from"),
            Dialog.bodyIs("8.13"),
            Dialog.confirm("Ok"),
            ProductScreen.isShown(),
            OfflineUtil.setOnlineMode(),
            ProductScreen.clickNumpad("%", "5"),
            ProductScreen.selectedOrderlineHas(BOOK, "1", "8.13"),
            change("back to the price on the cover", (order) => order.lines[0].setDiscount(0)),
            // a discount on a line of its own: the book alone may not bear it
            ProductScreen.clickDisplayedProduct(BAG),
            change("two euros off", (order) => order.lines[1].setUnitPrice(-2)),
            ProductScreen.clickPayButton(false),
            Dialog.bodyIs("below their lawful price"),
            Dialog.confirm("Ok"),
            change("no discount", (order) => order.lines[1].setUnitPrice(10)),
            // the library pays 9 % less, and is taken off while the order is being paid
            change("for the library", (order) => order.setPartner(partnerOf("library"))),
            change("less 9 %", (order) => order.lines[0].setDiscount(9)),
            ProductScreen.clickPayButton(),
            {
                content: "no library any more",
                trigger: ".payment-screen .paymentline",
                run: () => posmodel.getOrder().setPartner(false),
            },
            PaymentScreen.clickValidate(),
            Dialog.bodyIs("8.13"),
            Dialog.confirm("Ok"),
            {
                content: "the library again",
                trigger: ".payment-screen",
                run: () => posmodel.getOrder().setPartner(partnerOf("library")),
            },
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ReceiptScreen.clickNextOrder(),
            // a book of more than two years: the manager gives a reason, kept with the sale
            ProductScreen.clickDisplayedProduct(OLD_BOOK),
            ProductScreen.clickNumpad("Price", "4"),
            ProductScreen.clickPayButton(false),
            TextInput.inputText("Older edition"),
            Dialog.confirm(),
            PaymentScreen.isShown(),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.isShown(),
            Chrome.endTour(),
        ].flat(),
});
