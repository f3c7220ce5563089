"""The stand-in telephone shows the codes that the sign-in page takes."""

import json
import threading
import urllib.request

from tinhso.simulators.authenticator.codes import Telephone, seconds_left
from tinhso.simulators.authenticator.server import serve

# RFC 6238, appendix B, SHA-1: the last six of the eight digits.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def test_codes_are_those_of_the_standard():
    phone = Telephone("an", "An", "", SECRET)
    assert [phone.code(moment) for moment in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]
    assert seconds_left(59) == 1


def test_the_page_names_itself_a_stand_in_and_lists_officials(tmp_path):
    entry = {"secret": SECRET, "name": "Lê Thị <An>", "position": "Chuyên viên"}
    (tmp_path / "authenticator.json").write_text(json.dumps({"an.y-te": entry}))
    server = serve(tmp_path, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/"
        page = urllib.request.urlopen(address).read().decode()
        codes = json.load(urllib.request.urlopen(f"{address}codes.json"))
    finally:
        server.shutdown()
        server.server_close()
    assert "chỉ dùng trình diễn" in page
    assert "Lê Thị &lt;An&gt;" in page
    assert len(codes["an.y-te"]) == 6
