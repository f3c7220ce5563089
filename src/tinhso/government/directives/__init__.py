"""Directive tracking (theo dõi nhiệm vụ giao): who ordered what, who answers for it until when, what came of it."""
