"""What imports do in the background: long work that can be left and found again."""

from uuid import UUID

from tinhso.kernel.events import job
from tinhso.kits.registers.imports.services import checking, marking, storing, undoing


@job("registers_imports.check")
def check_file(run_id: str) -> None:
    """Check a file without storing anything."""
    checking.check(UUID(run_id))


@job("registers_imports.store")
def store_rows(run_id: str) -> None:
    """Store the rows that are right, from where the last worker stopped."""
    storing.store(UUID(run_id))


@job("registers_imports.undo")
def undo_import(run_id: str) -> None:
    """Take a whole import back."""
    undoing.undo(UUID(run_id))


@job("registers_imports.mark")
def mark_file(run_id: str) -> None:
    """Make the copy with the wrong cells marked."""
    marking.make(UUID(run_id))
