"""Units, users, roles, calendar, procedures, templates."""
