import { registry } from "@web/core/registry";

/** The six steps of the order process, as the source document names them. */
registry.category("web_tour.tours").add("transport_order_portal_tour", {
    steps: () => [
        // 1. choose the lot
        { trigger: "a:contains('New transport')", run: "click", expectUnloadPage: true },
        { trigger: "#stock_search", run: "edit TO-00" },
        { trigger: "button:contains('Search')", run: "click", expectUnloadPage: true },
        { trigger: "li:contains('TO-001-UR') input[type=checkbox]", run: "click" },
        { trigger: "li:contains('TO-002-UR') input[type=checkbox]", run: "click" },
        { trigger: "button[value=check]", run: "click", expectUnloadPage: true },
        // 2. check and correct
        { trigger: "fieldset:contains('TO-001-UR') input[name^=model]", run: "edit 308 SW" },
        { trigger: "fieldset:contains('TO-002-UR') select[name^=running]", run: "select no" },
        { trigger: "button[value=next]", run: "click", expectUnloadPage: true },
        // 3. choose the places
        { trigger: "label:contains('Parc Dijon')", run: "click" },
        { trigger: "fieldset:contains('Delivery') label:contains('Parc Lille')", run: "click" },
        // 4. the estimate
        { trigger: "button[value=estimate]", run: "click", expectUnloadPage: true },
        { trigger: "section[aria-label=Price]:contains('Not running')" },
        // 5. the order form
        { trigger: "a:contains('Order form')" },
        // 6. accept with name and signature
        { trigger: "input[name=signer]", run: "edit Anne Martin" },
        { trigger: ".o_portal_sign_submit:enabled", run: "click", expectUnloadPage: true },
        { trigger: ".alert-success:contains('confirmed')" },
        { trigger: "section[aria-label=Progress]:contains('308 SW')" },
    ],
});

/** After the acceptance: the same lot once more, and this one no longer. */
registry.category("web_tour.tours").add("transport_order_portal_after_tour", {
    steps: () => [
        { trigger: "button:contains('Duplicate')", run: "click", expectUnloadPage: true },
        { trigger: "fieldset .text-danger:contains('Already on')" },
        { trigger: ".o_transport_tabs a:contains('Orders')", run: "click", expectUnloadPage: true },
        { trigger: ".card a.stretched-link", run: "click", expectUnloadPage: true },
        { trigger: "summary:contains('Cancel this transport')", run: "click" },
        { trigger: "p:contains('Cancelling now is free')" },
        { trigger: "#cancel_cause", run: "selectByIndex 1" },
        { trigger: "#cancel_reason", run: "edit Vendu" },
        {
            trigger: "button:contains('Cancel the transport')",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".alert-success:contains('cancelled')" },
        { trigger: ".alert-secondary:contains('Vendu')" },
    ],
});

registry.category("web_tour.tours").add("transport_order_group_tour", {
    steps: () => [
        { trigger: "a:contains('Users')", run: "click", expectUnloadPage: true },
        { trigger: "#u_name", run: "edit Paul Petit" },
        { trigger: "#u_email", run: "edit paul@martin.test" },
        { trigger: "#u_site", run: "selectByLabel Martin Lille" },
        { trigger: "#u_limit", run: "edit 1500" },
        { trigger: "button:contains('Create and send')", run: "click", expectUnloadPage: true },
        { trigger: ".alert-success:contains('Paul Petit')" },
        {
            trigger: "li:contains('Paul Petit') button:contains('Switch off')",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "li:contains('Paul Petit') button:contains('Switch on')" },
    ],
});

/** A driver signs a car over on his phone. */
registry.category("web_tour.tours").add("transport_order_driver_tour", {
    steps: () => [
        { trigger: "a:contains('Collect')", run: "click", expectUnloadPage: true },
        { trigger: "#d_mileage", run: "edit 45210" },
        { trigger: ".o_transport_more_damage", run: "click" },
        { trigger: ".o_transport_damage:nth-child(2) select[name=area]", run: "select 12" },
        { trigger: ".o_transport_damage:nth-child(2) select[name=kind]", run: "select 04" },
        { trigger: ".o_transport_damage:nth-child(2) select[name=severity]", run: "select 1" },
        {
            content: "A photo as large as a phone takes it",
            trigger: "#d_photo",
            run: async ({ anchor }) => {
                const canvas = document.createElement("canvas");
                [canvas.width, canvas.height] = [4000, 3000];
                canvas.getContext("2d").fillRect(500, 500, 900, 900);
                const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
                const photos = new DataTransfer();
                photos.items.add(new File([blob], "front.png", { type: "image/png" }));
                anchor.files = photos.files;
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: "#d_signed", run: "edit M. Roche" },
        {
            trigger: ".o_transport_signature",
            run: ({ anchor }) => {
                const { left, top } = anchor.getBoundingClientRect();
                const at = (type, x, y) =>
                    anchor.dispatchEvent(
                        new PointerEvent(type, {
                            bubbles: true,
                            clientX: left + x,
                            clientY: top + y,
                        })
                    );
                at("pointerdown", 20, 20);
                at("pointermove", 90, 60);
                at("pointerup", 90, 60);
            },
        },
        { trigger: "button[value=handover]", run: "click", expectUnloadPage: true },
        { trigger: ".alert-success" },
        { trigger: "a:contains('Deliver')" },
    ],
});
