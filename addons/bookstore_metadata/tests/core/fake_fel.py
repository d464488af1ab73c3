"""A small FEL on this machine: answers made up after the published shape, none of Dilicom's."""

import contextlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from lxml import etree

BOOK_TEXTS = {
    "ean13": "9782070360024",
    "libetd": "GERMINAL",
    "auteur": "ZOLA EMILE",
    "edit": "GALLIMARD",
    "dtparu": "19990105",
    "gcddistrib": "3010000000008",
    "prix": "00009400",
    "codedispo": "1",
    "epaiss": "24",
    "haut": "178",
    "larg": "108",
    "poids": "312",
}
# Where one of the public clients finds each piece; the other finds all of them beside one another.
_NESTS = {
    "elemGeneraux": ("libetd", "libstd", "auteur", "edit", "dtparu", "gcddistrib"),
    "elemTarif": ("prix", "codedispo"),
    "dimensions": ("epaiss", "haut", "larg", "poids"),
}
_ENVELOPE = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>{}'
    "</soap:Body></soap:Envelope>"
)


def product(nested=True, word="OK", diagnostic="", **texts):
    """One ``elemReponse``, after either reading of its shape."""
    element = etree.Element("elemReponse")
    etree.SubElement(element, "codeExecution").text = word
    if diagnostic:
        etree.SubElement(element, "diagnostic").text = diagnostic
    for name, text in texts.items():
        nest = next((nest for nest, names in _NESTS.items() if name in names and nested), None)
        parent = element
        if nest:
            parent = element.find(nest)
            parent = etree.SubElement(element, nest) if parent is None else parent
        etree.SubElement(parent, name).text = text
    return etree.tostring(element, encoding="unicode")


def body_of(*products, word="OK"):
    """The body of an answer."""
    return (
        '<n:demandeFicheProduitResponse xmlns:n="http://fel.ws.accelya.com/"><demandeFicheProduitRs>'
        f"<codeExecution>{word}</codeExecution>{''.join(products)}"
        "</demandeFicheProduitRs></n:demandeFicheProduitResponse>"
    )


class FakeFel:
    """``products`` is ``{EAN: its texts}``; ``status``, ``wait`` and ``whole`` make it misbehave."""

    def __init__(self):
        self.products, self.status, self.wait, self.whole, self.seen = {}, 200, 0, None, []
        self.word, self.fault = "OK", ""

    def answer(self, handler):
        sent = handler.rfile.read(int(handler.headers["Content-Length"]))
        question = etree.fromstring(sent)
        said = {
            name: [one.text for one in question.iter(name)]
            for name in ("demandeur", "motDePasse", "ean13s", "multiple")
        }
        self.seen.append(said)
        time.sleep(self.wait)
        body = self.whole or _ENVELOPE.format(self._body(said["ean13s"])).encode()
        status = 500 if self.fault else self.status
        handler.send_response(status)
        handler.send_header("Content-Type", "text/xml; charset=utf-8")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        with contextlib.suppress(ConnectionError):
            handler.wfile.write(body)

    def _body(self, codes):
        if self.fault:
            return (
                "<soap:Fault><faultcode>soap:Server</faultcode>"
                f"<faultstring>{self.fault}</faultstring></soap:Fault>"
            )
        known = [
            product(ean13=code, **self.products[code])
            if code in self.products
            else product(ean13=code, word="KO", diagnostic="UNKNOWN_EAN")
            for code in codes
        ]
        return body_of(*known, word=self.word)

    @contextlib.contextmanager
    def serve(self):
        """Its address while it answers."""
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                fake.answer(self)

            def log_message(self, *_args):
                """Nothing in the test's log."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v2/DemandeFicheProduit"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
