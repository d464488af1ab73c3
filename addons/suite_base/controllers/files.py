from odoo.http import content_disposition, request


def send_file(name, mimetype, content, download=True):
    """Answer with a file that a browser saves and never runs."""
    inline = not download and mimetype in ("image/jpeg", "image/png", "image/webp")
    headers = [
        ("Content-Type", mimetype),
        ("Content-Length", str(len(content))),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; sandbox"),
        ("Cache-Control", "private, no-store"),
    ]
    if not inline:
        headers.append(("Content-Disposition", content_disposition(name)))
    return request.make_response(content, headers)
