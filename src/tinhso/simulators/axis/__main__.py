"""``python -m tinhso.simulators.axis --port 8015 --folder DIR``; the key comes from the environment."""

import argparse
import os
from pathlib import Path

from tinhso.simulators.axis.server import AxisServer

VARIABLE = "TINHSO_VENDOR_DOCUMENT_AXIS_STAND_IN_KEY"


def main() -> None:
    """Read the command line and serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8015)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--folder", type=Path, default=Path("var/demo/axis"), help="where it keeps its documents")
    arguments = parser.parse_args()
    server = AxisServer(arguments.folder, os.environ.get(VARIABLE, "stand-in-key-0000"), arguments.port, arguments.host)
    print(f"Trục liên thông văn bản quốc gia giả lập: {server.address}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
