"""The wire between the browser and the server: a forwarder of bytes that can really be cut, and mended."""

import socket
import threading
from contextlib import suppress


class Wire:
    """Listens at a port of its own and passes everything on to ``port``, until it is cut."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.whole = True
        self._ends: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        """Break what is connected and answer nobody any more."""
        self.whole = False
        for end in list(self._ends):
            _break(end)

    def mend(self) -> None:
        """Let connections through again."""
        self.whole = True

    def close(self) -> None:
        """End for good."""
        self.cut()
        self._door.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                if not self.whole:
                    _break(near)
                    continue
                far = socket.create_connection(("127.0.0.1", self.target))
                self._ends |= {near, far}
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                target.sendall(piece)
        for end in (source, target):
            _break(end)
            self._ends.discard(end)


def _break(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
