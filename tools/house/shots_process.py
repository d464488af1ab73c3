"""Takes the pictures; runs where Playwright is installed (see shots.py)."""

import json
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]


def main(address, browser_path, screens, target):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        for screen in json.loads(Path(screens).read_text(encoding="utf-8")):
            size = {"width": screen.get("width", 1400), "height": screen.get("height", 860)}
            page = browser.new_page(viewport=size, locale="fr-FR")
            page.goto(f"{address}/web/login")
            page.fill("input[name=login]", screen.get("login", "admin"))
            page.fill("input[name=password]", screen.get("login", "admin"))
            page.click("button[type=submit]")
            page.wait_for_load_state("networkidle")
            page.goto(f"{address}{screen['path']}")
            for selector in screen.get("click", []):
                page.click(selector)
            page.wait_for_selector(screen["wait"], timeout=30000)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=Path(target) / f"{screen['name']}.png")
            print(f"  {screen['name']}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
