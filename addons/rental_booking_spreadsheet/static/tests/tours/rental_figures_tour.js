import { registry } from "@web/core/registry";

const CARD = ".o-figure canvas.o-scorecard";

registry.category("web_tour.tours").add("rental_figures_tour", {
    steps: () => [
        {
            content: "the dashboard of the money shows its cards",
            trigger: `${CARD}[role=button]:eq(1)`,
        },
        {
            content: "to collect: a card opens what it counts",
            trigger: `${CARD}[role=button]:eq(1)`,
            run: "click",
        },
        {
            content: "one invoice is owing",
            trigger: ".o_list_view .o_data_row:only-child .o_data_cell[name=due]",
        },
        {
            content: "a row opens its invoice",
            trigger: ".o_list_view .o_data_row .o_data_cell[name=due]",
            run: "click",
        },
        {
            content: "the invoice",
            trigger: ".o_form_view .o_field_widget[name=rental_invoice_state]",
        },
    ],
});
