import { registry } from "@web/core/registry";

/** The state that is shown, also where wide letters leave room for one button only. */
const isState = (label) => ({
    trigger: [".o_arrow_button_current", ".dropdown-toggle"]
        .map((button) => `.o_statusbar_status ${button}:visible:contains('${label}')`)
        .join(", "),
});

/** A manager's day: name a price, plan an order, enter an event. */
registry.category("web_tour.tours").add("transport_order_manager_tour", {
    steps: () => [
        { trigger: ".o_data_row:contains('Bastia') .o_data_cell[name=name]", run: "click" },
        { trigger: ".o_statusbar_buttons button:contains('Name the Price')", run: "click" },
        { trigger: ".modal .o_data_row .o_data_cell[name=unit_price]", run: "click" },
        { trigger: ".modal .o_field_widget[name=unit_price] input", run: "edit 890" },
        { trigger: ".modal button:contains('Send the Price')", run: "click" },
        isState("To accept"),
        { trigger: ".o_statusbar_buttons button:contains('Accepted by Telephone')", run: "click" },
        { trigger: ".modal button:contains('Ok')", run: "click" },
        isState("Confirmed"),
        { trigger: ".o_statusbar_buttons button:contains('Plan')", run: "click" },
        { trigger: ".modal button:contains('Plan and Tell the Client')", run: "click" },
        isState("Planned"),
        { trigger: ".o_statusbar_buttons button:contains('Enter an Event')", run: "click" },
        { trigger: ".modal .o_radio_input[data-value=collected]", run: "click" },
        { trigger: ".modal button:contains('Record')", run: "click" },
        isState("In progress"),
    ],
});

/** The office cancels an order for a fee. */
registry.category("web_tour.tours").add("transport_order_cancel_tour", {
    steps: () => [
        { trigger: ".o_statusbar_buttons button:contains('Cancel')", run: "click" },
        { trigger: ".modal .o_field_widget[name=fee] input", run: "edit 40" },
        { trigger: ".modal .o_field_widget[name=cause] .o_radio_item:first label", run: "click" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit Vendu" },
        { trigger: ".modal button:contains('Cancel the Order')", run: "click" },
        isState("Cancelled"),
    ],
});
