"""What measures speed and memory, as ratios to a reference taken in the same run."""
