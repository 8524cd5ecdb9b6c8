"""Rich text: what people type is shown, and nothing else gets onto the page."""

import re

import pytest

from eventsapp.core.markdown import LONGEST, may_link, parse_blocks, render_markdown


def test_plain_marks_become_markup() -> None:
    assert render_markdown("One *two* **three** `four`\n\n- five\n- six") == (
        "<p>One <em>two</em> <strong>three</strong> <code>four</code></p>\n"
        "<ul>\n<li>five</li>\n<li>six</li>\n</ul>\n"
    )


@pytest.mark.parametrize(
    "nasty",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](JaVaScRiPt&colon;alert(1))",
        "![x](http://tracker.example/pixel.png)",
        "[x](/sign-out)",
        "[x](//evil.example)",
        '<a href="http://a.example" onclick="x()">a</a>',
        '<http://a.example/" onmouseover=alert(1)>',
    ],
)
def test_nothing_typed_becomes_live(nasty: str) -> None:
    shown = render_markdown(nasty)

    assert not [live for live in ("<script", "<img", "<a ") if live in shown]


def test_a_link_leads_to_the_web_or_a_mail_address_and_vouches_for_nothing() -> None:
    assert render_markdown("[a](https://a.example) <b@b.example>") == (
        '<p><a href="https://a.example" rel="noopener nofollow">a</a> '
        '<a href="mailto:b@b.example" rel="noopener nofollow">b@b.example</a></p>\n'
    )


def test_a_broken_address_is_no_link() -> None:
    assert not may_link("http://[broken")


def test_an_image_is_shown_by_its_description() -> None:
    assert render_markdown("See ![the venue](http://a.example/v.png).") == (
        "<p>See the venue.</p>\n"
    )


def test_headings_start_at_three_and_skip_no_level() -> None:
    shown = render_markdown("### A\n\n###### B\n\n# C\n\n## D\n\n### E\n\n#### F\n\n##### G")

    assert [shown[at + 2] for at in range(len(shown)) if shown.startswith("<h", at)] == [
        *("3", "4", "3", "4", "5", "6", "6")
    ]


def test_a_text_over_the_cap_is_shown_as_typed_and_whole() -> None:
    long = "**a** <b>\n\n" + "x" * LONGEST

    assert render_markdown(long) == "<p>**a** &lt;b&gt;</p><p>" + "x" * LONGEST + "</p>"
    assert parse_blocks(long)[0] == {"kind": "paragraph", "runs": [{"text": "**a** <b>"}]}


@pytest.mark.parametrize(
    "pathological", ["[" * LONGEST, "> " * (LONGEST // 2), "*a_" * (LONGEST // 3), "`" * LONGEST]
)
def test_a_pathological_text_is_answered_whole(pathological: str) -> None:
    """One that took for ever would end at pytest's own limit."""
    text = re.sub(r"<[^>]+>|\s", "", render_markdown(pathological)).replace("&gt;", ">")

    assert len(text) <= len(pathological)
    assert set(text) <= set(pathological)


def test_nodes_carry_the_styles_of_each_run() -> None:
    assert parse_blocks("A *b **c*** [d `e`](https://a.example)  \nf\ng") == [
        {
            "kind": "paragraph",
            "runs": [
                {"text": "A "},
                {"text": "b ", "emphasis": True},
                {"text": "c", "emphasis": True, "strong": True},
                {"text": " "},
                {"text": "d ", "link": "https://a.example"},
                {"text": "e", "link": "https://a.example", "code": True},
                {"text": "\n"},
                {"text": "f"},
                {"text": " "},
                {"text": "g"},
            ],
        }
    ]


def test_nodes_nest_as_typed() -> None:
    assert parse_blocks("## H\n\n3. a\n   - b\n4. c\n\n> q\n\n```\n#x\n```\n\n---") == [
        {"kind": "heading", "level": 1, "runs": [{"text": "H"}]},
        {
            "kind": "list",
            "ordered": True,
            "start": 3,
            "items": [
                [
                    {"kind": "paragraph", "runs": [{"text": "a"}]},
                    {
                        "kind": "list",
                        "ordered": False,
                        "items": [[{"kind": "paragraph", "runs": [{"text": "b"}]}]],
                    },
                ],
                [{"kind": "paragraph", "runs": [{"text": "c"}]}],
            ],
        },
        {"kind": "quote", "nodes": [{"kind": "paragraph", "runs": [{"text": "q"}]}]},
        {"kind": "code", "text": "#x"},
        {"kind": "rule"},
    ]


def test_an_empty_text_is_empty() -> None:
    assert (render_markdown(" \n"), parse_blocks("")) == ("", [])
