"""The page of an add-on in Odoo's list of apps says what its README says."""

import pytest

from house import app_page


@pytest.fixture
def addon(tmp_path, monkeypatch):
    monkeypatch.setattr(app_page, "ADDONS", tmp_path)
    folder = tmp_path / "one"
    (folder / "static/description").mkdir(parents=True)
    return folder


def test_title_first_paragraph_and_picture_are_its_page(addon):
    (addon / "README.md").write_text(
        "# One (`one`)\nSells **a < b**\nwith [two](../two/README.md).\n\n![Screen](x.webp)\n\nMore.\n"
    )
    (addon / app_page.PICTURE).write_bytes(b"")
    page = app_page.compose("one")
    assert "<h2>One (<code>one</code>)</h2>" in page
    assert "<p>Sells <b>a &lt; b</b> with two.</p>" in page
    assert 'src="screen.webp"' in page
    assert "More" not in page


def test_a_page_that_is_old_is_told_and_written_anew(addon):
    (addon / "README.md").write_text("# One\nBefore.\n")
    assert "FIX=1" in app_page.check("one")[0]
    assert app_page.check("one", fix=True) == []
    assert app_page.check("one") == []
    (addon / "README.md").write_text("# One\nAfter.\n")
    assert app_page.check("one")


def test_a_readme_without_a_paragraph_is_told(addon):
    (addon / "README.md").write_text("# One\n\n## What it does\n")
    assert "paragraph" in app_page.check("one")[0]
