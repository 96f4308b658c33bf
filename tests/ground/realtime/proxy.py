# SPDX-License-Identifier: EUPL-1.2
"""nginx as `deploy/` sets it up, in front of a site: the very files, with other ports and without a certificate."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from tests.live import ROOT, free_port

PLACES = ("/usr/lib/nginx/modules", "/usr/share/nginx/modules", "/usr/lib64/nginx/modules")


def nginx() -> str | None:
    return shutil.which("nginx") or next((path for path in ("/usr/sbin/nginx",) if Path(path).exists()), None)


def nchan_module() -> Path | None:
    return next(
        (path for base in PLACES if (path := Path(base) / "ngx_nchan_module.so").exists()),
        None,
    )


class Proxy:
    """`port` is what the public reaches; with nchan, `said_at` is where the site says what is new."""

    def __init__(self, folder: Path, *, nchan: bool = False) -> None:
        self.folder = folder
        self.nchan = nchan
        self.port, self.messages = free_port(), free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def said_at(self) -> str:
        return f"http://127.0.0.1:{self.messages}/sagen/"

    def serve(self, port: int) -> Proxy:
        """In front of the site at that port."""
        self.folder.mkdir(parents=True, exist_ok=True)
        pages = (ROOT / "deploy" / "nginx.conf").read_text()
        given = {
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{port};",
            "    listen 443 ssl http2;\n": f"    listen {self.port};\n",
            "    listen [::]:443 ssl http2;\n": "",
            "    listen 80;\n    listen [::]:80;\n": f"    listen 127.0.0.1:{free_port()};\n",
        }
        for what, now in given.items():
            assert what in pages, f"deploy/nginx.conf has changed: {what}"
            pages = pages.replace(what, now)
        pages = "".join(line for line in pages.splitlines(True) if not line.strip().startswith("ssl_"))
        load = messages = ""
        if self.nchan:
            load = f"load_module {nchan_module()};\n"
            shutil.copy(ROOT / "deploy" / "nchan-pages.conf", self.folder)
            include = "# include /etc/nginx/mitwirken-nchan-pages.conf;"
            assert include in pages
            pages = pages.replace(include, f"include {self.folder}/nchan-pages.conf;")
            messages = (ROOT / "deploy" / "nchan-messages.conf").read_text()
            assert "127.0.0.1:8001" in messages
            messages = messages.replace("127.0.0.1:8001", f"127.0.0.1:{self.messages}")
        (self.folder / "site.conf").write_text(messages + pages)
        temporary = " ".join(
            f"{kind}_temp_path {self.folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (self.folder / "nginx.conf").write_text(
            f"{load}worker_processes 2; worker_rlimit_nofile 20000; daemon off;\n"
            f"pid {self.folder}/pid; error_log {self.folder}/errors warn;\n"
            "events { worker_connections 8000; }\n"
            f"http {{ {temporary}\ninclude {self.folder}/site.conf; }}\n"
        )
        for path in (self.folder, *self.folder.parents):
            if path.owner() == self.folder.owner() and path != Path("/tmp"):
                path.chmod(path.stat().st_mode | 0o011)  # nginx's workers are somebody else
            else:
                break
        return self.start()

    def start(self) -> Proxy:
        program = nginx()
        assert program is not None
        self.process = subprocess.Popen(
            [program, "-e", f"{self.folder}/errors", "-c", f"{self.folder}/nginx.conf"],
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                assert self.process.poll() is None and time.monotonic() < deadline, self.trouble()
                time.sleep(0.05)

    def trouble(self) -> str:
        errors = self.folder / "errors"
        return errors.read_text()[-3_000:] if errors.exists() else ""

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)
            self.process = None
