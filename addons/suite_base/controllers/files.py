from odoo.http import content_disposition, request


def read_files(field, most, largest):
    """Return pairs ``(name, bytes)`` of the first ``most`` files uploaded in a field, each cut one
    byte after ``largest``: enough to refuse it.
    """
    files = request.httprequest.files.getlist(field)[:most]
    for file in files:
        file.seek(0)  # of a request that runs again Odoo rewinds the first file alone
    return [(file.filename, file.read(largest + 1)) for file in files if file.filename]


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
