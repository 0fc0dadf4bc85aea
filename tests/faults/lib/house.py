"""What the fault programs share: a simulator, a server that is killed, and small HTTP. Standard library only."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

BIN = os.path.abspath(os.environ.get("CHASQUI_BIN", "build/release/chasqui"))
SECRET, VERIFY, TOKEN = "fault-secret", "fault-verify", "fault-token"
EMAIL, PASSWORD = "fault@example.com", "Fault-passw0rd"


def fail(text):
    print(f"FAILED: {text}")
    sys.exit(1)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Http:
    """Requests to one address, each thread on a kept connection of its own."""

    def __init__(self, port):
        self.port = port
        self.local = threading.local()

    def request(self, method, path, value=None, headers=None, timeout=5):
        """(status, JSON value or None); raises OSError or HTTPException where no whole answer came."""
        connection = getattr(self.local, "connection", None)
        if connection is None:
            connection = self.local.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            body = None if value is None else json.dumps(value)
            connection.request(method, path, body, {"Content-Type": "application/json", **(headers or {})})
            answer = connection.getresponse()
            raw = answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            self.local.connection = None
            raise
        return answer.status, json.loads(raw) if raw else None


class Child:
    """A chasqui process whose ready line has been seen."""

    def __init__(self, program, arguments, environment, ready):
        self.output = tempfile.TemporaryFile()
        self.printed = ""
        self.process = subprocess.Popen(
            [program, *arguments], env=environment, stdout=subprocess.PIPE, stderr=self.output)
        pattern = re.compile(ready)
        for line in self.process.stdout:
            self.printed += line.decode(errors="replace")
            found = pattern.search(self.printed)
            if found:
                self.port = int(found.group(1))
                threading.Thread(target=self._drain, daemon=True).start()
                return
        self.process.wait()
        self.output.seek(0)
        fail(f"{arguments[0]} ended with {self.process.returncode}: {self.output.read()[-600:].decode(errors='replace')}")

    def _drain(self):
        for line in self.process.stdout:
            self.printed += line.decode(errors="replace")

    def errors(self):
        """What stands on standard error so far."""
        size = os.fstat(self.output.fileno()).st_size
        return os.pread(self.output.fileno(), size, 0).decode(errors="replace")

    def kill(self, how=signal.SIGKILL):
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(20)


class Simulator:
    def __init__(self, webhook_port, customers, seed):
        self.child = Child(BIN, ["sim", "--listen", "127.0.0.1:0", "--customers", str(customers), "--rate", "0",
                                 "--seed", str(seed), "--app-secret", SECRET, "--verify-token", VERIFY,
                                 "--access-token", TOKEN,
                                 "--webhook", f"http://127.0.0.1:{webhook_port}/webhooks/whatsapp"],
                           dict(os.environ), r"ready on http://127\.0\.0\.1:(\d+)")
        self.port = self.child.port
        self.http = Http(self.port)

    def call(self, method, path, value=None):
        status, answer = self.http.request(method, path, value, timeout=20)
        if status >= 300:
            fail(f"the simulator answered {status} to {method} {path}: {answer}")
        return answer

    def ledger(self):
        return self.call("GET", "/_sim/ledger")

    def advance(self, seconds):
        self.call("POST", "/_sim/clock", {"advanceMs": int(seconds * 1000)})


class Server:
    """The server under test; killed and started again on the same data and port."""

    def __init__(self, data, sim_port_of, program=BIN, extra=None):
        self.data, self.program, self.port = data, program, free_port()
        self.sim_port_of, self.extra = sim_port_of, extra or {}
        self.http = Http(self.port)
        self.child = None
        self.token = None

    def environment(self):
        env = {k: v for k, v in os.environ.items() if not k.startswith(("CHASQUI_", "WHATSAPP_"))}
        env.update(WHATSAPP_APP_SECRET=SECRET, WEBHOOK_VERIFY_TOKEN=VERIFY, WHATSAPP_ACCESS_TOKEN=TOKEN,
                   WHATSAPP_BASE_URL=f"http://127.0.0.1:{self.sim_port_of()}", LOG_LEVEL="warn")
        env.update(self.extra)
        return env

    def add_user(self):
        done = subprocess.run([self.program, "user", "add", "--data", self.data, "--email", EMAIL, "--name", "Fault",
                               "--role", "admin"], input=PASSWORD + "\n", text=True, env=self.environment(),
                              capture_output=True)
        if done.returncode:
            fail(f"user add: {done.stderr or done.stdout}")

    def start(self):
        self.child = Child(self.program, ["serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}"],
                           self.environment(), r"chasqui ready on http://127\.0\.0\.1:(\d+)")
        return self

    def kill(self, how=signal.SIGKILL):
        self.child.kill(how)

    def api(self, method, path, value=None):
        """(status, data); signs in again where the token has gone."""
        for _ in range(2):
            if self.token is None:
                status, answer = self.http.request("POST", "/api/auth/login", {"email": EMAIL, "password": PASSWORD})
                if status != 200:
                    return status, None
                self.token = answer["data"]["accessToken"]
            status, answer = self.http.request(method, path, value, {"Authorization": "Bearer " + self.token})
            if status != 401:
                return status, (answer or {}).get("data")
            self.token = None
        return status, None
