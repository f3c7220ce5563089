"""``python -m tinhso.simulators.national --port 8016 --folder DIR``; the key comes from the environment."""

import argparse
import os
from pathlib import Path

from tinhso.simulators.national.server import NationalServer

VARIABLE = "TINHSO_VENDOR_NATIONAL_STAND_IN_KEY"


def main() -> None:
    """Read the command line and serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8016)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--folder", type=Path, default=Path("var/demo/national"), help="where the portal keeps dossiers"
    )
    arguments = parser.parse_args()
    key = os.environ.get(VARIABLE, "stand-in-key-0000")
    server = NationalServer(arguments.folder, key, arguments.port, arguments.host)
    print(f"Hệ thống quốc gia giả lập: {server.address}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
