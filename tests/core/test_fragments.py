"""Parts of pages that are kept."""

from markupsafe import Markup

from eventsapp.core.fragments import Shelf


def test_a_part_is_kept_under_its_key() -> None:
    shelf = Shelf()

    shelf.put(("en", 1), Markup("<p>One</p>"))

    assert (shelf.take(("en", 1)), shelf.take(("es", 1))) == (Markup("<p>One</p>"), None)


def test_what_was_not_shown_for_the_longest_time_makes_room() -> None:
    shelf = Shelf(room=10)
    shelf.put(1, Markup("12345"))
    shelf.put(2, Markup("12345"))
    shelf.take(1)

    shelf.put(3, Markup("1"))

    assert [shelf.take(key) is not None for key in (1, 2, 3)] == [True, False, True]


def test_what_is_larger_than_the_shelf_is_not_kept() -> None:
    shelf = Shelf(room=3)

    shelf.put(1, Markup("12345"))

    assert shelf.take(1) is None


def test_a_part_that_two_rendered_counts_once() -> None:
    shelf = Shelf(room=10)
    for _ in range(3):
        shelf.put(1, Markup("12345"))

    shelf.put(2, Markup("12345"))

    assert [shelf.take(key) for key in (1, 2)] == [Markup("12345")] * 2
