"""The fixtures of the integration tests that these share. Tests that use them carry the xdist group `release`."""

from tests.integration.conftest import grown

__all__ = ["grown"]
