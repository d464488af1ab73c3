import { user } from "@web/core/user";

// WCAG 2.1, 3.1.1: a page says its language; the page of Odoo's till does not.
if (user.lang) {
    document.documentElement.lang ||= user.lang;
}
