"""A small trained model that tells which blocks of a page are its story."""
