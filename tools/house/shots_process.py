"""Takes the pictures; runs where Playwright is installed (see shots.py)."""

import base64
import json
import sys
from pathlib import Path

from playwright.sync_api import TimeoutError, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
TIMEOUT_MS = 120_000  # the first page builds the assets
WAIT_MS, ATTEMPTS = 15_000, 20
SETTLE_MS = 2_000  # pictures and charts of a screen that is there
WIDTH, QUALITY = 1120, 62  # a picture is about 40 kB: every clone carries all of them


def shows(page, address, screen):
    """Open a screen; whether what the picture is about is there (work in the background may fill it)."""
    page.goto(f"{address}{screen['path']}")
    for selector in screen.get("click", []):
        page.click(selector)
    for selector, words in screen.get("write", {}).items():
        page.fill(selector, words)
        page.press(selector, "Enter")
    try:
        page.wait_for_selector(screen["wait"], timeout=WAIT_MS)
    except TimeoutError:
        return False
    return True


def log_in(page, address, login):
    page.goto(f"{address}/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", login)
    page.press("input[name=password]", "Enter")  # a website has other buttons that submit
    page.wait_for_selector(".o_main_navbar, .o_portal")


def take(browser, address, screen, target):
    size = {"width": screen.get("width", 1400), "height": screen.get("height", 860)}
    page = browser.new_page(viewport=size, locale="fr-FR")
    page.set_default_timeout(TIMEOUT_MS)
    if login := screen.get("login", "admin"):
        log_in(page, address, login)
    if not any(shows(page, address, screen) for _attempt in range(ATTEMPTS)):
        sys.exit(f"{screen['path']} does not show {screen['wait']}")
    page.wait_for_timeout(SETTLE_MS)
    picture = draw(page, size)
    (Path(target) / f"{screen['name']}.webp").write_bytes(picture)
    print(f"  {screen['name']} ({len(picture) / 1000:.0f} kB)", flush=True)
    page.close()


def draw(page, size):
    """What is seen, as a small WebP of the browser's own making."""
    scale = min(1, WIDTH / size["width"])
    answer = page.context.new_cdp_session(page).send(
        "Page.captureScreenshot",
        {"format": "webp", "quality": QUALITY, "clip": {"x": 0, "y": 0, **size, "scale": scale}},
    )
    return base64.b64decode(answer["data"])


def main(address, browser_path, screens, target):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        for screen in json.loads(Path(screens).read_text(encoding="utf-8")):
            take(browser, address, screen, target)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
