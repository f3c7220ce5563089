"""The form builder and route editor: a procedure written on screen, item by item."""
