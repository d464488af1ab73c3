import { patch } from "@web/core/utils/patch";
import { BookstoreScan } from "@bookstore_deposit/scan/scan";

/** An unknown ISBN is asked for while its form is open; what somebody typed meanwhile is kept. */
patch(BookstoreScan.prototype, {
    show(answer, args) {
        super.show(answer, args);
        if (this.state.unknown && answer.is_isbn) {
            this.askSource(this.state.unknown);
        }
    },

    async askSource(unknown) {
        const asked = this.orm.silent.call(this.model, "scan_ask", [[this.id], unknown.code]);
        const answer = await asked.catch(() => null);
        if (!answer || this.state.unknown?.code !== unknown.code) {
            return;
        }
        if (answer.message) {
            this.state.message = answer.message;
            this.state.status = answer.status === "found" ? "choice" : "unknown";
        }
        if (answer.status === "found") {
            const form = this.state.unknown;
            form.name = form.name || answer.name;
            form.publisher = form.publisher || answer.publisher;
            form.price = form.price || answer.price;
        }
    },
});
