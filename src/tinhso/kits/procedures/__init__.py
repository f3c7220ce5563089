"""Dossiers that travel through steps under deadlines; the procedure they follow is data."""
