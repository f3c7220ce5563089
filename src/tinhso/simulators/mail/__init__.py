"""A stand-in mail server: takes every message by SMTP, sends none on, shows them on a page."""
