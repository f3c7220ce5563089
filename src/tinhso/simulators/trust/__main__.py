"""``python -m tinhso.simulators.trust --port 8010 --folder DIR``."""

import argparse
from pathlib import Path

from tinhso.simulators.trust.server import serve


def main() -> None:
    """Read the command line and serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8010)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--folder", type=Path, required=True, help="where keys and certificates are kept")
    arguments = parser.parse_args()
    server = serve(arguments.folder, arguments.port, arguments.host)
    print(f"Dịch vụ chứng thực trình diễn: http://{arguments.host}:{server.server_port}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
