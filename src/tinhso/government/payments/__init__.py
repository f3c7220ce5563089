"""Money of dossiers: invoices, payment through a platform or in cash, receipts, refunds, reconciliation."""
