"""A small web server of the tests, on a free local port."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextlib.contextmanager
def web_server(answers):
    """Serve answers on a free local port; yields (base URL, list of requests seen).

    :param answers: ``{path: (status, headers, body)}``, or a function of the handler giving that
    """
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def _answer(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            seen.append((self.command, self.path, dict(self.headers), body))
            found = answers(self, body) if callable(answers) else answers.get(self.path)
            status, headers, content = found or (404, {}, b"")
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(content)  # the client may stop at its size limit

        do_GET = do_POST = _answer

        def log_message(self, *_args):
            """Nothing in the test's log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
