"""What a release says of itself: its tables, descriptors, dictionary and notes, made from the registry and from facts given."""
