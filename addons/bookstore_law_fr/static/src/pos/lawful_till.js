import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { TextInputPopup } from "@point_of_sale/app/components/popups/text_input_popup/text_input_popup";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { findExcess } from "./book_price";

const VOUCHERS = ["gift_card", "ewallet"]; // they pay, and lower no price

patch(PosStore.prototype, {
    /** No payment is taken for a book at an unlawful price. */
    async pay() {
        return (await this.areBookPricesLawful()) && super.pay(...arguments);
    },

    async validateOrderFast() {
        return (await this.areBookPricesLawful()) && super.validateOrderFast(...arguments);
    },

    /** Tells what is wrong; a manager may excuse the price of an old book with a reason (art. 5). */
    async areBookPricesLawful(order = this.getOrder()) {
        this.numberBuffer.capture(); // what was typed last counts too
        const lines = order.lines.filter((line) => !line.isBookPriceLawful);
        const refused = lines.filter((line) => !this.mayExcuseBook(line));
        const told = refused.map((line) => this.getBookRefusal(line));
        if (!refused.length && lines.length && !(await this.excuseBooks(lines))) {
            return false;
        }
        const excess = told.length ? 0 : this.getBookExcess(order);
        if (excess > 0) {
            told.push(this.getBookExcessMessage(excess));
        }
        if (told.length) {
            this.dialog.add(AlertDialog, {
                title: _t("This price is not lawful"),
                body: told.join("\n"),
            });
        }
        return !told.length;
    },

    /** One reason for all old books of the sale. */
    async excuseBooks(lines) {
        const reason = await makeAwaitable(this.dialog, TextInputPopup, {
            title: _t("Why is this book of more than two years sold below its price?"),
            placeholder: lines.map((line) => this.getBookMessage(line)).join("\n"),
            rows: 4,
        });
        for (const line of lines) {
            line.fr_price_reason = reason?.trim() || "";
        }
        return Boolean(reason?.trim());
    },

    mayExcuseBook(line) {
        return (
            this.user.raw.fr_is_book_manager &&
            line.product_id.product_tmpl_id.fr_book_is_old &&
            line.priceIncl < (line.bookLaw.published * line.qty) / 100
        );
    },

    getBookExcess(order) {
        const lines = order.lines.filter(
            (line) =>
                !line.refunded_orderline_id &&
                !VOUCHERS.includes(line.reward_id?.program_id?.program_type)
        );
        if (!lines.some((line) => line.bookLaw) || !lines.some((line) => line.priceIncl < 0)) {
            return 0;
        }
        return findExcess(
            lines.map((line) => ({
                amount: Math.round(line.priceIncl * 100),
                floor: line.bookLaw && line.bookFloor,
                taxes: line.tax_ids
                    .map((tax) => tax.id)
                    .toSorted((a, b) => a - b)
                    .join(),
            }))
        );
    },

    /** What happened, to which title, what to do now. */
    getBookMessage(line) {
        const { published, lowest } = line.bookLaw;
        const format = (cents) => this.env.utils.formatCurrency(cents / 100);
        return _t(
            "%(title)s cannot be sold at %(paid)s: its price is fixed (law 81-766). Set a price from %(lowest)s to %(public)s.",
            {
                title: line.getFullProductName(),
                paid: format((line.priceIncl * 100) / line.qty),
                lowest: format(lowest),
                public: format(published),
            }
        );
    },

    getBookRefusal(line) {
        const message = this.getBookMessage(line);
        return line.product_id.product_tmpl_id.fr_book_is_old
            ? `${message} ${_t(
                  "It is an old book: a manager of the bookshop may sell it lower, with a reason."
              )}`
            : message;
    },

    getBookExcessMessage(excess) {
        return _t(
            "The discounts would take the books %s below their lawful price (law 81-766). Lower the discount by that, or give it on what is no book.",
            this.env.utils.formatCurrency(excess / 100)
        );
    },
});

patch(OrderPaymentValidation.prototype, {
    /** The customer or the delivery was changed on the payment screen. What a terminal has taken is
     * recorded: the server tells the bookseller. */
    async askBeforeValidation() {
        const isTaken = this.order.payment_ids.some((line) => line.isElectronic() && line.isDone());
        if (!isTaken && !(await this.pos.areBookPricesLawful(this.order))) {
            return false;
        }
        return super.askBeforeValidation(...arguments);
    },
});
