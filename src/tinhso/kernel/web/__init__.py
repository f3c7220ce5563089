"""Page shells, components, forms, tables."""
