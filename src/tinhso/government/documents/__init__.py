"""The personal document store: papers of a person, kept by themselves, used again by consent, each use shown."""
