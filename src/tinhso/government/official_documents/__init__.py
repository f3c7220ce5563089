"""Official documents: incoming, outgoing and internal papers of every office, from the scan to the answer."""
