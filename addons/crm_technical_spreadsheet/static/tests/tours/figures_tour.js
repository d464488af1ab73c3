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
            content: "the sales of the cube",
            trigger: ".o_pivot th:contains(Motor)",
        },
    ],
});
