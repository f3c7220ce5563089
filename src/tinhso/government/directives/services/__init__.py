"""What writes directives: each verb one transaction, each leaving its line in the ledger."""
