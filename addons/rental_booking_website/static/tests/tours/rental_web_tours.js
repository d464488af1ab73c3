/** The visitor of the shop and the customer on his page; pages load anew after each form. */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("rental_visitor_tour", {
    steps: () => [
        { content: "The month", trigger: ".o_rental_calendar summary", run: "click" },
        { content: "Next month", trigger: "[aria-label='Next month']", run: "click" },
        {
            content: "A day that is free",
            trigger: ".o_rental_days button.o_rental_day_free:eq(9)",
            run: "click",
        },
        {
            content: "See what is free",
            trigger: ".o_rental_period button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Put it into the booking",
            trigger: "form[action='/shop/rental/add'] button.btn-lg",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It is kept", trigger: ".o_rental_basket .alert-success" },
        { trigger: "#rental_name", run: "edit Lou Visiteur" },
        { trigger: "#rental_email", run: "edit lou@example.com" },
        { trigger: "#rental_early", run: "click" },
        { trigger: "#rental_terms", run: "click" },
        {
            content: "Send it",
            trigger: "form[action='/shop/rental/send'] button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is kept while he pays",
            trigger: "button[name=o_payment_submit_button]:not(:disabled)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Back from the provider",
            trigger: ".o_rental_basket p:contains(Nothing chosen)",
        },
    ],
});

tours.add("rental_customer_tour", {
    steps: () => [
        { content: "Change it", trigger: "summary:contains(Other dates)", run: "click" },
        {
            content: "Two of them",
            trigger: ".o_rental_change input[type=number]",
            run: "edit 2 && press Tab",
        },
        { content: "The price is told at once", trigger: ".o_rental_preview .alert-info" },
        {
            trigger: ".o_rental_preview button[name=sure]",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".alert-success:contains(is changed)" },
        { content: "Cancel", trigger: "summary:contains(Cancel)", run: "click" },
        { content: "The fee is told", trigger: "p:contains(Cancelling now costs nothing)" },
        {
            trigger: "button:contains(Cancel my booking)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".alert-success:contains(is cancelled)" },
    ],
});
