"""The demonstration: the facts of the founding example, and a sample story beside them."""
