import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/**
 * Whoever types other dates or quantities reads at once what they mean. The form does the same
 * without this: its button asks the same page.
 */
export class LiveChange extends Interaction {
    static selector = ".o_rental_change";
    dynamicContent = {
        _root: { "t-on-change": this.debounced(this.show, 300) },
    };

    async show() {
        if (!this.el.reportValidity()) {
            return;
        }
        const answer = await this.waitFor(
            fetch(this.el.action, { method: "POST", body: new FormData(this.el) })
        );
        const page = new DOMParser().parseFromString(
            await this.waitFor(answer.text()),
            "text/html"
        );
        const news = page.querySelector(".o_rental_preview");
        if (news) {
            this.el.querySelector(".o_rental_preview").replaceWith(news);
        }
    }
}

registry.category("public.interactions").add("rental_booking.live_change", LiveChange);
