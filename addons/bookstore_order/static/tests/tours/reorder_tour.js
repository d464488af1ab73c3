import { registry } from "@web/core/registry";

const card = (title) => `.o_bookstore_reorder .o_card:contains('${title}')`;
const press = (keys) => ({ trigger: ".o_bookstore_reorder .o_copies", run: keys });

/** Keys only: a number, Enter, the next one; back to correct; all on the orders. */
registry.category("web_tour.tours").add("bookstore_order_reorder_tour", {
    steps: () => [
        { trigger: card("Reorder 1") },
        press("edit 3 && press Enter"),
        { trigger: card("Reorder 2") },
        { trigger: ".o_bookstore_reorder .o_running:contains('3')" },
        press("press ArrowUp"),
        { trigger: card("Reorder 1") },
        press("edit 4 && press Enter"),
        { trigger: card("Reorder 2") },
        { trigger: ".o_bookstore_reorder .o_copies:value(2)" },
        press("press Enter"),
        { trigger: card("Reorder 3") },
        press("edit 0 && press Enter"),
        { trigger: ".o_bookstore_reorder .o_total_copies:contains('6')" },
        { trigger: ".o_bookstore_reorder .o_order:focus", run: "press Enter" },
        { trigger: ".o_form_view .o_field_widget[name=order_line]" },
    ],
});
