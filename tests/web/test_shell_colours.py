"""Everything written can be read: contrasts computed from the tokens, in both themes."""

import re
from pathlib import Path

import pytest

import miqyas.web
from miqyas.reports.charts import theme

CSS = Path(miqyas.web.__file__).parent / "static" / "web" / "css"
SURFACES = ("paper", "card", "pearl")
TEXTS = ("ink", "second", "sea", "green")
WRITTEN_ON = [
    *((text, surface) for text in TEXTS for surface in SURFACES),
    *((text, surface) for text in ("coral", "brass-text") for surface in ("paper", "card")),
    *((f"on-group-{group}", f"group-{group}") for group in (1, 2, 3, 4)),
    *(("ink", f"{tint}-tint") for tint in ("sea", "coral", "brass", "green")),
    *((text, "sea-tint") for text in ("second", "sea", "on-tint")),
    *(("on-fill", surface) for surface in ("fill", "sea")),
    ("on-bar", "bar"), ("on-bar-quiet", "bar"), ("card", "sea"),
]  # fmt: skip
SHAPES = ("sea", "palm", "brass", "slate", "coral", "pin", "edge")
DRAWN_ON = [
    *((colour, "paper") for colour in SHAPES), *((colour, "card") for colour in SHAPES),
    ("bar-mark", "bar"),
]  # fmt: skip


def tokens(css: str) -> dict[str, tuple[str, str]]:
    """Each colour token in light and in dark."""
    pairs = re.findall(r"--mq-([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", css)
    same = re.findall(r"--mq-([\w-]+): (#\w{6});", css)
    return {name: (light, dark) for name, light, dark in pairs} | {name: (one, one) for name, one in same}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """
    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


NORMAL, HIGH = (
    tokens(part) for part in (CSS / "tokens.css").read_text().split("@media (prefers-contrast: more)")
)
THEMES = {
    "light": {name: pair[0] for name, pair in NORMAL.items()},
    "dark": {name: pair[1] for name, pair in NORMAL.items()},
    "light, more contrast": {name: pair[0] for name, pair in (NORMAL | HIGH).items()},
    "dark, more contrast": {name: pair[1] for name, pair in (NORMAL | HIGH).items()},
}


@pytest.mark.parametrize(("text", "surface"), WRITTEN_ON)
@pytest.mark.parametrize("name", THEMES)
def test_text_can_be_read(name, text, surface):
    colours = THEMES[name]
    assert contrast(colours[text], colours[surface]) >= 4.5


@pytest.mark.parametrize(("shape", "surface"), DRAWN_ON)
@pytest.mark.parametrize("name", THEMES)
def test_what_is_drawn_stands_out(name, shape, surface):
    colours = THEMES[name]
    assert contrast(colours[shape], colours[surface]) >= 3


def test_charts_are_drawn_in_the_light_tokens():
    assert {colour.lower() for colour in theme.TOKENS} <= set(THEMES["light"].values())


@pytest.mark.parametrize("colour", sorted(theme.TOKENS))
@pytest.mark.parametrize("paint", ["fill", "stroke"])
def test_each_colour_of_a_chart_follows_the_theme(colour, paint):
    assert f'[{paint}="{colour}"]' in (CSS / "charts.css").read_text()


@pytest.mark.parametrize("file", sorted(CSS.glob("*.css")), ids=lambda file: file.name)
def test_one_stylesheet_serves_both_directions(file):
    """Only logical properties: nothing stands left or right."""
    boxes = r"(?:margin|padding|border)-(?:left|right)"
    sides = rf"(?<![\w-])(?:{boxes}|left|right|float(?!\s*:\s*(?:none|inline)))\s*:[^;]*;"
    aligned = r"text-align:\s*(?:left|right)\s*;"
    physical = f"{sides}|{aligned}"
    assert not re.findall(physical, file.read_text())
