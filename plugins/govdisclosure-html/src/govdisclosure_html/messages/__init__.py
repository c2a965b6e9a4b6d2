"""What the page says of itself (页面用语): one catalogue a language."""
