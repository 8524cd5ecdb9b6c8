"""Who may read which calendar."""


def may_read_feed() -> bool:
    """Anyone reads what is public; nothing else ever enters a public feed."""
    return True
