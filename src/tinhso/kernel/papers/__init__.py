"""Typeset papers, numbering and QR verification."""
