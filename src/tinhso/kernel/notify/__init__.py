"""Messages to people: e-mail, SMS, in-app."""
