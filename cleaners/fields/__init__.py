"""What is known of an article besides its story: dates, names, agencies, language."""
