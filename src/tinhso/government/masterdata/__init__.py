"""Master data: people, legal entities and catalogues that every other module refers to."""
