"""``python -m tinhso.simulators.vneid --port 8014 --folder DIR``."""

import argparse
from pathlib import Path

from tinhso.simulators.vneid.server import serve


def main() -> None:
    """Read the command line and serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8014)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--folder", type=Path, default=Path("var/demo/vneid"), help="where citizens.json lies")
    arguments = parser.parse_args()
    server = serve(arguments.folder, arguments.port, arguments.host)
    print(f"VNeID giả lập: http://{arguments.host}:{server.server_port}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
