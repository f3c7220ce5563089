"""The leader's desk, made for a tablet: what awaits a signature, what was ordered and is blocked, the day's figures."""
