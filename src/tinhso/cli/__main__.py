"""``python -m tinhso.cli``: the same as ``tinhso``, whatever the PATH is."""

from tinhso.cli import main

main(prog_name="tinhso")
