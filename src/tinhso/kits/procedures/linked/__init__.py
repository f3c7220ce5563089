"""Linked procedures (thủ tục liên thông): one application, several dossiers at several agencies."""
