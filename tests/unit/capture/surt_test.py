"""SURT keys as other web-archive tools write them."""

import pytest

from dagster_project.core.surt import surt


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.kcna.kp/", "kp,kcna)/"),
        ("https://kcna.kp:443/en/article/q/AB12.kcmsf", "kp,kcna)/en/article/q/ab12.kcmsf"),
        ("http://kcna.kp:8080/x/", "kp,kcna:8080)/x"),
        ("http://www.kcna.co.jp/item/2008/200809/news09/02.htm#3", "jp,co,kcna)/item/2008/200809/news09/02.htm"),
        ("https://rodong.rep.kp/en/index.php?b=2&A=1", "kp,rep,rodong)/en/index.php?a=1&b=2"),
        ("https://example.org//a/../b/%7Ex?q=%20", "org,example)/b/~x?q=%20"),
    ],
)
def test_an_address_becomes_its_key(url: str, key: str) -> None:
    assert surt(url) == key


def test_an_address_without_a_host_is_refused() -> None:
    with pytest.raises(ValueError, match="names no host"):
        surt("/en/article")
