"""What officials and citizens do around places and lodgings."""
