"""What people type about calls, applications, reviews and choices."""
