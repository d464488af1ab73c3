/** The office side: from the quote to the confirmation, from the workshop to the payment. */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("rental_quote_tour", {
    steps: () => [
        { content: "Make a booking", trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=partner_id] input", run: "edit Studio Lumière" },
        { trigger: "ul.ui-autocomplete a:contains(Studio Lumière)", run: "click" },
        { trigger: "a:contains(Add a product)", run: "click" },
        { trigger: "div[name=product_template_id] input", run: "edit Camera" },
        { trigger: "ul.ui-autocomplete a:contains(Camera)", run: "click" },
        {
            content: "The free units show while typing",
            trigger: "td[name=rental_available]:contains(3)",
        },
        { trigger: "a[name=order_lines]", run: "click" },
        { trigger: "button.o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { content: "Confirm it", trigger: "button[name=action_confirm]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Confirmed)" },
        { content: "It may leave now", trigger: "button[name=action_rental_depart]" },
    ],
});

tours.add("rental_after_sales_tour", {
    steps: () => [
        { content: "Open the ticket", trigger: ".o_kanban_record:contains(Camera)", run: "click" },
        { trigger: "button[name=action_rental_diagnose]", run: "click" },
        { trigger: ".o_field_widget[name=rental_charge] input", run: "edit 150" },
        { trigger: "button[name=action_rental_start]", run: "click" },
        { trigger: "button[name=action_rental_repaired]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Resolved)" },
        { trigger: "button[name=action_rental_close]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Closed)" },
    ],
});

tours.add("rental_closing_tour", {
    steps: () => [
        { trigger: "button[name=action_rental_close]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Closed)" },
        { trigger: "button[name=action_view_invoice]", run: "click" },
        {
            content: "The invoice is posted",
            trigger: ".o_field_widget[name=rental_invoice_state]:contains(To collect)",
        },
        { trigger: "button[name=action_register_payment]", run: "click" },
        { trigger: ".modal button[name=action_create_payments]", run: "click" },
        {
            content: "The money is in",
            trigger: ".o_field_widget[name=rental_invoice_state]:contains(Collected)",
        },
    ],
});
