"""A stand-in of a payment platform with its bank: orders, a bank page, signed messages, refunds, files of a day."""
