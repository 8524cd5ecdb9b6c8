"""What is done with calls, applications, reviews and choices: one module per subject."""
