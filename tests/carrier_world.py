"""What the scripts share that run `handover serve` and `handover send` as real processes.

Everything is made in a folder of the caller's, with keys of its own, and the clock of every process is replaced
(`--at`), so a run does not depend on the day.
"""

import atexit
import copy
import json
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "crates/handover-dataset/tests/examples/caseload-transfer.json"
PASSPHRASE = "scripts that run servers"
AT = "2026-09-20T09:00:00Z"
# When a server was started again to see what it kept: what it signs anew then has other bytes.
LATER = "2026-09-20T09:04:00Z"


def one_reader(case):
    """The worked case, of which the practice is told by word of mouth: it goes in one package."""
    for entry in case["sections"]["handover"]["distribution"]["value"]:
        if entry["audience"] == "gp":
            entry["channel"] = "verbal"
    return case


class World:
    """Authority (also commissioner), sender and recipient; packages of the sender; the recipient's server."""

    # The folder with what was agreed, which a sender takes along.
    statements = None
    # Further members of the directory: providers of no further importance.
    others = ()

    def __init__(self, work, program):
        self.work, self.program, self.contexts = work, str(program.resolve()), {}
        self.port, self.operations = free_ports(2)
        for name, organisation, person, more in (
            ("authority", "ZZA01", "team-leader", ["--authority"]), ("sender", "ZZ901", "team-leader", []),
            ("recipient", "ZZ902", "prescriber,key-worker", ["--server", f"https://localhost:{self.port}"]),
            *((name, organisation, "team-leader", []) for name, organisation in self.others),
        ):
            self.call("identity", "new", "--identity", name, "--organisation", organisation, "--name", name,
                      "--contact", "none", "--person", person, "--scrypt-log-n", "10", "--at", AT, *more)
        told = self.call("directory", "new", "directory", "--own-roles", "commissioner", "--card", "sender/card=provider",
                         "--card", "recipient/card=provider,server",
                         *(word for name, _ in self.others for word in ("--card", f"{name}/card=provider")),
                         "--identity", "authority", "--json", "--at", AT)
        self.anchor = json.loads(told)["anchor"]
        self.trust = ["--directory", "directory", "--anchor", self.anchor, "--at", AT]

    def environment(self):
        keep = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        return dict(keep, HANDOVER_PASSPHRASE=PASSPHRASE)

    def start(self, *words, before=(), **more):
        """A process of the program."""
        command = [*before, self.program, *map(str, words)]
        process = subprocess.Popen(command, cwd=self.work, env=self.environment(), **more)
        # Whatever a script ends of, none of its processes stays.
        atexit.register(process.kill)
        return process

    def call(self, *words, codes=(0,)):
        """Runs the program to its end, with one of these exit codes; returns what it printed."""
        done = subprocess.run([self.program, *map(str, words)], cwd=self.work, env=self.environment(),
                              capture_output=True, text=True)
        if done.returncode not in codes:
            raise SystemExit(f"handover {' '.join(map(str, words))}\n{done.stderr}")
        return done.stdout

    def seal(self, packages, cases, by="sender", name=""):
        """So many packages of so many cases each, in folders of a name; returns their files."""
        example = one_reader(json.loads(EXAMPLE.read_text(encoding="utf-8")))
        files = []
        for package in range(packages):
            folder = self.work / f"cases-{name}{package}"
            folder.mkdir()
            for number in range(cases):
                case = copy.copy(example)
                sections = dict(case["sections"])
                reference = f"CASE-0{package:04}-{number:06}"
                sections["handover"] = dict(sections["handover"], case_reference=reference)
                case["sections"] = sections
                (folder / f"{number:06}.json").write_text(json.dumps(case), encoding="utf-8")
            self.call("seal", folder.name, "--for", "ZZ902:receiving-service", "--to",
                      f"sealed-{name}{package}", "--identity", by, *self.trust)
            files.extend(sorted((self.work / f"sealed-{name}{package}").glob("*.handover")))
        return files

    def configure(self, data, limits=""):
        """Writes the configuration of a server with its own data folder."""
        name = f"{data}.toml"
        (self.work / name).write_text(
            f'listen = "127.0.0.1:{self.port}"\noperations = "127.0.0.1:{self.operations}"\n'
            f'data = "{data}"\nidentity = "recipient"\ndirectory = "directory"\nanchor = "{self.anchor}"\n'
            f"[limits]\n{limits}", encoding="utf-8")
        return name

    def serve(self, config, workers=2, before=(), allow_no_start=False, log_level="info", at=AT):
        """A server that listens; none, if it may end before."""
        log = open(self.work / "server.log", "ab")
        server = self.start("serve", "--config", config, "--workers", workers, "--at", at, "--log", log_level,
                            before=before, stdout=subprocess.PIPE, stderr=log, text=True)
        line = server.stdout.readline()
        if not line.startswith("Listening on"):
            if allow_no_start:
                server.wait()
                return None
            raise SystemExit(f"the server did not start; see {self.work / 'server.log'}")
        return server

    @staticmethod
    def stop_traced(server):
        """Stops a server that was started under strace, in order."""
        for child in pathlib.Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split():
            os.kill(int(child), signal.SIGTERM)
        server.wait()

    def send(self, files, receipts, **more):
        """A sender of these packages, who keeps the receipts in a folder."""
        (self.work / receipts).mkdir(exist_ok=True)
        agreed = ["--statement", self.statements] if self.statements else []
        return self.start("send", *files, "--to", receipts, "--identity", "sender", *agreed, *self.trust, **more)

    def tls(self, who, patience=30):
        """A connection as a member of the directory, with which anything may be done; `OSError` if it is not let in."""
        if who not in self.contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.minimum_version = ssl.TLSVersion.TLSv1_3
            # Who it is, the programs judge by the directory; here nothing depends on it.
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            keys = self.work / who
            context.load_cert_chain(keys / "transport.crt.pem", keys / "transport.key.pem", PASSPHRASE)
            self.contexts[who] = context
        stream = socket.create_connection(("127.0.0.1", self.port), timeout=patience)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            return self.contexts[who].wrap_socket(stream, server_hostname="localhost")
        except OSError:
            stream.close()
            raise

    def metrics(self):
        """What the server tells whoever runs it, by name."""
        directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with directly.open(f"http://127.0.0.1:{self.operations}/metrics", timeout=30) as answer:
            self.metrics_text = answer.read().decode()
        lines = (line.rsplit(" ", 1) for line in self.metrics_text.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, value in lines}


def free_ports(count):
    """Ports that nobody listens at."""
    places = [socket.socket() for _ in range(count)]
    for place in places:
        place.bind(("127.0.0.1", 0))
    ports = [place.getsockname()[1] for place in places]
    for place in places:
        place.close()
    return ports


def wait(process, seconds):
    """The exit code, or None if the process still runs then."""
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    return process.poll()
