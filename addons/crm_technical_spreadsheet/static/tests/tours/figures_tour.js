import { registry } from "@web/core/registry";

const CARD = ".o-figure canvas.o-scorecard[role=button]";

registry.category("web_tour.tours").add("tech_figures_tour", {
    steps: () => [
        {
            content: "the dashboard of the team",
            trigger: ".o_spreadsheet_dashboard_action li:contains(The Team)",
            run: "click",
        },
        {
            content: "its number of orders",
            trigger: `${CARD}:eq(2)`,
        },
        {
            content: "a card opens what it counts",
            trigger: `${CARD}:eq(2)`,
            run: "click",
        },
        {
            content:
                "the one sale that it counted, not the rating beside: its menu would show the cube",
            trigger: ".o_list_view .o_data_row:only-child:contains(Motor)",
        },
        { trigger: ".o_last_breadcrumb_item:contains(Sales, Returns and Ratings)" },
        {
            content: "a line opens its order",
            trigger: ".o_list_view .o_data_row:contains(Motor) .o_data_cell[name=amount]",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=order_line] .o_data_row:contains(Motor)" },
    ],
});
