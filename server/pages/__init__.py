"""What the HTML pages show: a few queries each, and plain data for the template."""
