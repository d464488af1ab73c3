import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** One tick for all cars of the page; "Add all" takes those of the other pages too. */
export class TransportStockAll extends Interaction {
    static selector = ".o_transport_stock_form";
    dynamicContent = { "#stock_all": { "t-on-change": this.onTickAll } };

    onTickAll(ev) {
        for (const box of this.el.querySelectorAll("input[name=car]:not(:disabled)")) {
            box.checked = ev.target.checked;
        }
    }
}

registry.category("public.interactions").add("transport_order.stock_all", TransportStockAll);
