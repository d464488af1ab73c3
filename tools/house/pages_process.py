"""Times each page that a menu of the suite opens; runs where Playwright is installed (see shots.py)."""

import statistics
import sys

from playwright.sync_api import Error, sync_playwright
from shots_process import FLAGS, TIMEOUT_MS, log_in

THERE = ", ".join(
    f".o_action_manager {selector}"
    for selector in (
        ".o_list_renderer",
        ".o_kanban_renderer",
        ".o_form_renderer",
        ".o_calendar_renderer",
        ".o_pivot",
        ".o_graph_renderer",
        ".o_view_nocontent",
        ".o_action .o_content > *",
        ".o_suite_welcome",
    )
)
MEDIAN_S, SLOWEST_S = 1.0, 2.0
SHOWN = 12


def menus(page, address, addons):
    """{path: name} of the actions behind the menus of these add-ons."""
    answer = page.request.get(f"{address}/web/webclient/load_menus").json()
    found = {}
    for menu in answer.values():
        if str(menu.get("xmlid", "")).split(".")[0] in addons and menu.get("actionPath"):
            found.setdefault(menu["actionPath"], menu["name"])
    return found


def seconds(page, url):
    """From the address to its content, the whole page loaded anew; the server is warm."""
    page.goto(url, wait_until="commit")
    page.wait_for_selector(THERE, timeout=60_000)
    return page.evaluate("performance.now()") / 1000


def main(address, browser_path, addons):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 860}, locale="fr-FR")
        page.set_default_timeout(TIMEOUT_MS)
        log_in(page, address, "admin")
        times, failed = {}, []
        for path in sorted(menus(page, address, set(addons.split(",")))):
            try:
                _cold, *warm = [seconds(page, f"{address}/odoo/{path}") for _turn in range(3)]
                times[path] = max(warm)
            except Error as error:
                failed.append(f"{path}: {str(error).splitlines()[0]}")
        browser.close()
    for path, time in sorted(times.items(), key=lambda item: -item[1])[:SHOWN]:
        print(f"  {time:5.2f} s  {path}")
    print("\n".join(f"  not opened: {line}" for line in failed))
    print(f"{len(times)} pages, each twice on a warm server, the whole page loaded anew:")
    print(f"  median {statistics.median(times.values()):.2f} s (wanted: at most {MEDIAN_S:.0f} s)")
    print(f"  slowest {max(times.values()):.2f} s (wanted: at most {SLOWEST_S:.0f} s)")


if __name__ == "__main__":
    main(*sys.argv[1:])
