"""Times the pages of the desk for a large transfer: what a person waits for between a click and a page.

    cargo build --profile dist
    python3 tests/bench/desk.py [--cases 10000]

A package of so many cases (as in whole_process.py) came to its recipient, who unlocks the desk, opens it, and looks
at every page several times; the median counts. Beside it stands the peak memory of the program. Nothing is left behind.
"""

import argparse
import http.client
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.parse

from whole_process import EXAMPLE, PASSPHRASE, ROOT, parties, write_cases

AT = "2026-09-20T09:00:00Z"


class Browser:
    """Follows forms and redirections, and keeps the cookie."""

    def __init__(self, way_in):
        address = urllib.parse.urlparse(way_in)
        self.host, self.base, self.cookie = address.netloc, "/" + address.path.split("/")[1], None
        self.ask("GET", address.path)

    def ask(self, method, path, form=None):
        headers = {"Host": self.host, "Origin": f"http://{self.host}"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(self.host)
        connection.request(method, path, form, headers)
        answer = connection.getresponse()
        self.page = answer.read().decode()
        if answer.getheader("Set-Cookie"):
            self.cookie = answer.getheader("Set-Cookie").split(";")[0]
        if answer.status == 303:
            return self.ask("GET", answer.getheader("Location"))
        assert answer.status == 200, f"{answer.status} for {path}"
        return self.page

    def get(self, path):
        start = time.monotonic()
        self.ask("GET", self.base + path)
        return time.monotonic() - start

    def post(self, path, **fields):
        token = re.search('name="form" value="([0-9a-f]+)"', self.page)[1]
        start = time.monotonic()
        self.ask("POST", self.base + path, urllib.parse.urlencode({"form": token, **fields}))
        return time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000, help="cases in the package")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/dist/handover")
    arguments = parser.parse_args()
    program = str(arguments.program.resolve())
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        anchor = parties(work, program, AT)
        write_cases(work / "cases", arguments.cases, json.loads(EXAMPLE.read_text()))
        trust = ["--directory", "directory.cbor", "--anchor", anchor, "--at", AT]
        environment = dict(os.environ, HANDOVER_PASSPHRASE=PASSPHRASE)

        def call(*words):
            subprocess.run([program, *words, *trust], cwd=work, env=environment, check=True, capture_output=True)

        call("seal", "cases", "--for", "ZZ902:receiving-service", "--to", "sealed", "--identity", "sender")
        # The anchor is remembered from now on.
        call("directory", "show", "--identity", "recipient")
        room = work / "room"
        shutil.copytree(work / "recipient", room / "identity")
        shutil.copy(work / "directory.cbor", room / "directory")
        (room / "incoming").mkdir()
        package = next((work / "sealed").glob("*.handover"))
        shutil.copy(package, room / "incoming/package.handover")
        desk = subprocess.Popen([program, "desk", str(room), "--no-browser", "--at", AT], stdout=subprocess.PIPE, text=True)
        try:
            browser = Browser(desk.stdout.readline().strip())
            browser.get("/unlock")
            print(f"  {'unlock':<36}{browser.post('/unlock', who='bench', passphrase=PASSPHRASE) * 1000:8.0f} ms")
            short = re.search(r"/arrived/([0-9a-f]+)", browser.page)[1]
            print(f"  {'open the package, once':<36}{browser.get(f'/arrived/{short}') * 1000:8.0f} ms")
            pages = {"what waits": "/", "what arrived": "/arrived", "the people": f"/arrived/{short}",
                     "one person": f"/arrived/{short}/7", "transfers": "/watch", "who is who": "/who"}
            for name, path in pages.items():
                took = statistics.median(browser.get(path) for _ in range(arguments.rounds))
                print(f"  {name:<36}{took * 1000:8.0f} ms{len(browser.page):12} bytes")
            peak = re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{desk.pid}/status").read_text())[1]
            print(f"  peak memory{int(peak) // 1024:33} MiB")
        finally:
            desk.kill()
            desk.wait()


if __name__ == "__main__":
    main()
