"""A small catalogue on this machine that answers with records of the real one."""

import contextlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

RECORDED = Path(__file__).parents[3] / "bookstore_deposit" / "demo" / "unimarc_bnf"
STROGOFF = "9782743200374"  # "Michel Strogoff", 1994, 379 pages
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><srw:searchRetrieveResponse'
    ' xmlns:srw="http://www.loc.gov/zing/srw/"><srw:version>1.2</srw:version>'
    "<srw:numberOfRecords>{count}</srw:numberOfRecords><srw:records>"
)
_RECORD = "<srw:record><srw:recordData>{}</srw:recordData></srw:record>"
_TAIL = "</srw:records></srw:searchRetrieveResponse>"


def recorded():
    """The 147 recorded records, as texts."""
    texts = []
    for path in sorted(RECORDED.glob("*.xml")):
        for part in path.read_text().split("<mxc:record ")[1:]:
            texts.append("<mxc:record " + part.split("</mxc:record>")[0] + "</mxc:record>")
    return texts


def record_of(*zones, leader="     cam  22        450 "):
    """A made-up record; each zone is ``(tag, second indicator, [(code, value), …])``."""
    body = "".join(
        f'<mxc:datafield tag="{tag}" ind1=" " ind2="{indicator}">'
        + "".join(f'<mxc:subfield code="{c}">{value}</mxc:subfield>' for c, value in subfields)
        + "</mxc:datafield>"
        for tag, indicator, subfields in zones
    )
    return (
        '<mxc:record xmlns:mxc="info:lc/xmlns/marcxchange-v2" format="UNIMARC">'
        f"<mxc:leader>{leader}</mxc:leader>{body}</mxc:record>"
    )


def answer_of(*records):
    """An answer of the catalogue with these records."""
    body = "".join(map(_RECORD.format, records))
    return (_HEAD.format(count=len(records)) + body + _TAIL).encode()


class FakeBnf:
    """``bodies`` is ``{ISBN-13: body}``; ``status``, ``wait`` and ``announce`` make it misbehave."""

    def __init__(self):
        self.bodies, self.status, self.wait, self.announce, self.seen = {}, 200, 0, 0, []
        self.moved_to = ""

    def answer(self, handler):
        query = parse_qs(urlsplit(handler.path).query).get("query", [""])[0]
        self.seen.append((query, handler.headers.get("User-Agent")))
        time.sleep(self.wait)
        body = next(
            (body for code, body in self.bodies.items() if f'"{code}"' in query), answer_of()
        )
        handler.send_response(self.status)
        if self.moved_to:
            handler.send_header("Location", self.moved_to)
        handler.send_header("Content-Length", str(self.announce or len(body)))
        handler.end_headers()
        with contextlib.suppress(ConnectionError):
            handler.wfile.write(body)

    @contextlib.contextmanager
    def serve(self):
        """The catalogue's address while it answers."""
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                fake.answer(self)

            def log_message(self, *_args):
                """Nothing in the test's log."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/api/SRU"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
