"""The installation's settings, with a database of the bench's own and the bare pages that it compares with."""

from tinhso.config.settings import *  # noqa: F403
from tinhso.config.settings import DATA_DIR, DATABASES

DATABASES["default"]["NAME"] = "tinhso_bench"
ROOT_URLCONF = "bench.urls"
FILES_ROOT = DATA_DIR / "bench-files"
EMAIL_HOST = ""
