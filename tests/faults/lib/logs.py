"""What the programs about the log share: signed webhooks, a plain WebSocket, and looking at log files."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import socket
import struct
import time

from house import SECRET, fail

NUMBER = "106540352242922"
DEADLINE_SECONDS = 30


def until(what, look):
    """Asks again and again until `look` gives something; fails where that does not come."""
    end = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        os.sched_yield()
    fail(f"this did not come about in {DEADLINE_SECONDS} s: {what}")


def webhook_body(serial, phone="34600000001", name="Ana", text="hola"):
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{
        "field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550001111", "phone_number_id": NUMBER},
            "contacts": [{"profile": {"name": name}, "wa_id": phone}],
            "messages": [{"from": phone, "id": f"wamid.{serial}", "timestamp": str(int(time.time())),
                          "type": "text", "text": {"body": text}}]}}]}]}).encode()


def ask(port, method, path, body=None, headers=None):
    """(status, answer's headers, answer as bytes) of one request that is sent as it stands."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def send_webhook(port, body, secret=SECRET):
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return ask(port, "POST", "/webhooks/whatsapp", body, {"X-Hub-Signature-256": signature})[0]


def metric(port, line):
    """The value of the series that begins so; 0 where there is none."""
    for row in ask(port, "GET", "/metrics")[2].decode().splitlines():
        if row.startswith(line + " "):
            return float(row.rsplit(" ", 1)[1])
    return 0.0


def log_text(data, pattern="*.log"):
    return "".join(path.read_text(encoding="utf-8", errors="replace")
                   for path in sorted(pathlib.Path(data, "logs").glob(pattern)))


class WebSocket:
    """Enough of RFC 6455 to say things to Socket.IO and to read the answers."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
                             f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                             f"Sec-WebSocket-Key: {key}\r\n\r\n").encode())
        self.stream = self.socket.makefile("rb")
        while self.stream.readline() not in (b"\r\n", b""):
            pass

    def send(self, text):
        payload = text.encode()
        mask = os.urandom(4)
        head = bytes([0x81, 0x80 | len(payload)]) if len(payload) < 126 else b"\x81\xfe" + struct.pack(">H", len(payload))
        self.socket.sendall(head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload)))

    def receive(self):
        """The next text; None at the end."""
        head = self.stream.read(2)
        if len(head) < 2 or head[0] & 15 == 8:
            return None
        length = head[1] & 127
        if length == 126:
            length = struct.unpack(">H", self.stream.read(2))[0]
        return self.stream.read(length).decode(errors="replace")

    def receive_until(self, beginning):
        while True:
            text = self.receive()
            if text is None or text.startswith(beginning):
                return text

    def drain(self):
        """Reads until the server ends the connection, which what was said makes it do."""
        try:
            while self.receive() is not None:
                pass
        except OSError:
            fail("the server did not end a connection that broke the protocol")
        self.close()

    def close(self):
        self.stream.close()
        self.socket.close()
