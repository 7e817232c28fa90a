"""The one spider, driven by `config/sources`."""
