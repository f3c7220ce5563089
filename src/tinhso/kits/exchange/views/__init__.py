"""Pages of the exchange, under /lien-thong/."""
