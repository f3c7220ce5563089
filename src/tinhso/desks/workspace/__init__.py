"""The officer's face: the one inbox, the dossier, signing."""
