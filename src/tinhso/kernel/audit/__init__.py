"""Who changed what, and who looked at whose data: append-only and hash-chained."""
