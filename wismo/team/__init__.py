"""What a team writes down for itself: decisions and saved views, in one small file that no build touches."""
