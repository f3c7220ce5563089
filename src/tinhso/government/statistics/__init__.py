"""Statistics of the handling of procedures: the statutory form, the running book, who held how long."""
