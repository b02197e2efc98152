"""What the page Retention says: estimates as published, their money, and how they were tested."""
