"""Tests that let many clients loose on one thing at once, each with a connection of its own."""
