"""What organisers type about an event."""
