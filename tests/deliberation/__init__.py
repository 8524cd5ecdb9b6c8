"""Tests of deliberation."""
