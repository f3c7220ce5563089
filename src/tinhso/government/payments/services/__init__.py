"""The only place that writes invoices, payments and the ledger; each verb is one transaction."""
