"""The direction of a page: said on its root, on its body, or on what wraps all that stands in it."""

import pytest

from miqyas.scanner.document.parse import read_page


@pytest.mark.parametrize(
    ("markup", "direction"),
    [
        ("<html dir=rtl><body><p>نص</p>", "rtl"),
        ("<html><body dir=RTL><p>نص</p>", "rtl"),
        ("<html><body><div id=app dir=rtl><p>نص</p><p>نص</p></div><script>1</script>", "rtl"),
        ("<html><body><form><div class=page dir=rtl><p>نص</p></div></form>", "rtl"),
        ("<html><body><div dir=rtl><p>نص</p></div><footer><p>نص</p></footer>", ""),
        ("<html><body><header>نص</header><main dir=rtl>نص</main>", ""),
        ("<html><body><p>نص</p>", ""),
        ("", ""),
    ],
)
def test_where_a_direction_is_said(markup, direction):
    assert read_page(markup.encode(), address="https://a.example/").direction == direction
