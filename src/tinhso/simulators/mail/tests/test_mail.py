"""The stand-in as a process: SMTP in, pages and JSON out."""

import json
import smtplib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[tuple[int, int]]:
    smtp, http = free_port(), free_port()
    command = [sys.executable, "-m", "tinhso.simulators.mail", "--smtp-port", str(smtp), "--http-port", str(http)]
    running = subprocess.Popen([*command, "--folder", str(tmp_path / "mail")])
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", http), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield smtp, http
    running.terminate()
    assert running.wait(timeout=10) == 0


def read(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return answer.read().decode()


def test_a_message_arrives_is_shown_and_its_double_is_dropped(ports: tuple[int, int]) -> None:
    smtp, http = ports
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@tinh.test", "hoa@nha.test", "Đã tiếp nhận <hồ sơ>"
    mail["Message-ID"] = "<019a@tinh.test>"
    mail.set_content("Kính gửi bà Hoà & gia đình")
    for _ in range(2):
        with smtplib.SMTP("127.0.0.1", smtp, timeout=5) as server:
            server.send_message(mail)
    (row,) = json.loads(read(http, "/messages.json"))
    assert (row["subject"], row["receivers"], row["doubles"]) == ("Đã tiếp nhận <hồ sơ>", ["hoa@nha.test"], 1)
    listing = read(http, "/")
    assert "giả lập" in listing
    assert "Đã tiếp nhận &lt;hồ sơ&gt;" in listing
    assert "bà Hoà &amp; gia đình" in read(http, f"/thu/{row['key']}")
    with pytest.raises(urllib.error.HTTPError):
        read(http, "/thu/..%2f..%2fetc")
