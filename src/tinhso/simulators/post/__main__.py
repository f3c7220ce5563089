"""``python -m tinhso.simulators.post --port 8013 --folder DIR``; the key comes from the environment."""

import argparse
import os
from pathlib import Path

from tinhso.simulators.post.server import PostServer

VARIABLE = "TINHSO_VENDOR_POST_STAND_IN_KEY"


def main() -> None:
    """Read the command line and serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8013)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--folder", type=Path, default=Path("var/demo/post"), help="where it keeps its parcels")
    arguments = parser.parse_args()
    server = PostServer(arguments.folder, os.environ.get(VARIABLE, "stand-in-key-0000"), arguments.port, arguments.host)
    print(f"Bưu chính giả lập: {server.address}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
