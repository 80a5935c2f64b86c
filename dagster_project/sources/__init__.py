"""Where captures come from. Each source yields responses; storing them is the store's work."""
