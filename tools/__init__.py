"""Tools of development; nothing that runs in production imports them."""
