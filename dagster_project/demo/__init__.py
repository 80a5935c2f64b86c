"""The demo site: invented pages, served as the real sites serve theirs, to try and to test everything without a network."""
