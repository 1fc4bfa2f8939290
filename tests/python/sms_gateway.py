"""An SMS gateway on loopback: takes messages, names them, and posts signed receipts. Standard
library only: no line of it is shared with what it tests."""

import hashlib
import hmac
import json
import sys
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Gateway:
    def __init__(self):
        self.messages = []
        self.more = threading.Condition()
        self.told = []
        self.eager = None

    def start(self, asked):
        """Serves."""
        self.secret = asked["secret"]
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return {"port": self.server.server_address[1]}

    def tell_at_once(self, asked):
        """From now on tells each message's end before it answers that it took it."""
        self.eager = asked["eager"]
        return {}

    def take(self, message):
        with self.more:
            name = f"SM-{len(self.messages) + 1}"
            self.messages.append({"name": name, **message})
            self.more.notify_all()
        if self.eager:
            self.told.append(self.tell({**self.eager, "message": name}))
        return name

    def wait(self, asked):
        """The messages, once there are so many."""
        with self.more:
            self.more.wait_for(lambda: len(self.messages) >= asked["count"], timeout=30)
            return {"messages": self.messages, "told": self.told}

    def tell(self, asked):
        """Posts a receipt. `body` and `signature` stand in for what it would say and sign."""
        said = {"id": asked.get("message"), "status": asked.get("state"), "to": "+4799999999"}
        body = asked.get("body", json.dumps(said)).encode()
        mac = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json"}
        signature = asked.get("signature", mac)
        if signature:
            headers["X-Signature"] = signature
        request = urllib.request.Request(asked["url"], body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return shown(answer)
        except urllib.error.HTTPError as refused:
            return shown(refused)


def shown(answer):
    own = {"date", "x-request-id", "connection"}
    headers = sorted(f"{name}: {value}" for name, value in answer.headers.items()
                     if name.lower() not in own)
    return {"status": answer.status, "headers": headers, "body": answer.read().decode()}


def handler(gateway):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            name = gateway.take(json.loads(self.rfile.read(length)))
            answer = json.dumps({"messages": [{"id": name}]}).encode()
            self.send_response(202)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    return Handler


def main():
    gateway = Gateway()
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = getattr(gateway, asked["do"])(asked)
        except Exception as error:  # Whatever it is, the test is to be told.
            answer = {"error": type(error).__name__, "message": str(error)}
        print(json.dumps(answer), flush=True)


main()
