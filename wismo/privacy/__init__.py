"""Personal data: erasing a person, letting old message text go, and who may read what is kept."""
