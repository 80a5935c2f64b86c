"""How an article changed: revisions, what differs between them, who is no longer named, the story on other sites."""
