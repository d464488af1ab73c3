import { registry } from "@web/core/registry";

const scan = (code) => ({ trigger: ".o_shop_scan", run: `edit ${code} && press Enter` });
const says = (text) => ({ trigger: `.o_shop_said:contains(${text})` });

registry.category("web_tour.tours").add("shop_parcel_packer_tour", {
    steps: () => [
        { trigger: ".o_shop_desk .o_shop_note:contains(Cadeau)" },
        scan("TOUR-M"),
        { trigger: ".o_shop_count:contains(1 / 2)" },
        scan("NOTHING"),
        says("NOTHING"),
        { trigger: ".o_shop_more", run: "click" },
        { trigger: ".o_shop_count:contains(2 / 2)" },
        scan("TOUR-M"),
        { trigger: ".o_shop_said.alert-danger" },
        scan("tourb"),
        says("TOURB"),
        scan("TOUR-B"),
        { trigger: ".o_shop_complete .o_shop_count:contains(1 / 1)" },
        { trigger: ".o_shop_unpack", run: "click" },
        { trigger: ".o_shop_count:contains(0 / 1)" },
        { trigger: ".o_shop_card:contains(TOURA)", run: "click" },
        { trigger: ".o_shop_tracking", run: "edit 6A42" },
        { trigger: ".o_shop_close:enabled", run: "click" },
        { trigger: ".o_shop_papers:contains(6A42)" },
        { trigger: ".o_shop_progress:contains(1 / 2)" },
    ],
});
