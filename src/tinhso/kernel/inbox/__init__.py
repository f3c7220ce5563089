"""Work items: the one list of what awaits whom, until when."""
