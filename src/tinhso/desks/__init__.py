"""The faces: citizen portal, counter, officer workspace, administration."""
