"""Notarial acts and blocking notices: searched before every act, locked by the property, one sale of two stands."""
