"""Pages of money: the citizen's, the cashier's, the accountant's."""
