"""The weekly review as a file: one page of HTML, a tagged PDF, or plain text."""
