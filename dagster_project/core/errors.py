"""The one kind of error that a user sees as a line, not as a traceback."""


class PalimpsestError(Exception):
    """Something that the user can put right: the message names the thing, what is wrong, and what to do."""


class SupersededError(PalimpsestError):
    """Another run has published since this one began: what it derived rests on a version that is no longer the newest."""
