"""How an article changed: its revisions, what differs between them, who is no longer named, and its story on other sites."""
