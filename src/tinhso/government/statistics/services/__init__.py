"""The verbs: adding up, closing, issuing, following up; the only place that writes."""
