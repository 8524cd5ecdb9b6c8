"""What we promise about every page at once: who may, and what no input can do."""
